"""Sessions as somebody with a portal login sees them: the next one, all of a person's, and the file of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from owl_app.clock import now, zone_of
from owl_app.config import get_settings
from owl_app.mail.attachments import Attachment
from owl_app.mail.drafts import ORIGIN
from owl_app.models import Account, Appointment, AppointmentClient, Attendance, Meeting, Practice, Service
from owl_app.models.appointment import LONGEST
from owl_app.services import appointment_letters, own_clients
from owl_app.services.access import CLIENTS, Viewer, get_own_client_for, get_practice
from owl_app.services.appointment_access import get_appointment_for
from owl_app.services.join_windows import join_window
from owl_app.services.listing import Page

PER_PAGE = 20
"""Sessions that are shown at once."""


@dataclass(frozen=True)
class OwnSession:
    """One session; `address` is where it is held in person. Who else comes is not told."""

    id: str
    starts_at: datetime
    ends_at: datetime
    therapist: str
    service: str
    meeting: Meeting
    attendance: Attendance
    note: str
    address: str
    opens_at: datetime
    closes_at: datetime
    minutes_before: int
    """How long before its start it opens."""
    is_over: bool
    joins: bool
    """Whether it is held by video, and can be joined now or later."""


@dataclass(frozen=True)
class Asked:
    """Which of a client's sessions are wanted; what is empty leaves all in."""

    year: int = 0
    """On the practice's calendar."""
    meeting: Meeting | None = None
    attendance: Attendance | None = None


EVERYTHING = Asked()


@dataclass(frozen=True)
class OtherNext:
    """The next session of somebody else whom the login sees."""

    client_id: str
    name: str
    session: OwnSession


@dataclass(frozen=True)
class OwnNext:
    """What is next for a person, and for the others whom the login sees."""

    session: OwnSession | None
    others: list[OtherNext]


def get_next(session: Session, viewer: Viewer, *, client_id: object) -> OwnNext:
    """The next session that is held, or the one that can still be joined.

    Raises:
        NotFound: the login is not tied to this client.
    """
    client, practice = get_own_client_for(session, viewer, client_id), get_practice(session)
    found = _next(session, practice, client.id)
    others = []
    for person in own_clients.choose(session, viewer, asked=client.id).people:
        theirs = _next(session, practice, UUID(person.id)) if person.id != str(client.id) else None
        if theirs is not None:
            others.append(OtherNext(person.id, person.name, theirs))
    return OwnNext(found, sorted(others, key=lambda each: each.session.starts_at))


def years_of(session: Session, viewer: Viewer, *, client_id: object) -> list[int]:
    """From the year of a client's last session back to that of the first.

    Raises:
        NotFound: the login is not tied to this client.
    """
    client, zone = get_own_client_for(session, viewer, client_id), zone_of(get_practice(session).time_zone)
    starts_at = col(AppointmentClient.starts_at)
    of_client = select(AppointmentClient.starts_at).where(AppointmentClient.client_id == client.id)
    ends = [session.exec(of_client.order_by(each).limit(1)).first() for each in (starts_at, starts_at.desc())]
    first, last = (each.astimezone(zone).year if each else 0 for each in ends)
    return list(range(last, first - 1, -1)) if first else []


def list_own(
    session: Session,
    viewer: Viewer,
    *,
    client_id: object,
    past: bool = False,
    page: int = 1,
    asked: Asked = EVERYTHING,
) -> Page[OwnSession]:
    """A client's sessions, also the cancelled ones: to come from the next one on, or over from the last one back.

    Raises:
        NotFound: the login is not tied to this client.
    """
    client, practice, at = get_own_client_for(session, viewer, client_id), get_practice(session), now()
    starts_at = col(AppointmentClient.starts_at)
    query = _OF_CLIENT.where(AppointmentClient.client_id == client.id, *_conditions(practice, asked))
    if past:
        query = query.where(starts_at < at, Appointment.ends_at <= at).order_by(starts_at.desc(), col(Appointment.id))
    else:
        query = query.where(starts_at > at - LONGEST, Appointment.ends_at > at)
        query = query.order_by(starts_at, col(Appointment.id))
    before = (max(page, 1) - 1) * PER_PAGE
    found = session.exec(query.offset(before).limit(PER_PAGE + 1)).all()
    rows = [_row(practice, *each) for each in found[:PER_PAGE]]
    return Page(rows, before + len(rows), has_more=len(found) > PER_PAGE)


def get_calendar_file(session: Session, viewer: Viewer, *, appointment_id: object) -> Attachment:
    """The session as somebody's own calendar takes it, in the current language.

    Raises:
        NotFound: there is none, or it is nobody's whom the login sees.
    """
    viewer.must_be(CLIENTS)
    appointment = get_appointment_for(session, viewer, appointment_id)
    (reader,) = appointment_letters.readers(session, [appointment], col(Account.id) == viewer.account_id)
    link = reader.link(appointment_letters.HOME).replace(ORIGIN, get_settings().origin)
    return appointment_letters.calendar_of([appointment], get_practice(session), whose=reader.whose, link=link)


_OF_CLIENT = (
    select(Appointment, Account.name, Service.name)
    .join(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
    .join(Account, col(Account.id) == Appointment.therapist_id)
    .join(Service, col(Service.id) == Appointment.service_id)
)


def _conditions(practice: Practice, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.year:
        begin, end = (datetime(year, 1, 1, tzinfo=zone_of(practice.time_zone)) for year in (asked.year, asked.year + 1))
        found += [col(AppointmentClient.starts_at) >= begin, col(AppointmentClient.starts_at) < end]
    if asked.meeting:
        found.append(col(Appointment.meeting) == asked.meeting)
    if asked.attendance:
        found.append(col(Appointment.attendance) == asked.attendance)
    return found


def _next(session: Session, practice: Practice, client_id: UUID) -> OwnSession | None:
    moment = now()
    found: Sequence[tuple[Appointment, str, str]] = session.exec(
        _OF_CLIENT.where(
            AppointmentClient.client_id == client_id,
            col(AppointmentClient.starts_at) > moment - LONGEST - timedelta(minutes=practice.join_minutes_after),
            col(Appointment.ends_at) > moment - timedelta(minutes=practice.join_minutes_after),
            Appointment.attendance == Attendance.BOOKED,
        )
        .order_by(col(AppointmentClient.starts_at), col(Appointment.id))
        .limit(20)
    ).all()
    rows = [_row(practice, *each) for each in found]
    return next((row for row in rows if row.joins or not row.is_over), None)


def _row(practice: Practice, appointment: Appointment, therapist: str, service: str) -> OwnSession:
    window = join_window(practice, appointment.starts_at, appointment.ends_at)
    is_held = appointment.attendance is Attendance.BOOKED and appointment.meeting is Meeting.VIDEO
    return OwnSession(
        id=str(appointment.id),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        therapist=therapist,
        service=service,
        meeting=appointment.meeting,
        attendance=appointment.attendance,
        note=appointment.note,
        address=practice.one_line_address if appointment.meeting is Meeting.IN_PERSON else "",
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        minutes_before=practice.join_minutes_before,
        is_over=appointment.ends_at <= now(),
        joins=is_held and window.closes_at > now(),
    )
