"""The pass that brings somebody back into a call they were in: derived, and good for one session and person."""

import re

from owl_app.security.tokens import derive, same

GOOD_FOR_SECONDS = 300
"""Longer than a reload or a restart of the server takes; a page that is open gets a new one with every sign of life."""
_PASS = re.compile(r"([0-9]{1,15})\.([0-9a-f]{64})")


def give(key: bytes, room: str, person: str, *, at: float) -> str:
    """A pass as of this moment, to the millisecond: one given before somebody was sent out is known as older."""
    given = int(at * 1000)
    return f"{given}.{_seal(key, room, person, given)}"


def given_at(key: bytes, room: str, person: str, text: str, *, at: float) -> float | None:
    """When this person's pass was given, or None when it is no good, of somebody else, or too old."""
    found = _PASS.fullmatch(text)
    if found is None:
        return None
    given = int(found[1])
    if not same(found[2], _seal(key, room, person, given)) or not 0 <= at - given / 1000 < GOOD_FOR_SECONDS:
        return None
    return given / 1000


def person_id(key: bytes, room: str, who: str) -> str:
    """How somebody is called in one room: the same for the same sign-in, and telling nobody which that is."""
    return derive(key, "call-person", f"{room}\0{who}")[:16]


def _seal(key: bytes, room: str, person: str, given: int) -> str:
    return derive(key, "call-pass", f"{room}\0{person}\0{given}")
