"""Calls while the server runs: they hear what is announced, and let go of their sockets when it stops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from owl_app.web.calls.attendants import attendants
from owl_app.web.calls.switchboard import switchboard
from owl_app.web.live import live


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Started with the app, after `live`."""
    live.also(attendants.heard)
    try:
        yield
    finally:
        await switchboard().close()
