"""How long `make run` takes when nothing has changed, and how long a stop takes with a page open."""

import os
import subprocess
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import psutil

from bench.figures import Figure
from tests.server import ROOT, RunningServer, free_port

TITLE = "Starting and stopping"
STARTS = 5
MOST_SECONDS = 3.0
GIVE_UP = 120.0


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        _run(data)
        starts = [_run(data) for _ in range(STARTS)]
        stops = [_stop_with_a_page_open(data) for _ in range(STARTS)]
    return [
        Figure(
            "`make run` to /health, nothing changed",
            median(starts),
            "s",
            most=MOST_SECONDS,
            detail=f"median of {STARTS}, {min(starts):.2f} to {max(starts):.2f} s; SQLite, 1 worker",
        ),
        Figure("Stop with a page open", max(stops), "s", most=5.0, detail=f"slowest of {STARTS}"),
    ]


def _run(data: Path) -> float:
    """Seconds from typing `make run` to the first answer of /health."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OWL_", "MAKE"))}
    environment |= {"OWL_ENV_FILE": "", "OWL_DATA_DIR": str(data), "OWL_PORT": str(port)}
    begun = time.monotonic()
    make = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if make.poll() is not None or time.monotonic() - begun > GIVE_UP:
                raise RuntimeError("make run did not come to an answer")
            time.sleep(0.005)
        return time.monotonic() - begun
    finally:
        for server in psutil.Process(make.pid).children():
            server.terminate()
        make.wait(30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop_with_a_page_open(data: Path) -> float:
    server = RunningServer(data, OWL_PSEUDO_LANGUAGE="0")
    with server.socket():
        begun = time.monotonic()
        server.stop()
        return time.monotonic() - begun
