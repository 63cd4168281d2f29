"""Starting and stopping the server that people's browsers talk to."""

import errno
import signal
import socket
import sys

import uvicorn

from owl_app.config import Settings

STOP_SECONDS = 35
"""How long running requests and the letter being sent may take once the server is asked to stop; usually none."""

LARGEST_MESSAGE = 1024 * 1024
"""Bytes that a page may say at once over a socket."""
KEEP_ALIVE_SECONDS = 150
"""How long an idle connection stays: longer than nginx (1 minute) and Caddy (2) keep theirs, since neither may send a
form into one that is being closed."""
BUSY_SECONDS = 60
"""How long a worker may be too busy to answer its parent before another takes its place."""


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
    # The server raises again what stopped it: a supervisor's SIGTERM then ends in an exit without an error.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "owl_app.asgi:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=BUSY_SECONDS,
    )


def _sentence(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is already in use, perhaps by another Owl App. "
            f"Stop that program, or choose another port: OWL_PORT={settings.port + 1} make run"
        )
    if error.errno == errno.EACCES:
        return f"Port {settings.port} is reserved for the system: choose one above 1023, like OWL_PORT=3000."
    return f"OWL_HOST: this machine has no address {settings.host}. Leave it empty to listen on 127.0.0.1."
