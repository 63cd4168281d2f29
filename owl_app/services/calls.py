"""Video calls: who may come to the call of a session and when, and the trail of who came and went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.clock import now
from owl_app.errors import NotFound, OwlError
from owl_app.i18n import t
from owl_app.models import Account, Appointment, AppointmentClient, Client, ClientAccess, Meeting
from owl_app.services import audit
from owl_app.services.access import STAFF, Viewer, ViewerKind, get_practice
from owl_app.services.appointment_access import get_appointment_for
from owl_app.services.join_windows import JoinWindow, join_window
from owl_app.services.phones import written_phone

RUNS_OVER = timedelta(hours=1)
"""How long after the join window somebody who was in the call may come back into it."""


class Part(StrEnum):
    """What somebody is in a call."""

    HOST = "host"
    CLIENT = "client"
    GUEST = "guest"


class Why(StrEnum):
    """Why somebody is not let into a call; each has its sentence on the page."""

    SIGNED_OUT = "signed_out"
    NOT_YOURS = "not_yours"
    CANCELLED = "cancelled"
    NOT_BY_VIDEO = "not_by_video"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    LINK_OFF = "link_off"
    CROWDED = "crowded"


class CallRefused(OwlError):
    """Somebody may not come to this call, or not now; `at` is the moment it opens or closed."""

    def __init__(self, why: Why, at: datetime | None = None) -> None:
        super().__init__(t("You cannot join this session at the moment."))
        self.why = why
        self.at = at


@dataclass(frozen=True)
class Entry:
    """Somebody who may come to a call, and what their page says about it."""

    appointment_id: UUID
    part: Part
    who: str
    """What tells one person of the call from another: the sign-in, or the guest's cookie."""
    account_id: UUID | None
    sign_in_id: UUID | None
    name: str
    """What is offered as the name the others read."""
    login: str
    title: str
    """Whom the session is with."""
    host_id: str
    client_ids: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    is_over: bool
    """Whether only those may come back who were in the call."""
    phone: str


def get_entry(session: Session, viewer: Viewer, *, appointment_id: object) -> Entry:
    """What somebody who is signed in is at a call.

    Raises:
        CallRefused: they may not come to it, or not now.
    """
    if viewer.kind in {ViewerKind.ANONYMOUS, ViewerKind.ENDED}:
        raise CallRefused(Why.SIGNED_OUT)
    try:
        appointment = get_appointment_for(session, viewer, appointment_id)
    except NotFound:
        raise CallRefused(Why.NOT_YOURS) from None
    if viewer.kind in STAFF and appointment.therapist_id != viewer.account_id:
        raise CallRefused(Why.NOT_YOURS)
    part = Part.HOST if viewer.kind in STAFF else Part.CLIENT
    return make_entry(session, appointment, part=part, viewer=viewer, who=str(viewer.sign_in_id))


def make_entry(session: Session, appointment: Appointment, *, part: Part, viewer: Viewer, who: str) -> Entry:
    """The entry of somebody who belongs to the session.

    Raises:
        CallRefused: the session is cancelled, or not by video, or it is not the time.
    """
    practice = get_practice(session)
    window = join_window(practice, appointment.starts_at, appointment.ends_at)
    _refuse_at_this_time(appointment, window)
    clients = session.exec(
        select(Client)
        .join(AppointmentClient, col(AppointmentClient.client_id) == Client.id)
        .where(AppointmentClient.appointment_id == appointment.id)
        .order_by(col(Client.first_name))
    ).all()
    therapist = session.get_one(Account, appointment.therapist_id).name
    signed_in = part is not Part.GUEST
    return Entry(
        appointment_id=appointment.id,
        part=part,
        who=who,
        account_id=viewer.account_id if signed_in else None,
        sign_in_id=viewer.sign_in_id if signed_in else None,
        name=_own_name(session, viewer, clients) if signed_in else "",
        login=_own_name(session, viewer, clients) if signed_in else "",
        title=", ".join(client.full_name for client in clients) if part is Part.HOST else therapist,
        host_id=str(appointment.therapist_id),
        client_ids=tuple(client.id for client in clients),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        closes_at=window.closes_at,
        is_over=now() > window.closes_at,
        phone=written_phone(practice.phone, practice.locale),
    )


def _refuse_at_this_time(appointment: Appointment, window: JoinWindow) -> None:
    if appointment.is_cancelled:
        raise CallRefused(Why.CANCELLED)
    if appointment.meeting is not Meeting.VIDEO:
        raise CallRefused(Why.NOT_BY_VIDEO)
    if now() < window.opens_at:
        raise CallRefused(Why.TOO_EARLY, window.opens_at)
    if now() > window.closes_at + RUNS_OVER:
        raise CallRefused(Why.TOO_LATE, window.closes_at)


@dataclass(frozen=True)
class CallCard:
    """What staff see of a session's call on its page."""

    is_host: bool
    drop_in: bool
    """Whether its drop-in link is switched on."""


def get_card(session: Session, viewer: Viewer, *, appointment_id: object) -> CallCard:
    viewer.must_be(STAFF)
    appointment = get_appointment_for(session, viewer, appointment_id)
    return CallCard(appointment.therapist_id == viewer.account_id, appointment.drop_in_hash is not None)


@dataclass(frozen=True)
class Attendee:
    """Somebody who came into a call, or went; without an account by the drop-in link."""

    name: str
    account_id: UUID | None


def note_attendees(
    session: Session, viewer: Viewer, *, appointment_id: UUID, came: Sequence[Attendee], went: Sequence[Attendee]
) -> None:
    """Leave a row in the Logs of each client of the session, for everybody who came and went."""
    client_ids = session.exec(
        select(AppointmentClient.client_id).where(AppointmentClient.appointment_id == appointment_id)
    ).all()
    joined = [("call_joined" if person.account_id else "call_joined_by_link", person) for person in came]
    for act, person in [*joined, *(("call_left", person) for person in went)]:
        who = Viewer(ViewerKind.ANONYMOUS, account_id=person.account_id, name=person.name)
        for client_id in client_ids:
            audit.record(session, who, act, client_id=client_id, about_id=appointment_id)


def _own_name(session: Session, viewer: Viewer, clients: Sequence[Client]) -> str:
    """A client's own login goes by the name in the record."""
    if viewer.is_staff:
        return viewer.name
    own = session.exec(
        select(ClientAccess.client_id).where(
            ClientAccess.account_id == viewer.account_id, ClientAccess.relationship == "self"
        )
    ).first()
    return next((client.full_name for client in clients if client.id == own), viewer.name)
