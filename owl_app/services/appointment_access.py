"""Whose session it is: every fetch of one by id loads and authorises in one call here."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, exists, or_, select

from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import Appointment, AppointmentClient, Client, ClientAccess, Service
from owl_app.services.access import (
    STAFF,
    Viewer,
    ViewerKind,
    parse_id,
    sees_own_clients_alone,
    writes,
)


def appointments_seen_by(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the sessions this viewer may look at.

    Staff: all, or those they hold themselves and those of clients whose record they may open. Somebody with a portal
    login: those of the clients it is tied to at this moment. Nobody else: none.
    """
    if viewer.kind is ViewerKind.CLIENT:
        return _comes(
            exists().where(
                col(ClientAccess.client_id) == AppointmentClient.client_id,
                col(ClientAccess.account_id) == viewer.account_id,
            )
        )
    if viewer.kind not in STAFF:
        return false()
    if not sees_own_clients_alone(session, viewer):
        return true()
    theirs = exists().where(
        col(Client.id) == AppointmentClient.client_id, col(Client.therapist_id) == viewer.account_id
    )
    return or_(col(Appointment.therapist_id) == viewer.account_id, _comes(theirs))


def get_appointment_for(session: Session, viewer: Viewer, appointment_id: object) -> Appointment:
    """The session, for whoever may look at it.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    query = select(Appointment).where(Appointment.id == parse_id(appointment_id), appointments_seen_by(session, viewer))
    found = session.exec(query.with_for_update(of=Appointment) if writes(session) else query).first()
    if found is None:
        raise NotFound(t("There is no such session, or it is not yours."))
    return found


def get_appointment_to_change_for(session: Session, viewer: Viewer, appointment_id: object) -> Appointment:
    """The session, for Owners and Admins, and for the therapist who holds it.

    Raises:
        NotFound: as `get_appointment_for`.
        NotAllowed: a colleague holds it.
    """
    viewer.must_be(STAFF)
    appointment = get_appointment_for(session, viewer, appointment_id)
    if not may_change(viewer, appointment.therapist_id):
        raise NotAllowed(t("This session is a colleague's. Ask them, or an Owner or Admin, to change it."))
    return appointment


def may_change(viewer: Viewer, therapist_id: UUID) -> bool:
    """Whether this member of staff may book, change and cancel sessions of the therapist."""
    return viewer.is_staff and (viewer.kind is not ViewerKind.THERAPIST or viewer.account_id == therapist_id)


def get_service_for(session: Session, viewer: Viewer, service_id: object, *, to_change: bool = False) -> Service:
    """Something the practice offers, or once did, for everybody on the team.

    Raises:
        NotFound: there is no such service.
    """
    viewer.must_be(STAFF)
    found = session.get(Service, parse_id(service_id), with_for_update=to_change)
    if found is None:
        raise NotFound(t("There is no such service."))
    return found


def _comes(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody comes to the session for whom the condition holds."""
    return exists().where(col(AppointmentClient.appointment_id) == Appointment.id, which)
