"""The team: who can sign in to the panel, invited, changed and deactivated; an Owner who can act always stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import field_validator
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Area, Client, Letter, LetterState, LinkPurpose, Role, SingleUseLink
from owl_app.security.emails import email_key
from owl_app.services import audit, email_changes, forms, invitations, links, sign_ins, starter_passwords, throttle
from owl_app.services.access import (
    OWNER_ADMIN,
    STAFF,
    SYSTEM,
    Viewer,
    ViewerKind,
    get_colleague_for,
    get_therapist_for,
    parse_id,
)

NOBODY = "nobody"
"""What is chosen instead of a successor when nobody takes the clients over for now."""


def _known_role(value: str) -> str:
    if value not in set(Role):
        raise ValueError(t("Choose a role."))
    return value


class InvitationForm(forms.Form):
    """Somebody who is to join the team."""

    name: str = ""
    email: str = ""
    role: str = ""

    _name = field_validator("name")(lambda value: forms.required(value, 120))
    _email = field_validator("email")(lambda value: forms.email_or_nothing(forms.required(value, 254)))
    _role = field_validator("role")(_known_role)


class RoleForm(forms.Form):
    """Another role; whoever gives up their own says that they are sure."""

    role: str = ""
    sure: bool = False

    _role = field_validator("role")(_known_role)


class DeactivationForm(forms.Form):
    """Who takes the clients over: the id of a colleague, or `NOBODY`."""

    successor: str = ""


@dataclass(frozen=True)
class ColleagueRow:
    """Somebody on the team."""

    id: str
    name: str
    email: str
    role: str
    state: str
    """`active`, `invited` (has not chosen a password yet) or `deactivated`."""
    last_signed_in_at: datetime | None
    clients: int
    invited_at: datetime | None
    invitation_over: bool
    letter_failed: bool
    is_viewer: bool
    may_change: bool


def list_team(session: Session, viewer: Viewer) -> list[ColleagueRow]:
    """Everybody who can, could or will sign in to the panel, by name."""
    viewer.must_be(OWNER_ADMIN)
    clients = dict(
        session.execute(
            select(Client.therapist_id, func.count())
            .where(col(Client.therapist_id).is_not(None))
            .group_by(col(Client.therapist_id))
        ).all()
    )
    invited = _newest_invitations(session)
    team = session.exec(select(Account).where(Account.area == Area.STAFF).order_by(func.lower(Account.name))).all()
    return [_row(viewer, account, clients.get(account.id, 0), invited.get(account.id)) for account in team]


@dataclass(frozen=True)
class TherapistRow:
    """Somebody a client can be with."""

    id: str
    name: str


def list_therapists(session: Session, viewer: Viewer) -> list[TherapistRow]:
    """Everybody who can have clients: the whole team but those who are deactivated."""
    viewer.must_be(STAFF)
    found = session.exec(
        select(Account.id, Account.name)
        .where(Account.area == Area.STAFF, col(Account.disabled_at).is_(None))
        .order_by(func.lower(Account.name))
    )
    return [TherapistRow(str(account_id), name) for account_id, name in found]


def add_staff(
    session: Session, viewer: Viewer, *, name: str, email: str, role: Role, password_hash: str | None
) -> Account:
    """Make a member of staff who can sign in; only the installation itself does it without an invitation.

    Raises:
        NotAllowed: anybody but the installation itself asks.
    """
    if viewer is not SYSTEM:
        raise NotAllowed(t("You do not have access to this."))
    return _add(session, name=name, email=email, role=role, password_hash=password_hash)


@dataclass(frozen=True)
class Invited:
    """What there is to say once an invitation is on its way."""

    email: str
    is_client_login: bool
    """Whether the same address also signs in to the Client Portal."""


def invite(session: Session, viewer: Viewer, *, form: InvitationForm) -> Invited:
    """Make an account without a password, and send its owner the link to choose one.

    Raises:
        NotAllowed: an Admin invites anybody but a therapist.
        Invalid: the address belongs to somebody on the team.
    """
    viewer.must_be(OWNER_ADMIN)
    role = Role(form.role)
    _check_may_change(viewer, role)
    holder = sign_ins.find_account(session, Area.STAFF, form.email)
    if holder is not None:
        raise Invalid({"email": _is_on_the_team(holder)})
    try:
        account = _add(session, name=form.name, email=form.email, role=role)
    except IntegrityError:
        raise Invalid({"email": t("Somebody else invited this address a moment ago.")}) from None
    announce(session, "team")
    return _invitation_to(session, viewer, account)


def invite_again(session: Session, viewer: Viewer, *, account_id: object) -> Invited:
    """Send a new invitation to somebody who has not accepted yet; the older link is good no more.

    Raises:
        NotFound, NotAllowed, Conflict: nobody this viewer may invite, or nobody who waits for it.
        Throttled: too many letters in the last hour.
    """
    account = _get(session, viewer, account_id)
    if _state(account) != "invited":
        raise Conflict(t("{name} does not wait for an invitation any more.", name=account.name))
    announce(session, "team")
    return _invitation_to(session, viewer, account)


def change_role(session: Session, viewer: Viewer, *, account_id: object, form: RoleForm) -> None:
    """Give somebody another role; they are signed out everywhere, but for the browser of who changes their own.

    Raises:
        NotFound, NotAllowed: nobody this viewer may change, or a role they may not give.
        Invalid: somebody gives up their own role without saying that they are sure.
        Conflict: no Owner would be left.
    """
    account = _get(session, viewer, account_id)
    role = Role(form.role)
    _check_may_change(viewer, role)
    if account.role is role:
        return
    if account.id == viewer.account_id and not form.sure:
        raise Invalid({"sure": t("Tick this if you are sure.")})
    with _an_owner_stays(session):
        account.role = role
    starter_passwords.withdraw_strangers(session, viewer)
    sign_ins.end_all(session, account, kept=viewer.sign_in_id)
    audit.record(session, viewer, "role_changed", account_id=account.id, role=role.value)
    announce(session, "team")


def deactivate(session: Session, viewer: Viewer, *, account_id: object, form: DeactivationForm) -> None:
    """Let somebody in no more: their sign-ins and open links end at once, and their clients go to who is chosen.

    Raises:
        NotFound, NotAllowed: nobody this viewer may change.
        Invalid: they have clients, and nobody was chosen to take them over.
        Conflict: it is the viewer, or no Owner would be left.
    """
    viewer.must_be(OWNER_ADMIN)
    _lock_clients_of(session, parse_id(account_id))
    account = _get(session, viewer, account_id)
    if account.id == viewer.account_id:
        raise Conflict(t("You cannot deactivate yourself. Ask another Owner to do it."))
    if account.disabled_at is not None:
        return
    _hand_over(session, viewer, account, form.successor)
    with _an_owner_stays(session):
        account.disabled_at = now()
    sign_ins.end_all(session, account)
    email_changes.drop(session, account)
    links.drop(session, account, *LinkPurpose)
    starter_passwords.withdraw_those_of(session, viewer, account)
    audit.record(session, viewer, "colleague_deactivated", account_id=account.id)
    announce(session, "team")


def reactivate(session: Session, viewer: Viewer, *, account_id: object) -> Invited | None:
    """Let somebody in again, with the password they had; who never chose one gets a new invitation.

    Raises:
        NotFound, NotAllowed: nobody this viewer may change.
    """
    account = _get(session, viewer, account_id)
    if account.disabled_at is None:
        return None
    account.disabled_at = None
    session.add(account)
    audit.record(session, viewer, "colleague_reactivated", account_id=account.id)
    announce(session, "team")
    return _invitation_to(session, viewer, account) if account.password_hash is None else None


def _invitation_to(session: Session, viewer: Viewer, account: Account) -> Invited:
    throttle.count(session, throttle.INVITATION_ACCOUNT, str(account.id))
    invitations.send(session, viewer, account)
    return Invited(account.email, sign_ins.find_account(session, Area.PORTAL, account.email) is not None)


def _get(session: Session, viewer: Viewer, account_id: object) -> Account:
    account = get_colleague_for(session, viewer, account_id)
    _check_may_change(viewer, account.role)
    return account


def _check_may_change(viewer: Viewer, role: Role | None) -> None:
    """Raises NotAllowed when somebody of this role is not the viewer's to invite, change or deactivate."""
    if not may_change(viewer, role):
        raise NotAllowed(t("Admins invite and change therapists. Ask an Owner for everybody else."))


