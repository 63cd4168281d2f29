"""Logins that are not settled yet: the few among very many that may need somebody, or wait for their owner.

Each reason is one question that an index answers, and that reads no more than is looked at; what is really the matter
with each login the advice says afterwards, so a question may find too many, but none too few.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_
from sqlmodel import Session, col, func, select

from owl_app.clock import now
from owl_app.models import Account, Area, AuditEntry, Letter, LetterState, LinkPurpose, Role, SingleUseLink
from owl_app.services.access import OWNER_ADMIN, Viewer, logins_changed_by
from owl_app.services.links import LASTS
from owl_app.services.login_facts import ASKED
from owl_app.services.portal_advice import HESITATION, PATIENCE
from owl_app.services.team import may_change
from owl_app.services.throttle import SIGN_IN_ACCOUNT, SIGN_IN_DEVICE

LOOKED_AT = 100
"""Logins that are looked at for each reason."""


@dataclass(frozen=True)
class Found:
    """The accounts; `cut` says that for one of the reasons there are more than were looked at."""

    accounts: list[Account]
    cut: bool


def find_logins(session: Session, viewer: Viewer) -> Found:
    """The portal accounts that are not settled, of those that this member of staff may change."""
    theirs = (col(Account.disabled_at).is_(None), logins_changed_by(session, viewer))
    reasons = (_locked_out(), _asked(), _letter_lost(), *_with_starter(), *_invited(), _without_way_in())
    found = [session.scalars(reason.where(*theirs).limit(LOOKED_AT + 1)).all() for reason in reasons]
    ids = {account_id for each in found for account_id in each[:LOOKED_AT]}
    accounts = session.exec(select(Account).where(col(Account.id).in_(ids)))
    return Found(list(accounts), any(len(each) > LOOKED_AT for each in found))


def find_colleagues(session: Session, viewer: Viewer) -> list[Account]:
    """Who is invited to the team and has chosen no password yet, of those that this viewer may change."""
    viewer.must_be(OWNER_ADMIN)
    roles = [role for role in Role if may_change(viewer, role)]
    found = session.exec(
        select(Account)
        .where(
            Account.area == Area.STAFF,
            col(Account.password_hash).is_(None),
            col(Account.disabled_at).is_(None),
            col(Account.role).in_(roles),
        )
        .limit(LOOKED_AT)
    )
    return list(found)


def _locked_out() -> Select[Any]:
    longest = max(SIGN_IN_ACCOUNT.window, SIGN_IN_DEVICE.window)
    return _noted("locked_out").where(col(AuditEntry.at) > now() - longest)


def _asked() -> Select[Any]:
    return _noted(ASKED).where(col(Account.email_proven_at).is_(None))


def _noted(act: str) -> Select[Any]:
    return (
        select(Account.id)
        .join(AuditEntry, col(AuditEntry.account_id) == Account.id)
        .where(col(AuditEntry.act) == act)
        .group_by(col(Account.id))
        .order_by(func.max(AuditEntry.at).desc())
    )


def _letter_lost() -> Select[Any]:
    return (
        _with_open_link()
        .join(Letter, col(Letter.id) == SingleUseLink.letter_id)
        .where(col(Letter.account_id) == Account.id, col(Letter.state).in_([LetterState.FAILED, LetterState.UNKNOWN]))
        .order_by(col(Letter.created_at).desc())
    )


def _with_starter() -> tuple[Select[Any], ...]:
    """Those whose starter password expired, the newest first; and those whose will, the nearest first."""
    until, found = col(Account.starter_expires_at), select(Account.id)
    return found.where(until <= now()).order_by(until.desc()), found.where(until > now()).order_by(until)


def _invited() -> tuple[Select[Any], ...]:
    """Those who should be asked what became of the invitation, the newest first; and the others, the oldest first."""
    moment, sent = now(), col(SingleUseLink.created_at)
    late = or_(
        col(SingleUseLink.expires_at) <= moment,
        col(SingleUseLink.opened_at) <= moment - HESITATION,
        col(SingleUseLink.opened_at).is_(None) & (sent <= moment - PATIENCE),
    )
    invited = _with_open_link().where(
        col(SingleUseLink.purpose) == LinkPurpose.INVITATION, col(Account.password_hash).is_(None)
    )
    still_good = sent > moment - LASTS[LinkPurpose.INVITATION]
    return invited.where(late).order_by(sent.desc()), invited.where(still_good, late.is_not(True)).order_by(sent)


def _without_way_in() -> Select[Any]:
    invitation = (
        select(SingleUseLink.id)
        .join(Letter, col(Letter.id) == SingleUseLink.letter_id)
        .where(
            SingleUseLink.account_id == Account.id,
            SingleUseLink.purpose == LinkPurpose.INVITATION,
            SingleUseLink.email_key == Account.email_key,
            col(SingleUseLink.used_at).is_(None),
        )
        .correlate(Account)
    )
    found = select(Account.id).where(col(Account.password_hash).is_(None), ~invitation.exists())
    return found.order_by(col(Account.created_at).desc())


def _with_open_link() -> Select[Any]:
    return (
        select(Account.id)
        .join(SingleUseLink, col(SingleUseLink.account_id) == Account.id)
        .where(col(SingleUseLink.used_at).is_(None), col(SingleUseLink.email_key) == Account.email_key)
    )
