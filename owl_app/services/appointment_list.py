"""Sessions as they are read: between two moments for the calendar, those of one client, and one with its history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from owl_app.clock import now
from owl_app.i18n import t
from owl_app.models import Account, Appointment, AppointmentClient, AuditEntry, Client, Service
from owl_app.models.appointment import LONGEST
from owl_app.services import audit
from owl_app.services.access import (
    STAFF,
    Viewer,
    clients_seen_by,
    get_client_for,
    get_own_client_for,
    get_practice,
    parse_id,
    sees_own_clients_alone,
)
from owl_app.services.appointment_access import get_appointment_for, may_change
from owl_app.services.appointment_rows import SessionRow, rows_where
from owl_app.services.join_windows import join_window
from owl_app.services.listing import PAGE, Page

MOST_DAYS = 100
"""Days that are asked for at once."""


@dataclass(frozen=True)
class Attendee:
    """Somebody who comes; `opens` where the viewer may open the record."""

    id: str
    name: str
    opens: bool


@dataclass(frozen=True)
class SessionDetail:
    """One session, as staff look at it."""

    id: str
    version: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    buffer_minutes: int
    zone: str
    therapist_id: str
    therapist: str
    service_id: str
    service: str
    meeting: str
    attendance: str
    note: str
    in_series: bool
    clients: list[Attendee]
    may_change: bool
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    """Whether it can be joined at this moment."""


def list_between(
    session: Session, viewer: Viewer, *, since: datetime, until: datetime, therapist_id: object = None
) -> list[SessionRow]:
    """The sessions of a calendar, in their order: of one therapist, or of all whose calendar the viewer may look at."""
    viewer.must_be(STAFF)
    those = [
        col(Appointment.starts_at) > since - LONGEST,
        col(Appointment.starts_at) < min(until, since + timedelta(days=MOST_DAYS)),
        col(Appointment.ends_at) > since,
    ]
    if sees_own_clients_alone(session, viewer):
        those.append(col(Appointment.therapist_id) == viewer.account_id)
    if therapist_id:
        those.append(col(Appointment.therapist_id) == parse_id(therapist_id))
    return rows_where(session, viewer, *those)


def list_of_client(
    session: Session, viewer: Viewer, *, client_id: object, past: bool = False, page: int = 1
) -> Page[SessionRow]:
    """A client's sessions, for staff who may open the record and for those whose login is tied to it.

    Those to come begin with the next one, those that are over with the last one.
    """
    get = get_client_for if viewer.is_staff else get_own_client_for
    client, at = get(session, viewer, client_id), now()
    theirs = select(AppointmentClient.appointment_id).where(AppointmentClient.client_id == client.id)
    starts_at = col(AppointmentClient.starts_at)
    if past:
        theirs = theirs.where(starts_at < at, Appointment.ends_at <= at).order_by(starts_at.desc())
    else:
        theirs = theirs.where(starts_at > at - LONGEST, Appointment.ends_at > at).order_by(starts_at)
    ids = list(
        session.exec(
            theirs.join(Appointment, col(Appointment.id) == AppointmentClient.appointment_id)
            .order_by(col(AppointmentClient.appointment_id))
            .offset((max(page, 1) - 1) * PAGE)
            .limit(PAGE + 1)
        )
    )
    found = {row.id: row for row in rows_where(session, viewer, col(Appointment.id).in_(ids[:PAGE]))}
    rows = [found[str(each)] for each in ids[:PAGE]]
    return Page(rows, (max(page, 1) - 1) * PAGE + len(rows), has_more=len(ids) > PAGE)


def get_detail(session: Session, viewer: Viewer, *, appointment_id: object) -> SessionDetail:
    """One session, for staff.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    viewer.must_be(STAFF)
    appointment = get_appointment_for(session, viewer, appointment_id)
    therapist = session.get_one(Account, appointment.therapist_id)
    service = session.get_one(Service, appointment.service_id)
    window = join_window(get_practice(session), appointment.starts_at, appointment.ends_at)
    return SessionDetail(
        id=str(appointment.id),
        version=appointment.version,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        minutes=appointment.minutes,
        buffer_minutes=appointment.buffer_minutes,
        zone=appointment.zone,
        therapist_id=str(therapist.id),
        therapist=therapist.name,
        service_id=str(service.id),
        service=service.name,
        meeting=appointment.meeting.value,
        attendance=appointment.attendance.value,
        note=appointment.note,
        in_series=appointment.series_id is not None,
        clients=_attendees(session, viewer, appointment),
        may_change=may_change(viewer, therapist.id),
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        is_open=window.is_open and not appointment.is_cancelled,
    )


def list_history(session: Session, viewer: Viewer, *, appointment_id: object, limit: int = 50) -> list[audit.LogRow]:
    """What happened to the session and to the series it is of, the newest first.

    What concerns several clients stands in the Logs of each, and is told once here.
    """
    viewer.must_be(STAFF)
    appointment = get_appointment_for(session, viewer, appointment_id)
    locale = get_practice(session).locale
    about = [each for each in (appointment.id, appointment.series_id) if each]
    entries = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.about_id).in_(about))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    told = {entry.detail.get("told", str(entry.id)): entry for entry in entries}
    return [audit.LogRow(each.at, each.actor_name, audit.sentence(each, locale=locale)) for each in told.values()]


def _attendees(session: Session, viewer: Viewer, appointment: Appointment) -> list[Attendee]:
    """Who comes; to a colleague who does not hold the session, the clients of others have no name."""
    seen = set(
        session.exec(
            select(Client.id)
            .join(AppointmentClient, col(AppointmentClient.client_id) == Client.id)
            .where(AppointmentClient.appointment_id == appointment.id, clients_seen_by(session, viewer))
        )
    )
    everybody = session.exec(
        select(Client)
        .join(AppointmentClient, col(AppointmentClient.client_id) == Client.id)
        .where(AppointmentClient.appointment_id == appointment.id)
        .order_by(col(Client.sort_key))
    )
    named = may_change(viewer, appointment.therapist_id)
    return [
        Attendee(
            id=str(each.id) if each.id in seen else "",
            name=each.full_name if named or each.id in seen else t("another client"),
            opens=each.id in seen,
        )
        for each in everybody
    ]