def may_change(viewer: Viewer, role: Role | None) -> bool:
    """Whether somebody of this role is the viewer's to invite, change or deactivate."""
    return viewer.kind is ViewerKind.OWNER or (viewer.kind is ViewerKind.ADMIN and role is Role.THERAPIST)


@contextmanager
def _an_owner_stays(session: Session) -> Iterator[None]:
    """The database refuses to lose the last Owner who can sign in; say so in a sentence.

    Raises:
        Conflict: it refused.
    """
    try:
        yield
        session.flush()
    except IntegrityError as error:
        if "the last owner stays" not in str(error.orig):
            raise
        raise Conflict(
            t("The practice needs an Owner who can sign in, and there is no other. Make somebody else an Owner first.")
        ) from None


def _lock_clients_of(session: Session, account_id: UUID) -> None:
    """Clients are locked before accounts everywhere, so that two who change both never wait for one another."""
    session.exec(select(Client.id).where(Client.therapist_id == account_id).order_by(col(Client.id)).with_for_update())


def _hand_over(session: Session, viewer: Viewer, account: Account, typed: str) -> None:
    theirs = col(Client.therapist_id) == account.id
    if session.exec(select(Client.id).where(theirs).limit(1)).first() is None:
        return
    successor = _successor(session, viewer, account, typed)
    moved = session.scalars(
        update(Client)
        .where(theirs)
        .values(therapist_id=successor.id if successor else None, version=Client.version + 1)
        .returning(col(Client.id))
        .execution_options(synchronize_session=False)
    )
    before, after = account.name, successor.name if successor else ""
    for client_id in moved.all():
        audit.record(session, viewer, "therapist_changed", client_id=client_id, before=before, after=after)
        announce(session, "client", client_id)
    announce(session, "clients")


