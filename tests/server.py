"""A real server process for tests and benchmarks, on a free port with a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil

from owl_app.web.server import STOP_SECONDS

ROOT = Path(__file__).parents[1]
START_SECONDS = 180.0


class RunningServer:
    """`python -m owl_app serve` as a process of its own; ready once the constructor returns.

    Raises:
        RuntimeError: the server ended instead of answering; the message holds what it printed.
    """

    def __init__(self, data_dir: Path, *, port: int | None = None, **settings: str) -> None:
        self.port = port or free_port()
        self.origin = f"http://localhost:{self.port}"
        self.output = data_dir.parent / f"{data_dir.name}-server-{self.port}.log"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("OWL_")}
        self.environment |= {"OWL_ENV_FILE": "", "OWL_DATA_DIR": str(data_dir), "OWL_PORT": str(self.port)}
        self.environment |= {"OWL_PSEUDO_LANGUAGE": "1", **settings}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "owl_app", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_it_answers()

    def printed(self) -> str:
        """Everything the server has printed and logged so far."""
        return self.output.read_text()

    def stop(self) -> int:
        """Ask the server to stop, as a supervisor does, and give back its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS + 10)

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut does."""
        family = [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]
        for process_id in family:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        self.process.wait(30)

    def socket(self, *, origin: str | None = None) -> socket.socket:
        """A raw connection that has asked for the event socket; read its answer from it."""
        connection = socket.create_connection(("127.0.0.1", self.port), 10)
        lines = [
            "GET /_event/?EIO=4&transport=websocket&token=test HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Origin: {origin or self.origin}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        ]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(self.printed())
            try:
                connection = HTTPConnection("localhost", self.port, timeout=2)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                _pause()
        self.process.kill()
        raise RuntimeError(f"No answer after {START_SECONDS:g} s.\n{self.printed()}")


def make_practice(data_dir: Path) -> None:
    """Set up a practice and its Owner in this folder, from the command line."""
    given = {"--practice": "Harbour Clinic", "--name": "Olivia Owner", "--email": "olivia@example.org"}
    subprocess.run(
        [sys.executable, "-m", "owl_app", "create-owner", *(part for pair in given.items() for part in pair)],
        cwd=ROOT,
        env={"OWL_ENV_FILE": "", "OWL_DATA_DIR": str(data_dir), "OWL_OWNER_PASSWORD": "quiet harbour lantern 7"},
        capture_output=True,
        check=True,
    )


def _pause() -> None:
    """Wait a moment before asking again."""
    from threading import Event

    Event().wait(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
