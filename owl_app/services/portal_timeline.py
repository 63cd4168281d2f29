"""Portal access of a client: its logins, what happened to each, and the advice for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from owl_app.clock import now
from owl_app.i18n import t
from owl_app.models import (
    Account,
    AuditEntry,
    Client,
    ClientAccess,
    Letter,
    LetterState,
    Relationship,
    SingleUseLink,
)
from owl_app.services import audit, login_facts
from owl_app.services.access import Login, Viewer, get_client_for, sees_all_of
from owl_app.services.login_facts import Known
from owl_app.services.login_states import LoginState, state_of
from owl_app.services.portal_advice import Advice, advise

MOST = 40
"""The newest rows of the trail, and letters, of one login that are looked at."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a login."""

    at: datetime
    what: str
    tone: str = ""
    """`good` or `bad` where it matters."""


@dataclass(frozen=True)
class LoginRow:
    """A login of the client, as staff see it."""

    id: str
    name: str
    relationship: Relationship
    email: str
    state: LoginState
    locked: bool
    may_change: bool
    """Whether this viewer may change it: it may also belong to a client of somebody else."""
    advice: Advice
    reason: str
    """Why the newest letter did not leave or arrive."""
    happened: list[Happening]


@dataclass(frozen=True)
class PortalAccess:
    """Who signs in for a client. `offered_email` is the address in the record, while the client has no own login."""

    client_id: str
    client_name: str
    offered_email: str
    has_own: bool
    logins: list[LoginRow]
    unseen: bool


def get_portal_access(session: Session, viewer: Viewer, *, client_id: object) -> PortalAccess:
    """The logins of a client, the client's own first; note with `audit.note_seen` that the record was seen."""
    client = get_client_for(session, viewer, client_id)
    found = session.exec(
        select(Account, ClientAccess)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .where(ClientAccess.client_id == client.id)
        .order_by(col(ClientAccess.relationship) != Relationship.SELF, col(ClientAccess.created_at))
        .limit(20)
    )
    ties = [Login(account, client, tie) for account, tie in found]
    known = login_facts.get_known(session, [login.account for login in ties])
    logins = [_row(session, viewer, login, known[login.account.id]) for login in ties]
    has_own = any(login.relationship is Relationship.SELF for login in logins)
    return PortalAccess(
        client_id=str(client.id),
        client_name=client.full_name,
        offered_email="" if has_own else client.email,
        has_own=has_own,
        logins=logins,
        unseen=not audit.was_noted(session, viewer, client),
    )


def _row(session: Session, viewer: Viewer, login: Login, known: Known) -> LoginRow:
    account = login.account
    return LoginRow(
        id=str(account.id),
        name=login.name,
        relationship=login.tie.relationship,
        email=account.email,
        state=state_of(account),
        locked=known.facts.locked_until is not None,
        may_change=sees_all_of(session, viewer, account),
        advice=advise(known.facts, now()),
        reason=known.reason,
        happened=happened_to(session, account, login.client),
    )


def happened_to(session: Session, account: Account, client: Client | None = None) -> list[Happening]:
    """What is known of a login, the oldest first, but for what concerns other clients than this one alone."""
    happened = [
        *(_of_entry(entry) for entry in _entries(session, account, client)),
        *(each for letter, link in _letters(session, account) for each in _of_letter(letter, link)),
        *_of_account(account),
    ]
    return sorted(happened, key=lambda each: each.at)


Sent = list[tuple[Letter, SingleUseLink | None]]


def _letters(session: Session, account: Account) -> Sent:
    """The newest letters to the login with their links, the newest first."""
    found = session.exec(
        select(Letter, SingleUseLink)
        .outerjoin(SingleUseLink, col(SingleUseLink.letter_id) == Letter.id)
        .where(Letter.account_id == account.id, col(Letter.kind).in_(_letter_names()))
        .order_by(col(Letter.created_at).desc())
        .limit(MOST)
    )
    return [(letter, link) for letter, link in found]


def _entries(session: Session, account: Account, client: Client | None) -> list[AuditEntry]:
    """The newest rows of the trail about the login, the newest first."""
    of_client = [AuditEntry.client_id == client.id] if client else []
    found = session.exec(
        select(AuditEntry)
        .where(
            AuditEntry.account_id == account.id,
            or_(col(AuditEntry.client_id).is_(None), *of_client),
            col(AuditEntry.act).in_(_acts()),
        )
        .order_by(col(AuditEntry.at).desc())
        .limit(MOST)
    )
    return list(found)