def _successor(session: Session, viewer: Viewer, account: Account, typed: str) -> Account | None:
    if typed == NOBODY:
        return None
    if not typed:
        raise Invalid({"successor": t("Choose who takes the clients over, or nobody for now.")})
    try:
        successor = get_therapist_for(session, viewer, typed)
    except NotFound:
        successor = account
    if successor.id == account.id:
        raise Invalid({"successor": t("Choose somebody from the list.")})
    return successor


def _add(session: Session, *, name: str, email: str, role: Role, password_hash: str | None = None) -> Account:
    account = Account(
        area=Area.STAFF, role=role, name=name, email=email, email_key=email_key(email), password_hash=password_hash
    )
    session.add(account)
    session.flush()
    return account


def _newest_invitations(session: Session) -> dict[UUID, tuple[SingleUseLink, bool]]:
    """The newest invitation of everybody who has no password yet, and whether its letter failed."""
    found = session.exec(
        select(SingleUseLink, Letter.state)
        .join(Account, col(Account.id) == SingleUseLink.account_id)
        .outerjoin(Letter, col(Letter.id) == SingleUseLink.letter_id)
        .where(
            SingleUseLink.purpose == LinkPurpose.INVITATION,
            Account.area == Area.STAFF,
            col(Account.password_hash).is_(None),
        )
        .order_by(col(SingleUseLink.created_at))
    )
    return {link.account_id: (link, letter == LetterState.FAILED) for link, letter in found}


def _row(viewer: Viewer, account: Account, clients: int, invitation: tuple[SingleUseLink, bool] | None) -> ColleagueRow:
    link, failed = invitation or (None, False)
    return ColleagueRow(
        id=str(account.id),
        name=account.name,
        email=account.email,
        role=account.role.value if account.role else "",
        state=_state(account),
        last_signed_in_at=account.last_signed_in_at,
        clients=clients,
        invited_at=link.created_at if link else None,
        invitation_over=link is not None and (link.used_at is not None or link.expires_at <= now()),
        letter_failed=failed,
        is_viewer=account.id == viewer.account_id,
        may_change=may_change(viewer, account.role),
    )


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return "deactivated"
    return "active" if account.password_hash else "invited"


def _is_on_the_team(holder: Account) -> str:
    return {
        "active": t("{name} is on the team already and signs in with this address.", name=holder.name),
        "invited": t("{name} is invited already. Send the invitation again from the list.", name=holder.name),
        "deactivated": t(
            "This address belongs to {name}, who is deactivated. Reactivate them instead.", name=holder.name
        ),
    }[_state(holder)]
