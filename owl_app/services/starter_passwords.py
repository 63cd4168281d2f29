"""Starter passwords that nobody replaced yet: who set one, and so knows it, and making it open nothing."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.models import Account, AuditEntry, Client, ClientAccess
from owl_app.services import audit, sign_ins
from owl_app.services.access import Viewer, ViewerKind, clients_seen_by


def set_by(session: Session, account: Account) -> UUID | None:
    """The member of staff who set the unused starter password; None when there is none."""
    if not account.must_change_password:
        return None
    return session.exec(
        select(AuditEntry.actor_id)
        .where(AuditEntry.account_id == account.id, AuditEntry.act == "starter_password_set")
        .order_by(col(AuditEntry.at).desc())
    ).first()


def is_from_stranger(session: Session, account: Account, client: Client) -> bool:
    """Whether an unused starter password is known to a member of staff who may not open the client's record."""
    setter_id = set_by(session, account)
    setter = session.get(Account, setter_id) if setter_id else None
    if setter is None or setter.role is None:
        return False
    seen = clients_seen_by(session, Viewer(ViewerKind(setter.role.value), account_id=setter.id))
    return session.exec(select(Client.id).where(Client.id == client.id, seen)).first() is None


def withdraw_strangers(session: Session, viewer: Viewer, client_ids: Collection[UUID] | None = None) -> None:
    """Whoever may not open a client's record gets into it with no starter password they set that is still unused.

    To be called whenever somebody may open less than before, or a login sees more; for these clients, or for all.
    """
    session.flush()
    unused = (
        select(Account, Client)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .join(Client, col(Client.id) == ClientAccess.client_id)
        .where(col(Account.must_change_password).is_(True))
        .order_by(col(Account.id))
        .with_for_update(of=Account)
    )
    if client_ids is not None:
        unused = unused.where(col(Client.id).in_(client_ids))
    for account, client in session.exec(unused).all():
        if is_from_stranger(session, account, client):
            void(session, account)
            audit.record_for_account(session, account, viewer, "starter_password_withdrawn")


def void(session: Session, account: Account) -> None:
    """The login has no password any more, and whoever signed in with it is out."""
    account.password_hash, account.must_change_password, account.starter_expires_at = None, False, None
    session.add(account)
    sign_ins.end_all(session, account)


def withdraw_those_of(session: Session, viewer: Viewer, colleague: Account) -> None:
    """Whoever leaves the team gets in with none of the starter passwords they handed out."""
    theirs = select(AuditEntry.account_id).where(
        AuditEntry.actor_id == colleague.id, AuditEntry.act == "starter_password_set"
    )
    unused = session.exec(
        select(Account)
        .where(col(Account.id).in_(theirs), col(Account.must_change_password).is_(True))
        .order_by(col(Account.id))
        .with_for_update()
    ).all()
    for account in unused:
        if set_by(session, account) == colleague.id:
            void(session, account)
            audit.record_for_account(session, account, viewer, "starter_password_withdrawn")
