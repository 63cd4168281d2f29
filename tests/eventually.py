"""Waiting for what the server does by itself."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 30.0
"""Seconds until it should have come."""


def eventually(look: Callable[[], Found]) -> Found:
    """What `look` finds, as soon as it finds something."""
    deadline = monotonic() + PATIENCE
    while not (found := look()):
        assert monotonic() < deadline, "it never came"
        Event().wait(0.05)
    return found
