"""Reminders of sessions: the day before and an hour before, each written once, unless client or practice wants none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, text
from sqlmodel import Session, col, exists, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.models import (
    Account,
    Appointment,
    AppointmentClient,
    Attendance,
    ClientAccess,
    Practice,
    Reminder,
    ReminderKind,
)
from owl_app.models.columns import UtcDateTime
from owl_app.services import appointment_letters, audit
from owl_app.services.access import PORTAL, Viewer, get_own_account, get_practice

BEFORE = {ReminderKind.DAY_BEFORE: timedelta(days=1), ReminderKind.HOUR_BEFORE: timedelta(hours=1)}
"""How long before a session each is written."""
LATEST = {ReminderKind.DAY_BEFORE: timedelta(hours=2), ReminderKind.HOUR_BEFORE: timedelta(minutes=10)}
"""Less long before a session nobody needs it any more, where the server was down at its moment."""
AT_ONCE = 50
"""Sessions of one turn of the job loop."""
_KEPT_FOR = timedelta(days=2)
_FIRST = text(
    "INSERT INTO reminder (appointment_id, account_id, kind, starts_at)"
    " VALUES (:appointment_id, :account_id, :kind, :starts_at) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("appointment_id", type_=Uuid()),
    bindparam("account_id", type_=Uuid()),
    bindparam("starts_at", type_=UtcDateTime()),
)


@dataclass(frozen=True)
class Choice:
    """What somebody chose, and when the practice reminds people at all."""

    wanted: bool
    day_before: bool
    hour_before: bool


@dataclass(frozen=True)
class _Due:
    """A session that logins have to be reminded of."""

    appointment_id: UUID
    starts_at: datetime
    account_ids: list[UUID]


def get_choice(session: Session, viewer: Viewer) -> Choice:
    viewer.must_be(PORTAL)
    practice = get_practice(session)
    wanted = get_own_account(session, viewer).wants_reminders
    return Choice(wanted, practice.reminds_day_before, practice.reminds_hour_before)


def set_wanted(session: Session, viewer: Viewer, *, wanted: bool) -> None:
    """From now on the viewer is reminded of sessions, or is not; nobody at the practice is told."""
    viewer.must_be(PORTAL)
    account = get_own_account(session, viewer)
    account.wants_reminders = wanted
    session.add(account)
    audit.record(session, viewer, "reminders_chosen", account_id=account.id)
    announce(session, "account", account.id)


def is_due(session: Session, viewer: Viewer) -> bool:
    """Whether `send_due` has anything to do."""
    practice = session.get(Practice, 1)
    return practice is not None and any(_due(session, kind) for kind in _kinds(practice))


def send_due(session: Session, viewer: Viewer) -> None:
    """Write what is due; that it was written is kept together with the letter."""
    practice = get_practice(session)
    for kind in _kinds(practice):
        for due in _due(session, kind)[:AT_ONCE]:
            appointment = _still(session, due)
            if appointment is None:
                continue
            first = [each for each in due.account_ids if _is_first(session, due, each, kind)]
            appointment_letters.remind(session, practice, appointment, first, kind)
            for account_id in first:
                audit.record(session, viewer, "reminded", account_id=account_id)
    session.execute(delete(Reminder).where(col(Reminder.starts_at) < now() - _KEPT_FOR))


def _kinds(practice: Practice) -> list[ReminderKind]:
    switched_on = {
        ReminderKind.DAY_BEFORE: practice.reminds_day_before,
        ReminderKind.HOUR_BEFORE: practice.reminds_hour_before,
    }
    return [kind for kind, is_on in switched_on.items() if is_on]


def _due(session: Session, kind: ReminderKind) -> list[_Due]:
    """The sessions whose moment has come, the next first; not those that got their time only after it."""
    moment = now()
    reminded = exists().where(
        col(Reminder.appointment_id) == Appointment.id,
        col(Reminder.account_id) == Account.id,
        col(Reminder.kind) == kind,
        col(Reminder.starts_at) == Appointment.starts_at,
    )
    found = session.exec(
        select(Appointment.id, Appointment.starts_at, Appointment.timed_at, Account.id)
        .join(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
        .join(ClientAccess, col(ClientAccess.client_id) == AppointmentClient.client_id)
        .join(Account, col(Account.id) == ClientAccess.account_id)
        .where(
            Appointment.attendance == Attendance.BOOKED,
            Appointment.starts_at > moment + LATEST[kind],
            Appointment.starts_at <= moment + BEFORE[kind],
            appointment_letters.is_written_to(),
            col(Account.wants_reminders),
            ~reminded,
        )
        .distinct()
        .order_by(col(Appointment.starts_at), col(Appointment.id), col(Account.id))
    )
    due: dict[UUID, _Due] = {}
    for appointment_id, starts_at, timed_at, account_id in found:
        if timed_at <= starts_at - BEFORE[kind]:
            due.setdefault(appointment_id, _Due(appointment_id, starts_at, [])).account_ids.append(account_id)
    return list(due.values())


def _still(session: Session, due: _Due) -> Appointment | None:
    """The session, unless it was moved or cancelled a moment ago; it stays as it is until the letter is kept."""
    return session.exec(
        select(Appointment)
        .where(
            Appointment.id == due.appointment_id,
            Appointment.starts_at == due.starts_at,
            Appointment.attendance == Attendance.BOOKED,
        )
        .with_for_update()
    ).first()


def _is_first(session: Session, due: _Due, account_id: UUID, kind: ReminderKind) -> bool:
    """Note that the login was reminded; whether nobody noted it before."""
    noted = session.execute(
        _FIRST,
        {
            "appointment_id": due.appointment_id,
            "account_id": account_id,
            "kind": kind.value,
            "starts_at": due.starts_at,
        },
    )
    return bool(noted.rowcount)  # type: ignore[attr-defined]