def _acts() -> dict[str, tuple[str, str]]:
    """What the trail says of a login, in words with `{who}`, and whether it is good or bad."""
    return {
        "signed_up": (t("Made an account"), ""),
        "verified_by_staff": (t("Verified by {who}"), "good"),
        "verification_sent": (t("Letter to confirm the address sent again by {who}"), ""),
        "confirmation_sent": (t("Asked for the letter to confirm the address again"), ""),
        "prospect_dismissed": (t("Dismissed by {who}"), "bad"),
        "prospect_back": (t("Brought back by {who}"), ""),
        "associated": (t("Associated with this client by {who}"), "good"),
        "association_undone": (t("Association undone by {who}"), "bad"),
        "login_connected": (t("Connected to this client by {who}"), ""),
        "invitation_sent": (t("Invited by {who}"), ""),
        "starter_password_set": (t("Starter password set by {who}"), ""),
        "starter_password_withdrawn": (t("Starter password withdrawn by {who}"), "bad"),
        "access_slip_printed": (t("Access slip made by {who}"), ""),
        "invitation_accepted": (t("Accepted the invitation and chose a password"), "good"),
        "email_proven": (t("Confirmed the email address"), "good"),
        "password_changed": (t("Changed the password"), ""),
        "password_reset": (t("Chose a new password with a link from a letter"), "good"),
        "reset_asked": (t("Asked for a new password"), ""),
        "reset_asked_unproven": (t("Asked for a new password, but the address is not proven"), "bad"),
        "locked_out": (t("Locked out after too many wrong passwords"), "bad"),
        "login_unlocked": (t("Unlocked by {who}"), ""),
        "portal_email_changed": (t("Email address changed by {who}"), ""),
        "login_disabled": (t("Disabled by {who}"), "bad"),
        "login_enabled": (t("Enabled again by {who}"), "good"),
    }


def _letter_names() -> dict[str, str]:
    return {
        "verify_sign_up": t("Letter to confirm the address"),
        "account_exists": t("Letter that there is an account already"),
        "connected": t("Letter that the portal is ready"),
        "disconnected": t("Letter that the portal was disconnected"),
        "invite_to_portal": t("Invitation"),
        "confirm_email": t("Letter to confirm the address"),
        "reset_password": t("Letter to choose a new password"),
        "one_more_person": t("Letter about one more person"),
        "change_email": t("Letter to confirm the new address"),
    }


def _of_entry(entry: AuditEntry) -> Happening:
    words, tone = _acts()[entry.act]
    return Happening(entry.at, words.format(who=entry.actor_name or t("somebody")), tone)


def _of_letter(letter: Letter, link: SingleUseLink | None) -> list[Happening]:
    name = _letter_names()[letter.kind]
    happened = [_way_of(letter, name)]
    if link is not None and link.opened_at is not None:
        happened.append(Happening(link.opened_at, t("{letter}: the link was opened", letter=name)))
    return happened


def _way_of(letter: Letter, name: str) -> Happening:
    if letter.state is LetterState.ACCEPTED:
        at = letter.sent_at or letter.created_at
        if letter.provider == "files":
            return Happening(at, t("{letter}: written to a file", letter=name))
        return Happening(at, t("{letter}: taken by the mail server", letter=name))
    if letter.state is LetterState.FAILED:
        return Happening(letter.created_at, t("{letter}: failed. {reason}", letter=name, reason=letter.reason), "bad")
    if letter.state is LetterState.UNKNOWN:
        return Happening(letter.created_at, t("{letter}: not known whether it arrived", letter=name), "bad")
    waiting = t("{letter}: waiting to be sent. {reason}", letter=name, reason=letter.reason)
    return Happening(letter.created_at, waiting.strip())


def _of_account(account: Account) -> list[Happening]:
    first, last = account.first_signed_in_at, account.last_signed_in_at
    happened = [Happening(first, t("First sign-in"), "good")] if first else []
    if last is not None and last != first:
        happened.append(Happening(last, t("Last sign-in")))
    return happened
