"""The one door from the web to the services: it resolves the viewer anew and runs one service in one thread call."""

import asyncio
import contextvars
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

import reflex as rx
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from owl_app.clock import now
from owl_app.database import is_deadlock, reading, transaction
from owl_app.errors import Throttled
from owl_app.i18n import t
from owl_app.security.passwords import check_new_password, hash_password, verify_password
from owl_app.services import sign_ins
from owl_app.services.access import Viewer, ViewerKind, get_viewer

T = TypeVar("T")

SIGN_IN_HEADER = "x-owl-sign-in"
"""Carries the hashed sign-in token from the socket's handshake to the handlers; never accepted from outside."""

_TRIES = 3
"""How often a service is called when its transaction and another's wait for one another."""
MOST_WAITING = 500
"""Passwords that wait for their turn, some ten seconds on two cores; more are turned away at once."""


def _let_others_go_first() -> None:
    """Lower this thread's priority where threads have one of their own, so that a click never waits for a hash."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


_reads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="reads")
_writes = ThreadPoolExecutor(max_workers=4, thread_name_prefix="writes")
"""Apart, so that looking never waits behind those who wait for their turn to write."""
_argon2 = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="argon2", initializer=_let_others_go_first)
_documents = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")


async def read(who: rx.State | str, service: Callable[..., T], /, **kwargs: Any) -> T:
    """Call a service that only looks, on one moment of the database, as whoever is signed in here."""
    return await _in(_reads, _call, reading, _token_hash(who), partial(service, **kwargs))


async def act(who: rx.State | str, service: Callable[..., T], /, **kwargs: Any) -> T:
    """Call a service that changes something, begin to commit in one thread call, so that nothing can cut it."""
    return await _in(_writes, _call, transaction, _token_hash(who), partial(service, **kwargs))


async def viewer_of(who: rx.State | str) -> Viewer:
    """Who is signed in here, and write down now and then that the sign-in is in use."""
    viewer = await read(who, _viewer)
    idle = viewer.seen_at is not None and now() - viewer.seen_at > sign_ins.TOUCH_EVERY
    if idle and viewer.kind is not ViewerKind.ENDED:
        await act(who, sign_ins.touch)
    return viewer


async def hashed(password: str) -> str:
    """Hash a password in the pool that is for nothing else.

    Raises:
        Throttled: too many wait for theirs.
    """
    return await _in_turn(hash_password, password)


async def refuse_weak(password: str, about: tuple[str, ...]) -> None:
    """Judge a new password away from the event loop: that can take a tenth of a second.

    Raises:
        Invalid: it is too short, too long, common, or made of what is known about the person.
        Throttled: too many wait for theirs.
    """
    await _in_turn(partial(check_new_password, about=about), password)


async def fits(password: str, password_hash: str | None) -> bool:
    """Compare a password in the pool that is for nothing else.

    Raises:
        Throttled: too many wait for theirs.
    """
    return await _in_turn(verify_password, password, password_hash)


async def rendered(render: Callable[..., T], **kwargs: Any) -> T:
    """Render a document in the pool that is for nothing else."""
    return await _in(_documents, partial(render, **kwargs))


def _call(opening: Callable[[], AbstractContextManager[Session]], token_hash: str, service: Callable[..., T]) -> T:
    for tries_left in reversed(range(_TRIES)):
        try:
            with opening() as session:
                return service(session, get_viewer(session, token_hash))
        except OperationalError as error:
            if not tries_left or not is_deadlock(error):
                raise
    raise AssertionError("the last try returns or raises")


def _viewer(session: Session, viewer: Viewer) -> Viewer:
    return viewer


def _token_hash(who: rx.State | str) -> str:
    if isinstance(who, str):
        return who
    return who.router.headers.raw_headers.get(SIGN_IN_HEADER, "")


async def _in_turn(work: Callable[..., T], *args: Any) -> T:
    """In the pool for passwords, unless so many wait there that nobody would wait for the answer."""
    if _argon2._work_queue.qsize() >= MOST_WAITING:
        raise Throttled(t("Very many people are signing in at this moment. Please try again in a minute."))
    return await _in(_argon2, work, *args)


async def _in(pool: ThreadPoolExecutor, work: Callable[..., T], *args: Any) -> T:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, partial(context.run, work, *args))
