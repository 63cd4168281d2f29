"""Waiting for what the server does by itself."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds until it should have come, also where several browsers share a core."""


def eventually(look: Callable[[], Found]) -> Found:
    """What `look` finds, as soon as it finds something."""
    deadline = monotonic() + PATIENCE
    while not (found := look()):
        assert monotonic() < deadline, "it never came"
        Event().wait(0.05)
    return found
