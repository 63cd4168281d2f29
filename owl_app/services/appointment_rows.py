"""Sessions as rows of a calendar or a list, thousands of them at little more than what the database takes.

Ids, moments and choices are read as the database keeps them, and made into ours once for each session.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, select, type_coerce
from sqlmodel import Session, col

from owl_app.i18n import t
from owl_app.models import Account, Appointment, AppointmentClient, Area, Client, Service
from owl_app.services.access import Viewer, sees_own_clients_alone
from owl_app.services.appointment_access import may_change


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in a calendar or a list; `clients` are the names of those who come, for staff."""

    id: str
    therapist_id: str
    therapist: str
    service: str
    colour: str
    clients: list[str]
    may_change: bool
    starts_at: datetime
    ends_at: datetime
    in_series: bool
    version: int
    meeting: str
    attendance: str


def rows_where(session: Session, viewer: Viewer, *conditions: ColumnElement[bool]) -> list[SessionRow]:
    """The sessions for which the conditions hold, in their order."""
    is_staff = viewer.is_staff
    alone = is_staff and sees_own_clients_alone(session, viewer)
    own = {str(viewer.account_id), viewer.account_id.hex} if viewer.account_id else set()
    therapists, services = _therapists(session, viewer), _services(session)
    rows: list[SessionRow] = []
    names: list[str] = []
    newest = None
    found = session.connection().execute(_ROWS.where(*conditions)).all()
    for kept_id, therapist_id, service_id, start, end, series_id, first, last, of_id, version, meeting, became in found:
        if kept_id != newest:
            newest, names = kept_id, []
            by, therapist, changes = therapists[therapist_id]
            service, colour = services[service_id]
            begins, ends, in_series = _moment(start), _moment(end), series_id is not None
            told = (service, colour, names, changes, begins, ends, in_series, version, meeting, became)
            rows.append(SessionRow(_id(kept_id), by, therapist, *told))
        if first is not None and is_staff:
            hidden = alone and own.isdisjoint((therapist_id, of_id))
            names.append(t("another client") if hidden else f"{first} {last}")
    return rows


def _therapists(session: Session, viewer: Viewer) -> dict[str, tuple[str, str, bool]]:
    """By the id as it is kept: the id, the name, and whether the viewer may change their sessions."""
    found = session.connection().execute(_STAFF)
    return {kept: (_id(kept), name, may_change(viewer, UUID(kept))) for kept, name in found}


def _services(session: Session) -> dict[str, tuple[str, str]]:
    """By the id as it is kept: name and colour."""
    return {kept: (name, colour) for kept, name, colour in session.connection().execute(_SERVICES)}


def _text(column: Any) -> ColumnElement[str]:
    return cast(column, String)


_STAFF = select(_text(Account.id), col(Account.name)).where(col(Account.area) == Area.STAFF)
_SERVICES = select(_text(Service.id), col(Service.name), type_coerce(Service.colour, String))
_ROWS: Any = (
    select(
        _text(Appointment.id),
        _text(Appointment.therapist_id),
        _text(Appointment.service_id),
        type_coerce(Appointment.starts_at, String),
        type_coerce(Appointment.ends_at, String),
        _text(Appointment.series_id),
        col(Client.first_name),
        col(Client.last_name),
        _text(Client.therapist_id),
        col(Appointment.version),
        type_coerce(Appointment.meeting, String),
        type_coerce(Appointment.attendance, String),
    )
    .select_from(Appointment)
    .outerjoin(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
    .outerjoin(Client, col(Client.id) == AppointmentClient.client_id)
    .order_by(col(Appointment.starts_at), col(Appointment.id), col(Client.sort_key))
)


def _id(kept: str) -> str:
    """SQLite keeps ids without hyphens."""
    return kept if "-" in kept else f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"


def _moment(kept: str | datetime) -> datetime:
    """SQLite keeps moments as text, Postgres gives them in the zone of the connection."""
    return datetime.fromisoformat(kept) if isinstance(kept, str) else kept.astimezone(UTC)
