"""Changing many clients at once: all of those that were chosen, or none."""

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.errors import Invalid, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Client, ClientStatus
from owl_app.services import audit, starter_passwords
from owl_app.services.access import OWNER_ADMIN, Viewer, clients_seen_by, get_therapist_for, parse_id

MOST = 500
"""Clients that are changed at once at most."""


def change_status(session: Session, viewer: Viewer, *, ids: list[str], status: object) -> int:
    """Give the chosen clients this status; returns how many did not have it.

    Raises:
        NotFound: one of them is not there, or not this viewer's; nothing is changed.
        Invalid: there is no such status, nobody is chosen, or too many are.
    """
    clients = _chosen(session, viewer, ids)
    if not isinstance(status, str) or status not in set(ClientStatus):
        raise Invalid({"status": t("Choose a status from the list.")})
    changed = [client for client in clients if client.status != status]
    for client in changed:
        client.status = ClientStatus(status)
        audit.record(session, viewer, "client_changed", client_id=client.id, fields=["status"])
    _save(session, changed)
    return len(changed)


def change_therapist(session: Session, viewer: Viewer, *, ids: list[str], therapist_id: object) -> int:
    """Give the chosen clients this therapist, or none; returns how many had another. For Owners and Admins.

    Raises:
        NotFound: one of them is not there; nothing is changed.
        Invalid: there is no such therapist, nobody is chosen, or too many are.
    """
    viewer.must_be(OWNER_ADMIN)
    clients = _chosen(session, viewer, ids)
    therapist = _therapist(session, viewer, therapist_id)
    new_id, after = (therapist.id, therapist.name) if therapist else (None, "")
    changed = [client for client in clients if client.therapist_id != new_id]
    names = dict(session.exec(select(Account.id, Account.name).where(col(Account.role).is_not(None))).all())
    for client in changed:
        before = names.get(client.therapist_id, "") if client.therapist_id else ""
        audit.record(session, viewer, "therapist_changed", client_id=client.id, before=before, after=after)
        client.therapist_id = new_id
    _save(session, changed)
    starter_passwords.withdraw_strangers(session, viewer, [client.id for client in changed])
    return len(changed)


def _chosen(session: Session, viewer: Viewer, ids: list[str]) -> list[Client]:
    """The clients with these ids, locked in one order, so that two who change many never wait for one another."""
    wanted = {parse_id(each) for each in ids}
    if not wanted:
        raise Invalid({"": t("Nobody is chosen.")})
    if len(wanted) > MOST:
        raise Invalid({"": t("Choose at most {count} at once.", count=MOST)})
    found = session.exec(
        select(Client)
        .where(col(Client.id).in_(wanted), clients_seen_by(session, viewer))
        .order_by(col(Client.id))
        .with_for_update()
    ).all()
    if len(found) != len(wanted):
        raise NotFound(t("Some of these clients are not here any more. Nothing was changed: choose again."))
    return list(found)


def _therapist(session: Session, viewer: Viewer, therapist_id: object) -> Account | None:
    if not therapist_id:
        return None
    try:
        return get_therapist_for(session, viewer, therapist_id)
    except NotFound:
        raise Invalid({"therapist_id": t("Choose a therapist from the list.")}) from None


def _save(session: Session, changed: list[Client]) -> None:
    for client in changed:
        client.version += 1
        announce(session, "client", client.id)
    session.add_all(changed)
    if changed:
        announce(session, "clients")
