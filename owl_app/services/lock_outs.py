"""Locked out after too many wrong passwords: until when, the one row it leaves, and letting somebody try again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.models import Account, Area, AuditEntry
from owl_app.services import audit, sign_ins, throttle
from owl_app.services.access import Viewer


def locked_until(session: Session, account: Account) -> datetime | None:
    """Until when no password is tried for this account, from unknown devices or from one it knows; None when it is."""
    return when_locked(session, [account]).get(account.id)


def when_locked(session: Session, accounts: Sequence[Account]) -> dict[UUID, datetime]:
    """The same for many accounts at once; those that are not locked are left out."""
    counters = sign_ins.counters_of(session, accounts)
    windows = throttle.used_up(session, (counter for own in counters.values() for counter in own))
    ends = {
        account_id: max((windows[counter].ends_at for counter in own if counter in windows), default=None)
        for account_id, own in counters.items()
    }
    return {account_id: ends_at for account_id, ends_at in ends.items() if ends_at is not None}


def note(session: Session, viewer: Viewer, *, area: Area, email: str) -> None:
    """Leave a row that the account with this address is locked out, once a window; for the others do nothing.

    In a transaction of its own: the one that found it out was refused.
    """
    account = sign_ins.find_account(session, area, email)
    windows = throttle.used_up(session, _counters(session, account)) if account else {}
    if account is None or not windows:
        return
    noted = session.exec(
        select(AuditEntry.id).where(
            AuditEntry.account_id == account.id,
            AuditEntry.act == "locked_out",
            col(AuditEntry.at) >= max(window.begins_at for window in windows.values()),
        )
    ).first()
    if noted is None:
        audit.record_for_account(session, account, viewer, "locked_out")
        announce(session, "stuck")


def lift(session: Session, viewer: Viewer, account: Account) -> bool:
    """Let an account the caller may change be tried again at once; whether it was locked at all."""
    if locked_until(session, account) is None:
        return False
    throttle.forget(session, _counters(session, account))
    audit.record_for_account(session, account, viewer, "login_unlocked")
    return True


def _counters(session: Session, account: Account) -> list[throttle.Counter]:
    return sign_ins.counters_of(session, [account])[account.id]
