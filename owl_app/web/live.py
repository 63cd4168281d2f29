"""What others should see at once: announcements of the services, carried to the open pages that watch them."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import reflex as rx
from redis import asyncio as redis
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from owl_app.announcements import on_announcement
from owl_app.config import get_settings
from owl_app.services.access import Viewer

log = logging.getLogger(__name__)
_CHANNEL = "owl:announcements"
_WORK = frozenset({"outbox", "prospects", "clients"})
"""Topics after which the job loop has something to do."""
_ROOM = 200


Topics = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class _Watched:
    """The page a tab is on, and what each `refresh` handler of its states waits for."""

    path: str
    topics: dict[str, Topics] = field(default_factory=dict)


class Live:
    """The open pages of this process, and the line between the processes."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}
        self._most = _ROOM
        """Pages that are kept before those of closed tabs are looked for."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: rx.App | None = None
        self._redis: Any = None
        self._me = uuid4().hex
        self._also: list[Callable[[str, str], None]] = []
        on_announcement(self._announced)
        self.wake_jobs = asyncio.Event()

    def watch(self, state: rx.State, viewer: Viewer, refresh: Any, *topics: tuple[str, str]) -> None:
        """Call the page's `refresh` handler whenever a topic, the practice, the viewer's account or sign-in changes."""
        token, path = state.router.session.client_token, state.router.url.path
        watched = self._watched.get(token)
        if watched is None or watched.path != path:
            watched = self._watched[token] = _Watched(path)
            self._forget_closed(token)
        watched.topics[format_event_handler(refresh)] = frozenset(
            {*topics, ("practice", ""), ("account", str(viewer.account_id)), ("sign-in", str(viewer.sign_in_id))}
        )

    def also(self, hear: Callable[[str, str], None]) -> None:
        """Call `hear` with every topic and subject, wherever they were announced."""
        self._also.append(hear)

    @asynccontextmanager
    async def running(self, app: rx.App) -> AsyncIterator[None]:
        """Listen while the server runs."""
        self._app, self._loop = app, asyncio.get_running_loop()
        listening = None
        if redis_url := get_settings().redis_url:
            self._redis = redis.from_url(redis_url)
            listening = asyncio.create_task(self._listen(), context=Context())
        try:
            yield
        finally:
            self._loop = None
            if listening is not None:
                listening.cancel()
                await self._redis.aclose()

    def _announced(self, topic: str, subject: str) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            # In a context of its own: an event enqueued in the sender's would run with the sender's sign-in.
            loop.call_soon_threadsafe(lambda: loop.create_task(self.tell(topic, subject)), context=Context())

    async def tell(self, topic: str, subject: str) -> None:
        """Carry to every process what was announced, or what no transaction has to do with."""
        await self._refresh(topic, subject)
        if self._redis is not None:
            await self._redis.publish(_CHANNEL, json.dumps([self._me, topic, subject]))

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as line:
                    await line.subscribe(_CHANNEL)
                    async for message in line.listen():
                        if message["type"] == "message":
                            sender, topic, subject = json.loads(message["data"])
                            if sender != self._me:
                                await self._refresh(topic, subject)
            except redis.RedisError:
                log.warning("the line between the workers broke; trying again")
                await asyncio.sleep(1)

    async def _refresh(self, topic: str, subject: str) -> None:
        if topic in _WORK:
            self.wake_jobs.set()
        if topic == "outbox":
            return
        for hear in self._also:
            hear(topic, subject)
        for token, watched in list(self._watched.items()):
            waiting = [refresh for refresh, topics in watched.topics.items() if (topic, subject) in topics]
            if not waiting:
                continue
            if not self.is_open(token):
                self._watched.pop(token, None)
                continue
            for refresh in waiting:
                await self._app.event_processor.enqueue(token, Event(name=refresh))  # type: ignore[union-attr]

    def _forget_closed(self, token: str) -> None:
        """Whoever closes a tab says nothing, and perhaps nothing is ever announced that the page waited for."""
        if len(self._watched) <= self._most:
            return
        self._watched = {each: page for each, page in self._watched.items() if each == token or self.is_open(each)}
        self._most = _ROOM + 2 * len(self._watched)

    def is_open(self, token: str) -> bool:
        namespace = self._app.event_namespace if self._app else None
        return namespace is not None and token in namespace.token_to_sid


live = Live()
