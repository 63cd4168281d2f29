"""What happened to a prospect so far, and the advice for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from owl_app.announcements import announce
from owl_app.models import Account, LetterState, Prospect
from owl_app.services import audit, lock_outs, login_facts
from owl_app.services.access import Viewer, get_practice
from owl_app.services.phones import written_phone
from owl_app.services.portal_advice import Facts
from owl_app.services.portal_timeline import Happening, happened_to
from owl_app.services.prospects import get_prospect_for


class Next(StrEnum):
    """What is to be done about a prospect."""

    ENABLE = "enable"
    UNLOCK = "unlock"
    SEND_AGAIN = "send_again"
    WAIT = "wait"
    SETTLE = "settle"
    BRING_BACK = "bring_back"


@dataclass(frozen=True)
class ProspectStory:
    """A prospect with everything that is known; dates as ISO 8601, phone numbers as the practice writes them."""

    id: str
    name: str
    email: str
    phone: str
    date_of_birth: str
    verified: bool
    dismissed: bool
    since: datetime
    terms_version: int
    agreed_at: datetime | None
    next: Next
    reason: str
    """Why the newest letter did not leave or arrive."""
    happened: list[Happening]


def get_story(session: Session, viewer: Viewer, *, prospect_id: object) -> ProspectStory:
    """Everything that is known of a prospect, for Owners and Admins.

    Raises:
        NotFound: there is none, or it was associated a moment ago.
    """
    prospect, account = get_prospect_for(session, viewer, prospect_id)
    known = login_facts.get_known(session, [account])[account.id]
    return ProspectStory(
        id=str(account.id),
        name=prospect.full_name,
        email=account.email,
        phone=written_phone(prospect.phone, get_practice(session).locale),
        date_of_birth=prospect.date_of_birth.isoformat() if prospect.date_of_birth else "",
        verified=account.email_proven_at is not None,
        dismissed=prospect.dismissed_at is not None,
        since=prospect.since,
        terms_version=prospect.terms_version or 0,
        agreed_at=prospect.agreed_at,
        next=_next(prospect, account, known.facts),
        reason=known.reason,
        happened=happened_to(session, account),
    )


def unlock(session: Session, viewer: Viewer, *, prospect_id: object) -> None:
    """Let the person try again at once after too many wrong passwords."""
    _, account = get_prospect_for(session, viewer, prospect_id)
    lock_outs.lift(session, viewer, account)


def enable(session: Session, viewer: Viewer, *, prospect_id: object) -> None:
    """Let the person sign in again, with the password they had."""
    _, account = get_prospect_for(session, viewer, prospect_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        session.add(account)
        audit.record_for_account(session, account, viewer, "login_enabled")
        announce(session, "prospects")


def _next(prospect: Prospect, account: Account, facts: Facts) -> Next:
    if prospect.dismissed_at is not None:
        return Next.BRING_BACK
    if account.disabled_at is not None:
        return Next.ENABLE
    if facts.locked_until is not None:
        return Next.UNLOCK
    if account.email_proven_at is not None:
        return Next.SETTLE
    lost = facts.letter in {LetterState.FAILED, LetterState.UNKNOWN, None}
    return Next.SEND_AGAIN if lost else Next.WAIT
