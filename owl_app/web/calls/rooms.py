"""Where rooms are kept: in memory with one worker, in Redis with several. Every change is made whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from redis import asyncio as redis

from owl_app.web.calls.room import Room

KEPT_SECONDS = 3 * 60 * 60
"""How long a room is remembered after its last change."""
_TRIES = 50


class Busy(Exception):
    """Too many change the same room at this moment."""


@dataclass(frozen=True)
class Changed:
    """A room before and after a change."""

    before: Room
    after: Room


class Rooms(Protocol):
    async def change(self, room_id: str, act: Callable[[Room], None], *, at: float) -> Changed:
        """Change a room; when `act` raises, nothing has happened."""

    async def of_host(self, host: str, *, at: float) -> dict[str, Room]:
        """The rooms of a therapist's sessions, by id."""


class RoomsInMemory:
    """The rooms of the only process."""

    def __init__(self) -> None:
        self._rooms: dict[str, tuple[float, Room]] = {}

    async def change(self, room_id: str, act: Callable[[Room], None], *, at: float) -> Changed:
        if room_id not in self._rooms:
            self._forget_old(at)
        before = self._rooms.get(room_id, (at, Room()))[1]
        after = before.copy()
        act(after)
        self._rooms[room_id] = (at, after)
        return Changed(before, after)

    async def of_host(self, host: str, *, at: float) -> dict[str, Room]:
        return {room_id: room for room_id, (_, room) in self._rooms.items() if room.host == host}

    def _forget_old(self, at: float) -> None:
        for room_id, (touched, _) in list(self._rooms.items()):
            if touched < at - KEPT_SECONDS:
                del self._rooms[room_id]


class RoomsInRedis:
    """The rooms that several processes share; of two who change one at once, the second starts over."""

    def __init__(self, store: Any) -> None:
        self._redis = store

    async def change(self, room_id: str, act: Callable[[Room], None], *, at: float) -> Changed:
        key = f"owl:call:{room_id}"
        async with self._redis.pipeline() as line:
            for _ in range(_TRIES):
                await line.watch(key)
                kept = await line.get(key)
                before = Room.from_json(kept) if kept else Room()
                after = before.copy()
                act(after)
                if after == before:
                    await line.unwatch()
                    return Changed(before, after)
                line.multi()
                line.set(key, after.to_json(), ex=KEPT_SECONDS)
                line.sadd(_index(after.host), room_id)
                line.expire(_index(after.host), KEPT_SECONDS)
                try:
                    await line.execute()
                except redis.WatchError:
                    continue
                return Changed(before, after)
        raise Busy

    async def of_host(self, host: str, *, at: float) -> dict[str, Room]:
        ids = [room_id.decode() for room_id in await self._redis.smembers(_index(host))]
        found = await self._redis.mget([f"owl:call:{room_id}" for room_id in ids]) if ids else []
        rooms = {room_id: Room.from_json(kept) for room_id, kept in zip(ids, found, strict=True) if kept}
        return {room_id: room for room_id, room in rooms.items() if room.host == host}


def _index(host: str) -> str:
    return f"owl:calls-of:{host}"
