"""Who may stay at a call: so many sockets for each person and room, and nobody whose access was withdrawn."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass

from owl_app.services.calls import CallRefused, Entry, Part, Why
from owl_app.web.calls.line import CallLine

Look = Callable[[], Awaitable[Entry]]

MOST_OF_A_PERSON = 4
"""Sockets of one person at one call; the newest is the one that counts."""
MOST_OF_A_ROOM = 24
"""Sockets of one room, not counting its host's."""


@dataclass(frozen=True)
class _Attended:
    line: CallLine
    look: Look
    topics: frozenset[str]


class Attendants:
    """Counts the sockets of this process, and asks again about those an announcement is about."""

    def __init__(self) -> None:
        self._attended: dict[str, _Attended] = {}
        self._of_person: Counter[str] = Counter()
        self._of_room: Counter[str] = Counter()
        self._asking: set[asyncio.Task[None]] = set()

    @contextmanager
    def let_in(self, entry: Entry) -> Iterator[Callable[[CallLine, Look], None]]:
        """Count a socket while it is open.

        Raises:
            CallRefused: there are too many.
        """
        person, room = f"{entry.appointment_id} {entry.who}", str(entry.appointment_id)
        is_host = entry.part is Part.HOST
        if self._of_person[person] >= MOST_OF_A_PERSON or (not is_host and self._of_room[room] >= MOST_OF_A_ROOM):
            raise CallRefused(Why.CROWDED)
        self._of_person[person] += 1
        self._of_room[room] += not is_host
        seats: list[str] = []

        def attended(line: CallLine, look: Look) -> None:
            seats.append(line.seat)
            self._attended[line.seat] = _Attended(line, look, _topics(entry))

        try:
            yield attended
        finally:
            for seat in seats:
                self._attended.pop(seat, None)
            for counter, key, count in ((self._of_person, person, 1), (self._of_room, room, not is_host)):
                counter[key] -= count
                if counter[key] <= 0:
                    del counter[key]

    def heard(self, topic: str, subject: str) -> None:
        """Something was announced: whoever it may concern has to be let in anew."""
        for attended in list(self._attended.values()):
            if subject and subject in attended.topics:
                task = asyncio.get_running_loop().create_task(_ask_again(attended), context=Context())
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)


async def _ask_again(attended: _Attended) -> None:
    try:
        await attended.look()
    except CallRefused as refusal:
        await attended.line.refuse(refusal)


def _topics(entry: Entry) -> frozenset[str]:
    """The ids of everything that says whether somebody belongs to the session."""
    ids = (entry.appointment_id, entry.account_id, entry.sign_in_id, *entry.client_ids)
    return frozenset(str(each) for each in ids if each is not None)


attendants = Attendants()
