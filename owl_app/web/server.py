"""Starting and stopping the server that people's browsers talk to."""

import errno
import socket

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from owl_app import log
from owl_app.config import Settings

STOP_SECONDS = 35
"""How long running requests and the letter being sent may take once the server is asked to stop; usually none."""


class PortError(Exception):
    """The server cannot listen where it was told to; the message says what to do."""


def require_free_port(settings: Settings) -> None:
    """Raise PortError when the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortError(_sentence(error, settings)) from None


def run(settings: Settings) -> None:
    """Serve until the process is told to stop; running requests finish first."""
    Server(
        target="owl_app.asgi:create",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=log.granian_logging(),
    ).serve()


def _sentence(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is already in use, perhaps by another Owl App. "
            f"Stop that program, or choose another port: OWL_PORT={settings.port + 1} make run"
        )
    if error.errno == errno.EACCES:
        return f"Port {settings.port} is reserved for the system: choose one above 1023, like OWL_PORT=3000."
    return f"OWL_HOST: this machine has no address {settings.host}. Leave it empty to listen on 127.0.0.1."
