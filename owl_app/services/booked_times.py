"""The time that sessions hold: written so that the database refuses a second holder, and warned of where it is odd."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import Account, Appointment, AppointmentClient, Client, Practice
from owl_app.models.appointment import CANCELLED, LONGEST
from owl_app.services.local_times import ClockChange, Oddity, clock_change_at, moment_of
from owl_app.written import written_clock, written_date, written_span, written_time

MOST_CAUTIONS = 6
"""Cautions that are shown at once."""


@dataclass(frozen=True)
class Caution:
    """Something to look at before a session is kept: the sentence, and the key by which it was looked at."""

    key: str
    sentence: str


@dataclass(frozen=True)
class Slot:
    """A time that somebody wants for a session: `day` and `start` as they stand on the practice's clocks."""

    day: date
    start: time
    starts_at: datetime
    ends_at: datetime
    free_at: datetime


def slot(zone: str, day: date, start: time, minutes: int, buffer_minutes: int) -> Slot:
    starts_at = moment_of(day, start, zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    return Slot(day, start, starts_at, ends_at, ends_at + timedelta(minutes=buffer_minutes))


def lock_therapists(session: Session, *therapist_ids: UUID) -> None:
    """Whoever books for the same therapist waits, so that two on Postgres never wait for one another's time."""
    session.exec(
        select(Account.id)
        .where(col(Account.id).in_(set(therapist_ids)))
        .order_by(col(Account.id))
        .with_for_update(key_share=True)
    ).all()


@contextmanager
def refusal_beside(field: str, session: Session, practice: Practice, appointment: Appointment) -> Iterator[None]:
    """Write a session that holds time; that the therapist is booked already becomes a sentence beside the field.

    Raises:
        Invalid: the database refused it.
    """
    wanted: list[ColumnElement[bool]] = []
    try:
        with session.begin_nested():
            yield
            wanted = [
                col(Appointment.therapist_id) == appointment.therapist_id,
                col(Appointment.id) != appointment.id,
                col(Appointment.free_at) > appointment.starts_at,
                col(Appointment.starts_at) < appointment.free_at,
            ]
            session.flush()
    except IntegrityError as error:
        if "never_booked_twice" not in str(error.orig):
            raise
        raise Invalid({field: _booked_already(session, practice, wanted)}) from None


def _booked_already(session: Session, practice: Practice, wanted: list[ColumnElement[bool]]) -> str:
    found = session.exec(
        select(Appointment, Account.name)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .where(*wanted, col(Appointment.attendance).not_in(CANCELLED))
        .order_by(col(Appointment.starts_at))
    ).first()
    if found is None:
        return t("This time was taken a moment ago. Choose another.")
    booked, name = found
    when = written_span(booked.starts_at, booked.ends_at, practice.time_zone, practice.locale)
    if booked.free_at == booked.ends_at:
        return t("{name} has a session then ({when}). Choose another time.", name=name, when=when)
    return t(
        "{name} has a session then ({when}, free again from {free}). Choose another time.",
        name=name,
        when=when,
        free=written_time(booked.free_at, practice.time_zone, practice.locale),
    )


def cautions_about(
    session: Session,
    practice: Practice,
    slots: Sequence[Slot],
    clients: Sequence[Client],
    but: Iterable[UUID] = (),
) -> list[Caution]:
    """What to look at before these times are kept: another session of one of the clients, and clock changes."""
    found = [*_clashes(session, practice, slots, clients, set(but)), *_odd_times(practice, slots)]
    return found[:MOST_CAUTIONS]


def _clashes(
    session: Session, practice: Practice, slots: Sequence[Slot], clients: Sequence[Client], but: set[UUID]
) -> Iterator[Caution]:
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    others = session.exec(
        select(Appointment, AppointmentClient.client_id, Account.name)
        .join(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .where(
            col(AppointmentClient.client_id).in_([client.id for client in clients]),
            AppointmentClient.starts_at > first - LONGEST,
            AppointmentClient.starts_at < last,
            col(Appointment.attendance).not_in(CANCELLED),
        )
        .order_by(col(AppointmentClient.starts_at), col(Appointment.id))
    ).all()
    names = {client.id: client.full_name for client in clients}
    for other, client_id, therapist in others:
        if other.id in but or not any(s.starts_at < other.ends_at and s.ends_at > other.starts_at for s in slots):
            continue
        yield Caution(
            f"clash:{other.id}:{client_id}",
            t(
                "At this time ({when}) {client} has another session, with {therapist}.",
                client=names[client_id],
                therapist=therapist,
                when=written_span(other.starts_at, other.ends_at, practice.time_zone, practice.locale),
            ),
        )


def _odd_times(practice: Practice, slots: Sequence[Slot]) -> Iterator[Caution]:
    for each in slots:
        change = clock_change_at(each.day, each.start, practice.time_zone)
        if change is not None:
            yield Caution(f"{change.oddity}:{each.day}T{each.start:%H%M}", _about(change, practice.locale))


def _about(change: ClockChange, locale: str) -> str:
    sentences = {
        Oddity.SKIPPED: t(
            "The clocks go forward on {day}: there is no {first} then, and the session would be at {second} instead."
        ),
        Oddity.TWICE: t(
            "The clocks go back on {day}: {first} comes twice. The session would be at the first, {zone}, not at the "
            "second, {other_zone}."
        ),
        Oddity.AFTER_CHANGE: t(
            "The clocks change on {day}. {second} is then what was {first} the week before, for somebody elsewhere."
        ),
    }
    return sentences[change.oddity].format(
        day=written_date(change.day, locale),
        first=written_clock(change.first, locale),
        second=written_clock(change.second, locale),
        zone=change.first.tzname(),
        other_zone=change.second.tzname(),
    )
