"""What is known of logins, of one or of many at once: the facts that the advice for each is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from owl_app.models import Account, AuditEntry, Letter, LetterState, LinkPurpose, SingleUseLink
from owl_app.services import lock_outs
from owl_app.services.portal_advice import Facts

ASKED = "reset_asked_unproven"
"""The row of the trail that says that somebody asked for a new password in vain."""
_WAYS_IN = {
    "starter_password_set",
    "invitation_sent",
    "invitation_accepted",
    "password_reset",
    "password_changed",
    "email_proven",
}


@dataclass(frozen=True)
class Known:
    """The facts of a login; and of its newest letter, why it did not leave or arrive, and when it was written."""

    facts: Facts
    reason: str = ""
    written_at: datetime | None = None


def get_known(session: Session, accounts: Sequence[Account]) -> dict[UUID, Known]:
    """What is known of each of the accounts, by a handful of questions however many they are."""
    letters = _open_letters(session, accounts)
    asked = _asked(session, accounts)
    locked = lock_outs.when_locked(session, accounts)
    return {
        account.id: _known(account, letters[account.id], asked.get(account.id), locked.get(account.id))
        for account in accounts
    }


@dataclass(frozen=True)
class _Open:
    """A letter whose link was neither used nor replaced."""

    state: LetterState
    reason: str
    written_at: datetime
    link: SingleUseLink


def _open_letters(session: Session, accounts: Sequence[Account]) -> dict[UUID, list[_Open]]:
    """The letters whose link is still good and fits the account's address, the newest first."""
    found = session.exec(
        select(Letter.state, Letter.reason, Letter.created_at, SingleUseLink)
        .join(SingleUseLink, col(SingleUseLink.letter_id) == Letter.id)
        .where(
            col(SingleUseLink.account_id).in_([account.id for account in accounts]),
            col(SingleUseLink.used_at).is_(None),
        )
        .order_by(col(Letter.created_at).desc())
    )
    addresses = {account.id: account.email_key for account in accounts}
    letters: dict[UUID, list[_Open]] = {account.id: [] for account in accounts}
    for state, reason, written_at, link in found:
        if link.email_key == addresses[link.account_id]:
            letters[link.account_id].append(_Open(LetterState(state), reason, written_at, link))
    return letters


def _asked(session: Session, accounts: Sequence[Account]) -> dict[UUID, datetime]:
    """When a new password was last asked for in vain, of those for whom there was no way in since."""
    unproven = [account for account in accounts if account.email_proven_at is None]
    if not unproven:
        return {}
    found = session.exec(
        select(AuditEntry.account_id, AuditEntry.act, func.max(AuditEntry.at))
        .where(
            col(AuditEntry.account_id).in_([account.id for account in unproven]),
            col(AuditEntry.act).in_({ASKED, *_WAYS_IN}),
        )
        .group_by(col(AuditEntry.account_id), col(AuditEntry.act))
    )
    asked: dict[UUID | None, datetime] = {}
    since = {account.id: [account.last_signed_in_at] if account.last_signed_in_at else [] for account in unproven}
    for account_id, act, at in found:
        if act == ASKED:
            asked[account_id] = at
        elif account_id is not None:
            since[account_id].append(at)
    return {
        account_id: asked[account_id]
        for account_id, ways_in in since.items()
        if account_id in asked and all(at <= asked[account_id] for at in ways_in)
    }


def _known(account: Account, letters: list[_Open], asked_at: datetime | None, locked_until: datetime | None) -> Known:
    newest = letters[0] if letters else None
    invitation = next((letter.link for letter in letters if letter.link.purpose == LinkPurpose.INVITATION), None)
    facts = Facts(
        disabled=account.disabled_at is not None,
        locked_until=locked_until,
        letter=newest.state if newest else None,
        asked_at=asked_at,
        has_password=account.password_hash is not None,
        starter_until=account.starter_expires_at if account.must_change_password else None,
        invited_at=invitation.created_at if invitation else None,
        invited_until=invitation.expires_at if invitation else None,
        opened_at=invitation.opened_at if invitation else None,
        proven=account.email_proven_at is not None,
    )
    return Known(facts, newest.reason if newest else "", newest.written_at if newest else None)
