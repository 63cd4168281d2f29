"""How many sessions somebody has, and when the next one is: for previews and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from owl_app.clock import now
from owl_app.models import Account, Appointment, AppointmentClient, Attendance
from owl_app.models.appointment import CANCELLED


@dataclass(frozen=True)
class Counted:
    """A client's sessions that are not cancelled."""

    past: int
    upcoming: int
    last: datetime | None
    """When the last of them begins, also of those to come."""


@dataclass(frozen=True)
class Left:
    """Sessions that are booked with somebody who is not on the team any more."""

    therapist_id: str
    therapist: str
    count: int
    next: datetime


def count_of(session: Session, client_id: UUID) -> Counted:
    starts_at, at = col(AppointmentClient.starts_at), now()
    past, total, last = session.exec(
        select(func.count().filter(col(Appointment.ends_at) <= at), func.count(), func.max(starts_at))
        .select_from(AppointmentClient)
        .join(Appointment, col(Appointment.id) == AppointmentClient.appointment_id)
        .where(AppointmentClient.client_id == client_id, col(Appointment.attendance).not_in(CANCELLED))
    ).one()
    return Counted(past, total - past, last)


def next_of(session: Session, client_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these clients comes next; those who are not booked are not in it."""
    return dict(
        session.exec(
            select(AppointmentClient.client_id, func.min(AppointmentClient.starts_at))
            .join(Appointment, col(Appointment.id) == AppointmentClient.appointment_id)
            .where(
                col(AppointmentClient.client_id).in_(client_ids),
                AppointmentClient.starts_at > now(),
                Appointment.attendance == Attendance.BOOKED,
            )
            .group_by(col(AppointmentClient.client_id))
        ).all()
    )


def booked_with_those_who_left(session: Session) -> list[Left]:
    """The sessions to come of everybody who is deactivated, those that are nearest first."""
    found = session.exec(
        select(Account.id, Account.name, func.count(), func.min(Appointment.starts_at))
        .join(Appointment, col(Appointment.therapist_id) == Account.id)
        .where(
            col(Account.disabled_at).is_not(None),
            Appointment.starts_at > now(),
            Appointment.attendance == Attendance.BOOKED,
        )
        .group_by(col(Account.id), col(Account.name))
        .order_by(func.min(Appointment.starts_at))
    )
    return [Left(str(account_id), name, count, first) for account_id, name, count, first in found]
