"""The job loop: one process at a time, by a lease in the database, does what is due in the background."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import bindparam, text
from sqlmodel import col, update

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.database import reading, transaction
from owl_app.mail.outbox import deliver_due
from owl_app.mail.senders import Sender, sender_for
from owl_app.models import Lease
from owl_app.models.columns import UtcDateTime
from owl_app.services import client_merges, prospect_matches, reminders, sign_up_letters, sign_ups
from owl_app.services.access import SYSTEM
from owl_app.web.live import live

log = logging.getLogger(__name__)

LEASE_LASTS = timedelta(seconds=20)
"""How long letters wait at most for a process that was killed."""
LOOK_EVERY = 5.0
"""Seconds between two looks at the outbox when nobody wakes the loop."""
_DUE = [
    (sign_ups.has_work, sign_ups.settle_left_behind),
    (prospect_matches.is_due, prospect_matches.match_due),
    (sign_up_letters.is_due, sign_up_letters.send_due),
    (reminders.is_due, reminders.send_due),
    (client_merges.has_old, client_merges.forget_old),
]
"""Whether something is due, and doing it, each in a transaction of its own."""
_ME = uuid4().hex
_FIRST = text(
    "INSERT INTO lease (name, holder, expires_at) VALUES (:name, '', :moment) ON CONFLICT DO NOTHING"
).bindparams(bindparam("moment", type_=UtcDateTime()))


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run the loop while the server runs; what it is doing is finished before the server stops."""
    stopping = asyncio.Event()
    loop = asyncio.create_task(_run(stopping))
    try:
        yield
    finally:
        stopping.set()
        live.wake_jobs.set()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(loop, 30)


async def _run(stopping: asyncio.Event) -> None:
    sender = sender_for(get_settings())
    while not stopping.is_set():
        live.wake_jobs.clear()
        try:
            await asyncio.to_thread(_work, sender, stopping.is_set)
        except Exception:
            log.exception("the job loop failed and goes on")
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(live.wake_jobs.wait(), LOOK_EVERY)
    await asyncio.to_thread(_release, "jobs")


def _work(sender: Sender, is_over: Callable[[], bool]) -> None:
    if not hold("jobs", _ME):
        return
    for is_due, do in _DUE:
        try:
            _do_if_due(is_due, do)
        except Exception:
            log.exception("a job failed, and the others go on")
    deliver_due(get_settings(), sender, is_over)


def _do_if_due(is_due: Callable[..., bool], do: Callable[..., object]) -> None:
    with reading() as session:
        due = is_due(session, SYSTEM)
    if due:
        with transaction() as session:
            do(session, SYSTEM)


def hold(name: str, holder: str) -> bool:
    """Take the lease, or keep it; whether it is the holder's now. Renewed once half of it is over."""
    with reading() as session:
        lease = session.get(Lease, name)
    if lease is not None and lease.expires_at > now() + LEASE_LASTS / 2:
        return lease.holder == holder
    with transaction() as session:
        session.execute(_FIRST, {"name": name, "moment": now()})
        taken = session.execute(
            update(Lease)
            .where(col(Lease.name) == name, (col(Lease.holder) == holder) | (col(Lease.expires_at) <= now()))
            .values(holder=holder, expires_at=now() + LEASE_LASTS)
        )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _release(name: str) -> None:
    with transaction() as session:
        session.execute(update(Lease).where(col(Lease.name) == name, col(Lease.holder) == _ME).values(expires_at=now()))
