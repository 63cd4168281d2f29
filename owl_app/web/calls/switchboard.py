"""The sockets of this process and the rooms they are in: what changes is shown to all, what is said reaches one."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextvars import Context
from functools import lru_cache
from typing import Any, Protocol
from uuid import uuid4

from redis import asyncio as redis
from redis.exceptions import RedisError

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.web.calls.room import Person, Place, Room
from owl_app.web.calls.rooms import Rooms, RoomsInMemory, RoomsInRedis

log = logging.getLogger(__name__)
_CHANNEL = "owl:calls"


class Line(Protocol):
    """One open socket, as the switchboard knows it."""

    person_id: str
    seat: str

    def show(self, room: Room) -> None:
        """Say what may be seen of the room."""

    def hear(self, text: str) -> None:
        """Pass on what another said."""

    def hang_up(self) -> None:
        """End, so that the page connects anew."""


Note = Callable[[str, list[Person], list[Person]], Awaitable[None]]
"""Is told of a room who came into the call, and who went."""
Tell = Callable[[str, str], Awaitable[None]]


class Switchboard:
    """Connects the sockets of one room, wherever they are open."""

    def __init__(self, rooms: Rooms, *, store: Any = None, note: Note, tell: Tell) -> None:
        self._rooms = rooms
        self._redis = store
        self._note = note
        self._tell = tell
        self._me = uuid4().hex
        self._lines: dict[str, dict[str, Line]] = {}
        self._shown: dict[str, Room] = {}
        self._listening: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()

    async def join(self, room_id: str, line: Line) -> None:
        """A socket will be in this room."""
        if self._redis is not None:
            await self._listen()
        self._lines.setdefault(room_id, {})[line.seat] = line

    async def part(self, room_id: str, host: str, line: Line) -> None:
        """A socket is gone; whose it was keeps the place for a while."""
        lines = self._lines.get(room_id, {})
        lines.pop(line.seat, None)
        if not lines:
            self._lines.pop(room_id, None)
            self._shown.pop(room_id, None)
        moment = now().timestamp()
        changed = await self.change(room_id, host, lambda room: room.lose(line.person_id, line.seat, at=moment))
        if person := changed.people.get(line.person_id):
            self._do_later(self._give_up(room_id, host, person.kept_seconds))

    async def change(self, room_id: str, host: str, act: Callable[[Room], None]) -> Room:
        """Change a room, show it to everybody in it, and note who came and went.

        Raises:
            Full, Absent: as `act` does; then nothing has changed.
            Busy, RedisError: it cannot be changed at this moment.
        """
        moment = now().timestamp()

        def whole(room: Room) -> None:
            room.host = host
            room.forget(at=moment)
            act(room)

        changed = await self._rooms.change(room_id, whole, at=moment)
        before, after = changed.before, changed.after
        if before.version != after.version:
            self._show(room_id, after)
            await self._publish(room_id, {"room": after.to_json()})
            if _names(before.waiting) != _names(after.waiting):
                await self._tell("waiting", host)
            came, went = _difference(before, after), _difference(after, before)
            if came or went:
                await self._note(room_id, came, went)
        return after

    async def pass_on(self, room_id: str, sender: str, to: str, tab: str, text: str) -> None:
        """From one in the call to another; between others nothing passes."""
        room = self._shown.get(room_id)
        if room is None or sender == to or not (room.is_admitted(sender) and room.is_admitted(to)):
            return
        person = room.people[to]
        if person.tab != tab:
            return
        line = self._lines.get(room_id, {}).get(person.seat)
        if line is not None:
            line.hear(text)
        else:
            await self._publish(room_id, {"to": person.seat, "text": text})

    async def waiting(self, host: str) -> dict[str, list[str]]:
        """Who waits for a therapist: names by session."""
        moment = now().timestamp()
        found = {}
        for room_id, room in (await self._rooms.of_host(host, at=moment)).items():
            room = room.copy()
            room.forget(at=moment)
            if room.waiting:
                found[room_id] = [person.name for person in room.waiting]
        return found

    def lines(self) -> list[Line]:
        """Every socket that is open here."""
        return [line for lines in self._lines.values() for line in lines.values()]

    async def close(self) -> None:
        for task in [*self._later, *([self._listening] if self._listening else [])]:
            task.cancel()
        for line in self.lines():
            line.hang_up()
        if self._redis is not None:
            await self._redis.aclose()

    def _show(self, room_id: str, room: Room) -> None:
        lines = self._lines.get(room_id)
        known = self._shown.get(room_id)
        if not lines or (known is not None and known.version > room.version):
            return
        self._shown[room_id] = room
        for line in list(lines.values()):
            line.show(room)

    async def _publish(self, room_id: str, content: dict[str, str]) -> None:
        if self._redis is not None:
            await self._redis.publish(_CHANNEL, f"{self._me} {room_id} {json.dumps(content)}")

    async def _listen(self) -> None:
        if self._listening is None or self._listening.done():
            self._subscribed.clear()
            self._listening = asyncio.create_task(self._hear_others(), context=Context())
        async with asyncio.timeout(10):
            await self._subscribed.wait()

    async def _hear_others(self) -> None:
        """What the other processes say; when the line breaks, every page connects anew and sees what it missed."""
        while True:
            try:
                async with self._redis.pubsub() as line:
                    await line.subscribe(_CHANNEL)
                    async for message in line.listen():
                        if message["type"] == "subscribe":
                            self._subscribed.set()
                        elif message["type"] == "message":
                            self._heard(message["data"].decode())
            except RedisError:
                log.warning("the line between the workers broke; calls connect anew")
                self._subscribed.clear()
                for each in self.lines():
                    each.hang_up()
                await asyncio.sleep(1)

    def _heard(self, text: str) -> None:
        sender, room_id, content = text.split(" ", 2)
        if sender == self._me or room_id not in self._lines:
            return
        said = json.loads(content)
        if "room" in said:
            self._show(room_id, Room.from_json(said["room"]))
        elif line := self._lines[room_id].get(said["to"]):
            line.hear(said["text"])

    async def _give_up(self, room_id: str, host: str, after: float) -> None:
        """Once the time is over, the place of somebody who did not come back is free."""
        await asyncio.sleep(after + 0.5)
        await self.change(room_id, host, lambda room: None)

    def _do_later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work, context=Context())
        self._later.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._later.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("a room could not be tidied up")


def _names(people: list[Person]) -> set[tuple[str, str]]:
    return {(person.id, person.name) for person in people}


def _difference(one: Room, other: Room) -> list[Person]:
    """Who is in the call in the other and not in the one."""
    return [person for person in other.admitted if not _is_in(one, person)]


def _is_in(room: Room, person: Person) -> bool:
    found = room.people.get(person.id)
    return found is not None and found.place is Place.ADMITTED


@lru_cache
def switchboard() -> Switchboard:
    """The one of this process."""
    from owl_app.web.calls.presence import note
    from owl_app.web.live import live

    if redis_url := get_settings().redis_url:
        store = redis.from_url(redis_url)
        return Switchboard(RoomsInRedis(store), store=store, note=note, tell=live.tell)
    return Switchboard(RoomsInMemory(), note=note, tell=live.tell)
