"""Client Portal Settings of a client: making logins, tying one to one more client, and giving their owners a way in."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from pydantic import ValidationInfo, field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.documents.access_slip import Slip
from owl_app.errors import Conflict, Invalid
from owl_app.i18n import t
from owl_app.mail import letters, outbox
from owl_app.models import (
    Account,
    Area,
    Client,
    ClientAccess,
    LinkPurpose,
    Relationship,
)
from owl_app.security.emails import email_key
from owl_app.security.passwords import check_new_password
from owl_app.services import (
    audit,
    email_changes,
    forms,
    invitations,
    links,
    prospect_matches,
    sign_ins,
    starter_passwords,
    throttle,
)
from owl_app.services.access import (
    OWNER_ADMIN,
    STAFF,
    Login,
    Viewer,
    get_client_for,
    get_login_to_change_for,
    get_practice,
    sees_all_of,
    writes,
)
from owl_app.services.login_states import LoginState, state_of
from owl_app.services.practice import portal_url


class WayIn(StrEnum):
    """How the owner of a login gets in for the first time."""

    INVITATION = "invitation"
    STARTER = "starter"


class NewLoginForm(forms.Form):
    """One more login of a client. `connect` is the id of the login that has the address, once that is confirmed."""

    relationship: Relationship = Relationship.SELF
    name: str = ""
    email: str = ""
    way: WayIn = WayIn.INVITATION
    password: str = ""
    connect: str = ""

    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))

    @field_validator("name")
    @classmethod
    def _name(cls, value: str, info: ValidationInfo) -> str:
        own = info.data.get("relationship") == Relationship.SELF
        return forms.optional(value, 120) if own else forms.required(value, 120)

    @field_validator("password")
    @classmethod
    def _password(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("way") == WayIn.STARTER and not value:
            raise ValueError(t("Set a starter password, or send an invitation instead."))
        return value


@dataclass(frozen=True)
class Holder:
    """Whose login an address belongs to already, for those who may open the record of every client it is tied to."""

    login_id: str
    name: str
    clients: list[str]


class Done(StrEnum):
    """What became of a login."""

    INVITED = "invited"
    STARTER = "starter"
    CONNECTED = "connected"


@dataclass(frozen=True)
class Given:
    """What was done, and what the hand-over card needs beside the password, which stays in the browser."""

    done: Done
    login_id: str
    name: str
    email: str
    portal_url: str


def count_new_login(session: Session, viewer: Viewer) -> None:
    """Count that somebody asks whether an address is free: the answer says whether anybody has a login with it.

    Raises:
        Throttled: they asked for very many.
    """
    viewer.must_be(STAFF)
    throttle.count(session, throttle.NEW_LOGIN, str(viewer.account_id))


def check_new_login(session: Session, viewer: Viewer, *, client_id: object, form: NewLoginForm) -> Holder | None:
    """The rules, before the password is hashed outside the transaction; and whose login the address is already.

    Raises:
        NotFound, Invalid: not this viewer's client, a password that breaks the rules, an address that cannot be used.
    """
    client = get_client_for(session, viewer, client_id)
    _check_relationship(session, client, form.relationship)
    holder = _holder(session, viewer, client, form.email)
    if holder is None and form.way is WayIn.STARTER:
        check_new_password(form.password, about=(form.name, *_about(client, form.email)))
    if holder is None:
        return None
    return Holder(str(holder.id), holder.name, [each.full_name for each in _clients_of(session, holder)])


def add_login(
    session: Session, viewer: Viewer, *, client_id: object, form: NewLoginForm, password_hash: str | None
) -> Given:
    """Make the login and give its owner the way in; or tie the confirmed one that has the address to this client too.

    Raises:
        NotFound, Invalid: as `check_new_login`, and when somebody else was faster.
    """
    client = get_client_for(session, viewer, client_id)
    _check_relationship(session, client, form.relationship)
    holder = _holder(session, viewer, client, form.email)
    if form.connect != (str(holder.id) if holder is not None else ""):
        raise Invalid({"email": _changed_meanwhile()})
    announce(session, "client", client.id)
    announce(session, "clients")
    if holder is not None:
        return _connect(session, viewer, Login(holder, client, _tie(session, viewer, client, holder, form)))
    name = client.full_name if form.relationship is Relationship.SELF else form.name
    account = Account(area=Area.PORTAL, name=name, email=form.email, email_key=email_key(form.email))
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        raise Invalid({"email": _changed_meanwhile()}) from None
    login = Login(account, client, _tie(session, viewer, client, account, form))
    audit.record(session, viewer, "login_added", client_id=client.id, account_id=account.id)
    if password_hash is None:
        invitations.send(session, viewer, account)
        return _given(Done.INVITED, login)
    return _set_starter(session, viewer, login, password_hash)


def check_starter(session: Session, viewer: Viewer, *, client_id: object, login_id: object, password: str) -> None:
    """The rules for a new starter password, before it is hashed outside the transaction.

    Raises:
        NotFound, NotAllowed, Conflict, Invalid: not this viewer's to change, disabled, or it breaks the rules.
    """
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    must_be_enabled(login.account)
    check_new_password(password, about=(login.name, *_about(login.client, login.account.email)))


def give_starter(session: Session, viewer: Viewer, *, client_id: object, login_id: object, password_hash: str) -> Given:
    """Replace whatever password the login has; every sign-in with it ends.

    Raises:
        NotFound, NotAllowed, Conflict: as `check_starter`.
    """
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    must_be_enabled(login.account)
    announce(session, "clients")
    return _set_starter(session, viewer, login, password_hash)


def invite(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> str:
    """Send a new invitation, and return the address; a starter password that nobody used is good no more.

    Raises:
        NotFound, NotAllowed, Conflict: not this viewer's to change, or disabled.
    """
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    must_be_enabled(login.account)
    send_invitation(session, viewer, login)
    announce(session, "clients")
    return login.account.email


def send_invitation(session: Session, viewer: Viewer, login: Login) -> None:
    """Invite the owner of a login that the viewer may change, unless an invitation is just leaving."""
    account = login.account
    if account.must_change_password:
        starter_passwords.void(session, account)
    account.name = login.name
    session.add(account)
    if not links.is_leaving(session, account, LinkPurpose.INVITATION):
        invitations.send(session, viewer, account)


def must_be_enabled(account: Account) -> None:
    """Raises Conflict when nobody may sign in with it anyway."""
    if account.disabled_at is not None:
        raise Conflict(t("This login is disabled. Enable it first."))


@dataclass(frozen=True)
class SlipToPrint:
    """A slip, and the hash its password must fit."""

    slip: Slip
    password_hash: str = field(repr=False)


def get_slip(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> SlipToPrint:
    """The slip of a login whose starter password is still unused.

    Raises:
        NotFound, NotAllowed, Conflict: not this viewer's to change, or there is no starter password to print.
    """
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    account = login.account
    if state_of(account) is not LoginState.STARTER or account.password_hash is None:
        raise Conflict(t("The starter password was used or replaced. Set a new one to print a slip."))
    practice = get_practice(session)
    slip = Slip(
        practice=practice.name_for_clients,
        support_contact=practice.support_contact,
        name=login.name,
        email=account.email,
        portal_url=portal_url(),
        days=practice.starter_password_days,
        language=practice.language,
        accent=practice.accent,
    )
    return SlipToPrint(slip, account.password_hash)


def note_slip(session: Session, viewer: Viewer, *, client_id: object, login_id: object) -> None:
    """Leave a row that the slip was made."""
    login = get_login_to_change_for(session, viewer, client_id, login_id)
    audit.record(session, viewer, "access_slip_printed", client_id=login.client.id, account_id=login.account.id)


def _check_relationship(session: Session, client: Client, relationship: Relationship) -> None:
    if relationship is Relationship.SELF and has_own_login(session, client):
        raise Invalid(
            {"relationship": t("{client} has a login already. Say who else signs in.", client=client.full_name)}
        )


def has_own_login(session: Session, client: Client) -> bool:
    own = select(ClientAccess.id).where(
        ClientAccess.client_id == client.id, ClientAccess.relationship == Relationship.SELF
    )
    return session.exec(own).first() is not None


def _holder(session: Session, viewer: Viewer, client: Client, email: str) -> Account | None:
    """The login that has this address, if there is one and the viewer may tie it to the client.

    Raises:
        Invalid: it is tied to the client already, is not the viewer's to connect, or has to be confirmed first.
    """
    account = sign_ins.find_account(session, Area.PORTAL, email)
    if account is not None and writes(session):  # as it is judged here it stays until the tie is kept
        account = session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if account is None:
        return None
    clients = _clients_of(session, account)
    if client.id in {each.id for each in clients}:
        raise Invalid(
            {"email": t("Somebody signs in for {client} with this address already.", client=client.full_name)}
        )
    theirs = sees_all_of(session, viewer, account) if clients else viewer.kind in OWNER_ADMIN
    if not theirs:
        raise Invalid({"email": t("This address is in use here. Ask an Owner or Admin to connect it.")})
    own_password = account.password_hash is not None and not account.must_change_password
    if own_password and account.email_proven_at is None:
        raise Invalid({"email": t("Somebody has an account with this address, and has to confirm the address first.")})
    if starter_passwords.is_from_stranger(session, account, client):
        raise Invalid(
            {"email": t("Its starter password was set by somebody who may not open this record. Replace it first.")}
        )
    return account


def _clients_of(session: Session, account: Account) -> list[Client]:
    found = session.exec(
        select(Client)
        .join(ClientAccess, col(ClientAccess.client_id) == Client.id)
        .where(ClientAccess.account_id == account.id)
        .order_by(col(ClientAccess.created_at))
    )
    return list(found)


def _tie(session: Session, viewer: Viewer, client: Client, account: Account, form: NewLoginForm) -> ClientAccess:
    tie = ClientAccess(
        account_id=account.id,
        client_id=client.id,
        relationship=form.relationship,
        created_by=viewer.account_id,
    )
    session.add(tie)
    try:
        session.flush()
    except IntegrityError:
        raise Invalid({"email": _changed_meanwhile()}) from None
    prospect_matches.wait_no_more(session, account)
    return tie


def _connect(session: Session, viewer: Viewer, login: Login) -> Given:
    """Tell its owner that the login now sees one more person; one who was never let in gets an invitation."""
    account = login.account
    audit.record(session, viewer, "login_connected", client_id=login.client.id, account_id=account.id)
    announce(session, "account", account.id)
    if account.disabled_at is None:
        if account.first_signed_in_at is not None:
            outbox.queue(session, letters.one_more_person(get_practice(session), account))
        elif account.password_hash is None and not links.is_open(session, account, LinkPurpose.INVITATION):
            invitations.send(session, viewer, account)
    return _given(Done.CONNECTED, login)


def _set_starter(session: Session, viewer: Viewer, login: Login, password_hash: str) -> Given:
    account, practice = login.account, get_practice(session)
    account.name = login.name
    account.password_hash = password_hash
    account.must_change_password = True
    account.starter_expires_at = now() + timedelta(days=practice.starter_password_days)
    session.add(account)
    sign_ins.end_all(session, account)
    links.drop(session, account, LinkPurpose.RESET, LinkPurpose.INVITATION, LinkPurpose.CONFIRM_EMAIL)
    email_changes.drop(session, account)
    audit.record_for_account(session, account, viewer, "starter_password_set")
    return _given(Done.STARTER, login)


def _given(done: Done, login: Login) -> Given:
    return Given(done, str(login.account.id), login.name, login.account.email, portal_url())


def _about(client: Client, email: str) -> tuple[str, ...]:
    """What a starter password may not be made of."""
    return (client.full_name, email.split("@")[0])


def _changed_meanwhile() -> str:
    return t("Somebody changed the login of this address a moment ago. Save again.")
