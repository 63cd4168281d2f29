"""Whose money it is: every fetch of a charge, a payment or a receipt by id loads and authorises in one call here."""

from typing import TypeVar

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, exists, select

from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Area, Charge, Client, ClientAccess, Payment, Receipt, TherapistProfile
from owl_app.services.access import (
    CLIENTS,
    OWNER_ADMIN,
    STAFF,
    Viewer,
    ViewerKind,
    clients_seen_by,
    get_client_for,
    get_practice,
    parse_id,
    writes,
)

Row = TypeVar("Row", Charge, Payment, Receipt)


def may_bill(viewer: Viewer, client: Client) -> bool:
    """Whether this member of staff may record payments and issue receipts for the client."""
    return viewer.kind in OWNER_ADMIN or (
        viewer.kind is ViewerKind.THERAPIST and client.therapist_id == viewer.account_id
    )


def clients_billed_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the clients whose money this member of staff may take.

    Raises:
        NotAllowed: the viewer is not on the team.
    """
    viewer.must_be(STAFF)
    return true() if viewer.kind in OWNER_ADMIN else col(Client.therapist_id) == viewer.account_id


def get_client_to_bill_for(session: Session, viewer: Viewer, client_id: object) -> Client:
    """The client, for those who may take their money: Owners, Admins, and the client's own therapist.

    Raises:
        NotFound: there is none, or the record is not this viewer's.
        NotAllowed: the client is a colleague's.
    """
    client = get_client_for(session, viewer, client_id)
    if not may_bill(viewer, client):
        raise NotAllowed(t("This client is a colleague's. Ask them, or an Owner or Admin, about payments."))
    return client


def get_charge_for(session: Session, viewer: Viewer, charge_id: object) -> Charge:
    """A charge, for those who may bill its client, who is locked first."""
    return _of_client_to_bill(session, viewer, Charge, charge_id, t("There is no such charge."))


def get_payment_for(session: Session, viewer: Viewer, payment_id: object) -> Payment:
    """A payment, for those who may bill its client, who is locked first."""
    return _of_client_to_bill(session, viewer, Payment, payment_id, t("There is no such payment."))


def get_receipt_to_change_for(session: Session, viewer: Viewer, receipt_id: object) -> Receipt:
    """A receipt, for those who may bill its client, who is locked first."""
    return _of_client_to_bill(session, viewer, Receipt, receipt_id, t("There is no such receipt, or it is not yours."))


def receipts_seen_by(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the receipts this viewer may look at.

    Staff: those of clients whose record they may open. Somebody with a portal login: those of the clients it is tied
    to, as long as the practice shows receipts. Nobody else: none.
    """
    if viewer.kind in CLIENTS:
        if not get_practice(session).receipts_visible:
            return false()
        return exists().where(
            col(ClientAccess.client_id) == Receipt.client_id, col(ClientAccess.account_id) == viewer.account_id
        )
    if viewer.kind not in STAFF:
        return false()
    return exists().where(col(Client.id) == Receipt.client_id, clients_seen_by(session, viewer))


def get_receipt_for(session: Session, viewer: Viewer, receipt_id: object) -> Receipt:
    """A receipt, for whoever may look at it.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    query = select(Receipt).where(Receipt.id == parse_id(receipt_id), receipts_seen_by(session, viewer))
    found = session.exec(query).first()
    if found is None:
        raise NotFound(t("There is no such receipt, or it is not yours."))
    return found


def get_profile_for(session: Session, viewer: Viewer, account_id: object) -> tuple[Account, TherapistProfile]:
    """What receipts say about somebody on the team, for themselves, and for Owners and Admins; empty at first.

    Raises:
        NotFound: there is nobody like that on the team.
        NotAllowed: it is a colleague's, and the viewer is a therapist.
    """
    viewer.must_be(STAFF)
    wanted = parse_id(account_id)
    if viewer.kind not in OWNER_ADMIN and wanted != viewer.account_id:
        raise NotAllowed(t("You do not have access to this."))
    account = session.get(Account, wanted, with_for_update=writes(session))
    if account is None or account.area is not Area.STAFF:
        raise NotFound(t("There is nobody like that on the team."))
    return account, session.get(TherapistProfile, wanted) or TherapistProfile(account_id=wanted)


def _of_client_to_bill(session: Session, viewer: Viewer, table: type[Row], row_id: object, not_there: str) -> Row:
    viewer.must_be(STAFF)
    found = session.get(table, parse_id(row_id))
    if found is None:
        raise NotFound(not_there)
    try:
        client = get_client_to_bill_for(session, viewer, found.client_id)
    except NotFound:
        raise NotFound(not_there) from None
    if writes(session):
        session.refresh(found, with_for_update=True)
        if found.client_id != client.id:  # a merge of records was faster
            raise NotFound(not_there)
    return found
