"""Client Portal Settings of a client record: the login's address and its starter password."""

from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.documents.access_slip import Slip
from owl_app.errors import Conflict, Invalid, NotAllowed
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import Account, Area, Client, ClientAccess, Relationship
from owl_app.security.emails import email_key
from owl_app.security.passwords import check_new_password
from owl_app.services import audit, forms, passwords, sign_ins
from owl_app.services.access import Viewer, clients_seen_by, get_client_for, get_portal_account_for, get_practice
from owl_app.services.practice import portal_url


class PortalAccessForm(forms.Form):
    """Email address and starter password; without a password only the address changes."""

    email: str = ""
    password: str = ""

    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))


def check_starter(session: Session, viewer: Viewer, *, client_id: object, form: PortalAccessForm) -> None:
    """The rules, before the password is hashed outside the transaction.

    Raises:
        NotFound, NotAllowed, Invalid: not this viewer's client, a login that is not theirs alone to change, a
            password that breaks the rules, an address in use.
    """
    client = get_client_for(session, viewer, client_id)
    account = get_portal_account_for(session, viewer, client)
    _check_sees_all_of(session, viewer, account)
    _check_address_free(session, form.email, account)
    if form.password:
        check_new_password(form.password, about=(client.full_name, form.email.split("@")[0]))
    elif account is None:
        raise Invalid({"password": t("Set a starter password, so that the client can sign in.")})


@dataclass(frozen=True)
class Given:
    """What the hand-over card needs beside the password, which stays in the browser."""

    name: str
    email: str
    portal_url: str
    days: int


def give_access(
    session: Session, viewer: Viewer, *, client_id: object, form: PortalAccessForm, password_hash: str | None
) -> Given:
    """Make or change the client's login; a new starter password ends every sign-in with the old one.

    Raises:
        NotFound, NotAllowed, Invalid: not this viewer's client, a login that is not theirs alone to change, or
            the address was taken in between.
    """
    client = get_client_for(session, viewer, client_id)
    practice = get_practice(session)
    account = get_portal_account_for(session, viewer, client)
    _check_sees_all_of(session, viewer, account)
    _check_address_free(session, form.email, account)
    if account is None:
        account = _new_login(session, viewer, client, form.email)
    elif email_key(form.email) != account.email_key:
        if account.email_proven_at is not None:
            outbox.queue(session, letters.portal_email_changed(practice, account))
        account.email, account.email_key, account.email_proven_at = form.email, email_key(form.email), None
        _flush_address(session)
        sign_ins.end_all(session, account)
        audit.record(session, viewer, "portal_email_changed", client_id=client.id, account_id=account.id)
    if password_hash is not None:
        account.password_hash = password_hash
        account.must_change_password = True
        account.starter_expires_at = now() + timedelta(days=practice.starter_password_days)
        sign_ins.end_all(session, account)
        passwords.drop_reset_links(session, account)
        audit.record(session, viewer, "starter_password_set", client_id=client.id, account_id=account.id)
    session.add(account)
    announce(session, "client", client.id)
    announce(session, "clients")
    return Given(client.full_name, account.email, portal_url(), practice.starter_password_days)


@dataclass(frozen=True)
class SlipToPrint:
    """A slip, and the hash its password must fit."""

    slip: Slip
    password_hash: str = field(repr=False)


def get_slip(session: Session, viewer: Viewer, *, client_id: object) -> SlipToPrint:
    """The slip of a client whose starter password is still unused.

    Raises:
        NotFound, NotAllowed, Conflict: not this viewer's client, a login that is not theirs alone to change, or
            there is no starter password to print.
    """
    client = get_client_for(session, viewer, client_id)
    account = get_portal_account_for(session, viewer, client)
    _check_sees_all_of(session, viewer, account)
    if account is None or not account.must_change_password or account.password_hash is None or _is_over(account):
        raise Conflict(t("The starter password was used or replaced. Set a new one to print a slip."))
    practice = get_practice(session)
    slip = Slip(
        practice=practice.name,
        support_contact=practice.support_contact,
        name=client.full_name,
        email=account.email,
        portal_url=portal_url(),
        days=practice.starter_password_days,
        language=practice.language,
    )
    return SlipToPrint(slip, account.password_hash)


def note_slip(session: Session, viewer: Viewer, *, client_id: object) -> None:
    """Leave a row that the slip was made."""
    client = get_client_for(session, viewer, client_id)
    audit.record(session, viewer, "access_slip_printed", client_id=client.id)


def _is_over(account: Account) -> bool:
    return account.starter_expires_at is not None and account.starter_expires_at <= now()


def _new_login(session: Session, viewer: Viewer, client: Client, email: str) -> Account:
    account = Account(area=Area.PORTAL, name=client.full_name, email=email, email_key=email_key(email))
    session.add(account)
    _flush_address(session)
    session.add(
        ClientAccess(
            account_id=account.id,
            client_id=client.id,
            relationship=Relationship.SELF,
            created_by=viewer.account_id,
        )
    )
    return account


def _check_sees_all_of(session: Session, viewer: Viewer, account: Account | None) -> None:
    """Whoever sets a login's password could sign in with it, so they must be allowed every client it is tied to."""
    if account is None:
        return
    # Not `~clients_seen_by(...)`: for a client without a therapist that is NULL, and hides nothing.
    seen = select(Client.id).where(clients_seen_by(session, viewer))
    hidden = session.exec(
        select(ClientAccess.client_id).where(
            ClientAccess.account_id == account.id, col(ClientAccess.client_id).not_in(seen)
        )
    ).first()
    if hidden is not None:
        raise NotAllowed(t("This login also belongs to a client of somebody else. Ask an Owner or Admin to change it."))


def _flush_address(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError:
        raise Invalid({"email": _address_taken()}) from None


def _address_taken() -> str:
    return t("Another client signs in with this address. Use a different one.")


def _check_address_free(session: Session, email: str, account: Account | None) -> None:
    holder = session.exec(
        select(Account).where(Account.area == Area.PORTAL, Account.email_key == email_key(email))
    ).first()
    if holder is not None and (account is None or holder.id != account.id):
        raise Invalid({"email": _address_taken()})
