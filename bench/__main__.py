"""Prints what `make bench` measures: each figure with its limit, and the settings it was measured under."""

import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from bench.figures import Figure

TITLES = {"start": "Starting and stopping", "weight": "What a first page transfers"}


def main() -> None:
    """Run every part, or those named on the command line; exit 1 when a figure is beyond its limit."""
    named = sys.argv[1:] or [path.stem for path in sorted(Path(__file__).parent.glob("*.py"))]
    parts = [name for name in named if name not in {"__init__", "__main__", "figures"}]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}\n")
    beyond = 0
    for part in parts:
        print(TITLES.get(part, part))
        figures: list[Figure] = import_module(f"bench.{part}").measure()
        for figure in figures:
            beyond += not figure.ok
            print(f"  {figure}")
        print()
    sys.exit(1 if beyond else 0)


if __name__ == "__main__":
    main()
