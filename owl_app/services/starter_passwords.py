"""Starter passwords that nobody replaced yet: who set one, and so knows it, and making it open nothing."""

from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.models import Account, AuditEntry
from owl_app.services import audit, sign_ins
from owl_app.services.access import Viewer


def set_by(session: Session, account: Account) -> UUID | None:
    """The member of staff who set the unused starter password; None when there is none."""
    if not account.must_change_password:
        return None
    return session.exec(
        select(AuditEntry.actor_id)
        .where(AuditEntry.account_id == account.id, AuditEntry.act == "starter_password_set")
        .order_by(col(AuditEntry.at).desc())
    ).first()


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
