"""Changing a login of a client: its address and name, disabling, unlocking, and taking it from the client."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationInfo, field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import Area, Association, ClientAccess, LinkPurpose, Relationship, SignUp
from owl_app.security.emails import email_key
from owl_app.services import audit, forms, links, lock_outs, passwords, portal_access, prospect_matches, sign_ins
from owl_app.services.access import Login, Viewer, get_login_for, get_login_to_change_for, get_practice


class LoginForm(forms.Form):
    """Who the login belongs to, and its address. With `again` a letter is sent even if the address stays."""

    relationship: Relationship = Relationship.SELF
    name: str = ""
    email: str = ""
    again: bool = False

    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))

    @field_validator("name")
    @classmethod
    def _name(cls, value: str, info: ValidationInfo) -> str:
        own = info.data.get("relationship") == Relationship.SELF
        return forms.optional(value, 120) if own else forms.required(value, 120)


class Sent(StrEnum):
    """The letter that follows a change."""

    NOTHING = ""
    INVITATION = "invitation"
    CONFIRMATION = "confirmation"


def change_login(session: Session, viewer: Viewer, *, client_id: object, login_id: object, form: LoginForm) -> Sent:
    """Save whose login it is and its address; a new address ends every sign-in and gets the letter it needs.

    Raises:
        NotFound, NotAllowed, Invalid: not this viewer's to change, or the address is in use.
    """
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    _check_relationship(session, login, form.relationship)
    name = login.client.full_name if form.relationship is Relationship.SELF else form.name
    # As letters see it, and not as it is compared: straße@ and strasse@ are one key and two people.
    moved = form.email.lower() != login.account.email.lower()
    if moved:
        _move(session, viewer, login, form.email)
    account = login.account
    if (login.tie.relationship, account.name, account.email) != (form.relationship, name, form.email):
        login.tie.relationship, account.name, account.email = form.relationship, name, form.email
        audit.record(session, viewer, "login_changed", client_id=login.client.id, account_id=account.id)
    session.add_all([login.tie, login.account])
    _tell(session, login)
    return _write_to(session, viewer, login) if moved or form.again else Sent.NOTHING


def disable_login(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> str:
    """Nobody signs in with it any more, and whoever is signed in is out at once; returns whose it is."""
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    if login.account.disabled_at is None:
        login.account.disabled_at = now()
        session.add(login.account)
        sign_ins.end_all(session, login.account)
        audit.record_for_account(session, login.account, viewer, "login_disabled")
        _tell(session, login)
    return login.name


def enable_login(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> str:
    """Let its owner sign in again, with the password they had; returns whose it is."""
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    if login.account.disabled_at is not None:
        login.account.disabled_at = None
        session.add(login.account)
        audit.record_for_account(session, login.account, viewer, "login_enabled")
        _tell(session, login)
    return login.name


def unlock_login(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> str:
    """Let its owner try again at once after too many wrong passwords; returns whose it is."""
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    lock_outs.lift(session, viewer, login.account)
    return login.name


@dataclass(frozen=True)
class Removed:
    """Whose access was taken, and whether the login sees nobody now."""

    name: str
    sees_nobody: bool


def remove_login(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> Removed:
    """Take the client from the login; the login itself stays, for the others it may be tied to."""
    login = get_login_for(session, viewer, client_id, login_id)
    account = login.account
    session.execute(
        update(Association)
        .where(col(Association.tie_id) == login.tie.id, col(Association.undone_at).is_(None))
        .values(undone_at=now())
    )
    session.delete(login.tie)
    session.flush()
    others = session.exec(select(func.count(col(ClientAccess.id))).where(ClientAccess.account_id == account.id)).one()
    if others == 0 and account.password_hash is None:
        links.drop(session, account, LinkPurpose.INVITATION)
    if others == 0:
        prospect_matches.put_account(session, account)
    audit.record(session, viewer, "login_removed", client_id=login.client.id, account_id=account.id)
    announce(session, "account", account.id)
    announce(session, "client", login.client.id)
    _tell(session, login)
    return Removed(login.name, others == 0)


def _check_relationship(session: Session, login: Login, relationship: Relationship) -> None:
    if (
        relationship is Relationship.SELF
        and login.tie.relationship is not Relationship.SELF
        and portal_access.has_own_login(session, login.client)
    ):
        raise Invalid({"relationship": t("{client} has a login already.", client=login.client.full_name)})


def _move(session: Session, viewer: Viewer, login: Login, email: str) -> None:
    """The new address is not proven, and no letter to the old one opens anything any more."""
    account = login.account
    holder = sign_ins.find_account(session, Area.PORTAL, email)
    if holder is not None and holder.id != account.id:
        raise Invalid({"email": _taken()})
    if account.email_proven_at is not None:
        outbox.queue(session, letters.portal_email_changed(get_practice(session), account))
    links.drop(session, account, *LinkPurpose)
    session.execute(delete(SignUp).where(col(SignUp.account_id) == account.id))
    account.email, account.email_key, account.email_proven_at, account.new_email = email, email_key(email), None, ""
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        raise Invalid({"email": _taken()}) from None
    sign_ins.end_all(session, account)
    audit.record_for_account(session, account, viewer, "portal_email_changed")


def _write_to(session: Session, viewer: Viewer, login: Login) -> Sent:
    """Send what the owner of the login needs at this address: an invitation, or the letter that proves the address."""
    account = login.account
    if account.disabled_at is not None or account.must_change_password:
        return Sent.NOTHING
    if account.password_hash is None or account.email_proven_at is not None:
        portal_access.send_invitation(session, viewer, login)
        return Sent.INVITATION
    if not links.is_leaving(session, account, LinkPurpose.CONFIRM_EMAIL):
        passwords.send_confirmation(session, account)
    return Sent.CONFIRMATION


def _tell(session: Session, login: Login) -> None:
    announce(session, "clients")
    announce(session, "client", login.client.id)


def _taken() -> str:
    return t("This address is in use here. Use a different one.")
