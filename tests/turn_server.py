"""A real coturn on this machine for tests, which can be made to fall silent and to answer again."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.eventually import eventually
from tests.server import free_port

SECRET = "a secret that the relay and the app share"


@dataclass(frozen=True)
class TurnServer:
    """A running relay; its `settings` are what the app is told of it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=udp"

    @property
    def settings(self) -> dict[str, str]:
        return {"OWL_TURN_URL": self.url, "OWL_TURN_SECRET": SECRET}

    def fall_silent(self) -> None:
        """As when the network between is cut: nothing passes, and nobody is told."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def answer_again(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def turn_server(folder: Path, *, secret: str = SECRET) -> Iterator[TurnServer]:
    port = free_port()
    log = folder / f"turn-{port}.log"
    command = [
        "turnserver",
        "-n",
        f"--listening-port={port}",
        "--listening-ip=127.0.0.1",
        "--relay-ip=127.0.0.1",
        "--allow-loopback-peers",
        "--use-auth-secret",
        f"--static-auth-secret={secret}",
        "--realm=turn.test",
        "--no-cli",
        "--no-tls",
        "--no-dtls",
        "--relay-threads=1",
        "--log-file=stdout",
        f"--pidfile={folder / 'turn.pid'}",
        f"--userdb={folder / 'turn.db'}",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        eventually(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield TurnServer(port, process, log)
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait(10)


_ARE_YOU_THERE = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)
"""A STUN binding request, which a relay answers to everybody."""


def _answers(port: int) -> bool:
    """On both transports: it begins to listen on one after the other."""
    with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as packets:
        for probe in (stream, packets):
            probe.settimeout(1)
        try:
            stream.connect(("127.0.0.1", port))
            packets.connect(("127.0.0.1", port))
            packets.send(_ARE_YOU_THERE)
            return bool(packets.recv(2048))
        except OSError:
            return False
