"""How long `make run` takes when nothing has changed, and how long a stop takes with a page open."""

import subprocess
import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from tests.server import ROOT, RunningServer

STARTS = 5


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        RunningServer(data, OWL_PSEUDO_LANGUAGE="0").stop()
        starts, stops = [], []
        for _ in range(STARTS):
            begun = time.monotonic()
            subprocess.run(["make", "-s", "ready"], cwd=ROOT, check=True)
            server = RunningServer(data, OWL_PSEUDO_LANGUAGE="0")
            starts.append(time.monotonic() - begun)
            with server.socket():
                begun = time.monotonic()
                server.stop()
                stops.append(time.monotonic() - begun)
    return [
        Figure("Second start to first answer, slowest", max(starts), "s", 3.0, f"of {STARTS}"),
        Figure("Stop with a page open, slowest", max(stops), "s", 5.0, f"of {STARTS}"),
    ]
