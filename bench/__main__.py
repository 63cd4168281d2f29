"""Prints what `make bench` measures: each figure with its target, and the settings it was measured under."""

import os
import platform
import sys
from importlib import import_module

from bench.figures import table

PARTS = (
    "start",
    "weight",
    "memory",
    "sign_ins",
    "clicks",
    "clients",
    "prospects",
    "calendar",
    "billing",
    "receipts",
    "calls",
)


def main() -> None:
    """Run every part, or those named on the command line; exit 1 when a target is missed."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}", flush=True)
    missed = 0
    for name in sys.argv[1:] or PARTS:
        part = import_module(f"bench.{name}")
        before = os.getloadavg()[0]
        figures = part.measure()
        missed += sum(not figure.ok for figure in figures)
        load = f"(load of the machine {before:.1f} before, {os.getloadavg()[0]:.1f} after)"
        print(f"\n{table(part.TITLE, figures)}\n  {load}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
