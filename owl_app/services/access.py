"""Who is looking, and what they may have: every fetch by id loads and authorises in one call here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, true
from sqlmodel import Session, col, exists, select

from owl_app.clock import now
from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Area, Client, ClientAccess, Letter, Practice, Relationship, SignIn


class ViewerKind(StrEnum):
    """What somebody is at this moment; the reduced ones may do little more than mend what is missing."""

    ANONYMOUS = "anonymous"
    OWNER = "owner"
    ADMIN = "admin"
    THERAPIST = "therapist"
    CLIENT = "client"
    UNASSOCIATED = "unassociated"
    UNVERIFIED = "unverified"
    MUST_CHANGE_PASSWORD = "must_change_password"
    ENDED = "ended"


OWNER = frozenset({ViewerKind.OWNER})
OWNER_ADMIN = OWNER | {ViewerKind.ADMIN}
STAFF = OWNER_ADMIN | {ViewerKind.THERAPIST}
CLIENTS = frozenset({ViewerKind.CLIENT})
PORTAL = CLIENTS | {ViewerKind.UNASSOCIATED, ViewerKind.UNVERIFIED}
SIGNED_IN = STAFF | PORTAL | {ViewerKind.MUST_CHANGE_PASSWORD}
EVERYONE = frozenset(ViewerKind)


@dataclass(frozen=True)
class Viewer:
    """Somebody, resolved anew for each event and each request."""

    kind: ViewerKind
    account_id: UUID | None = None
    sign_in_id: UUID | None = None
    area: Area | None = None
    name: str = ""
    email: str = ""
    seen_at: datetime | None = None

    @property
    def is_staff(self) -> bool:
        return self.kind in STAFF

    def must_be(self, kinds: frozenset[ViewerKind]) -> None:
        """Raises NotAllowed when the viewer is none of these."""
        if self.kind not in kinds:
            raise NotAllowed(t("You do not have access to this."))


ANONYMOUS = Viewer(ViewerKind.ANONYMOUS)
SYSTEM = Viewer(ViewerKind.OWNER, name="Owl App")
"""The installation itself: the command line and the jobs."""


def get_viewer(session: Session, token_hash: str) -> Viewer:
    """Who holds the sign-in with this hashed token; anonymous when there is none, `ENDED` when it is over."""
    if not token_hash:
        return ANONYMOUS
    found = session.exec(_HELD, params={"token_hash": token_hash}).first()
    if found is None:
        return ANONYMOUS
    sign_in, account, associated = found
    over = sign_in.ended_at is not None or sign_in.expires_at <= now() or account.disabled_at is not None
    kind = ViewerKind.ENDED if over else _kind(account, associated)
    return _viewer(kind, account, sign_in.id, sign_in.seen_at)


def get_viewer_with(account: Any, sign_in_id: UUID) -> Viewer:
    """Who holds a sign-in that is being opened for this row of the account table, which says if it `is_associated`."""
    return _viewer(_kind(account, account.is_associated), account, sign_in_id)


def is_associated(account_id: Any) -> ColumnElement[bool]:
    """Whether any client is tied to the account."""
    return exists().where(col(ClientAccess.account_id) == account_id).label("is_associated")


_HELD = (
    select(SignIn, Account, is_associated(col(Account.id)))
    .join(Account, col(Account.id) == SignIn.account_id)
    .where(SignIn.token_hash == bindparam("token_hash"))
)


def _viewer(kind: ViewerKind, account: Account, sign_in_id: UUID, seen_at: datetime | None = None) -> Viewer:
    return Viewer(
        kind=kind,
        account_id=account.id,
        sign_in_id=sign_in_id,
        area=account.area,
        name=account.name,
        email=account.email,
        seen_at=seen_at,
    )


def _kind(account: Account, associated: bool) -> ViewerKind:
    if account.must_change_password:
        return ViewerKind.MUST_CHANGE_PASSWORD
    if account.role is not None:
        return ViewerKind(account.role.value)
    if associated:
        return ViewerKind.CLIENT
    return ViewerKind.UNASSOCIATED if account.email_proven_at else ViewerKind.UNVERIFIED


def get_practice(session: Session, *, to_change: bool = False) -> Practice:
    """The practice; whoever is about to change it waits for others who are."""
    practice = session.get(Practice, 1, with_for_update=True) if to_change else session.get(Practice, 1)
    if practice is None:
        raise NotFound(t("The practice is not set up yet."))
    return practice


def clients_seen_by(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the clients whose record this member of staff may open."""
    if sees_own_clients_alone(session, viewer):
        return col(Client.therapist_id) == viewer.account_id
    return true()


def sees_own_clients_alone(session: Session, viewer: Viewer) -> bool:
    """Whether this member of staff may open the records of their own clients alone."""
    viewer.must_be(STAFF)
    return viewer.kind is ViewerKind.THERAPIST and not get_practice(session).therapists_see_all


def may_see_clinical(session: Session, viewer: Viewer, client: Client) -> bool:
    """Whether the fields of the Clinical area may be shown to this member of staff."""
    if viewer.kind is ViewerKind.OWNER:
        return True
    if viewer.kind is ViewerKind.ADMIN:
        return get_practice(session).admins_see_clinical
    return viewer.kind is ViewerKind.THERAPIST and client.therapist_id == viewer.account_id


def get_client_for(session: Session, viewer: Viewer, client_id: object) -> Client:
    """The client, for staff who may see the record.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    query = select(Client).where(Client.id == parse_id(client_id), clients_seen_by(session, viewer))
    found = session.exec(query.with_for_update() if writes(session) else query).first()
    if found is None:
        raise NotFound(t("There is no such client, or the record is not yours."))
    return found


def get_own_client_for(session: Session, viewer: Viewer, client_id: object) -> Client:
    """The client, for the person whose login is tied to them.

    Raises:
        NotFound: there is none, or the login is not tied to it.
    """
    viewer.must_be(CLIENTS)
    query = (
        select(Client)
        .join(ClientAccess, col(ClientAccess.client_id) == Client.id)
        .where(Client.id == parse_id(client_id), ClientAccess.account_id == viewer.account_id)
    )
    found = session.exec(query.with_for_update(of=Client) if writes(session) else query).first()
    if found is None:
        raise NotFound(t("There is no such page."))
    return found


def get_own_account(session: Session, viewer: Viewer) -> Account:
    """The account of whoever is signed in.

    Raises:
        NotAllowed: nobody is.
    """
    viewer.must_be(SIGNED_IN)
    account = session.get(Account, viewer.account_id, with_for_update=writes(session))
    if account is None:
        raise NotAllowed(t("You do not have access to this."))
    return account


@dataclass(frozen=True)
class Login:
    """A portal account as it is tied to one client."""

    account: Account
    client: Client
    tie: ClientAccess

    @property
    def name(self) -> str:
        """Whose login it is; a client's own goes by the name in the record."""
        return self.client.full_name if self.tie.relationship == Relationship.SELF else self.account.name


def get_login_for(session: Session, viewer: Viewer, client_id: object, login_id: object) -> Login:
    """A login that is tied to a client whose record this member of staff may open.

    Raises:
        NotFound: there is none, or the record is not this viewer's.
    """
    client = get_client_for(session, viewer, client_id)
    query = (
        select(Account, ClientAccess)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .where(ClientAccess.client_id == client.id, Account.id == parse_id(login_id))
    )
    found = session.exec(query.with_for_update() if writes(session) else query).first()
    if found is None:
        raise NotFound(t("This login is not tied to the client any more."))
    return Login(found[0], client, found[1])


def get_login_to_change_for(session: Session, viewer: Viewer, client_id: object, login_id: object) -> Login:
    """A login, for those who may open the record of every client it is tied to.

    Whoever sets a login's password or address could sign in with it.

    Raises:
        NotFound: as `get_login_for`.
        NotAllowed: it is also tied to a client of somebody else.
    """
    login = get_login_for(session, viewer, client_id, login_id)
    if not sees_all_of(session, viewer, login.account):
        raise NotAllowed(t("This login also belongs to a client of somebody else. Ask an Owner or Admin to change it."))
    return login


def sees_all_of(session: Session, viewer: Viewer, account: Account) -> bool:
    """Whether this member of staff may open the record of every client the login is tied to."""
    # Not `~clients_seen_by(...)`: for a client without a therapist that is NULL, and hides nothing.
    seen = select(Client.id).where(clients_seen_by(session, viewer))
    hidden = session.exec(
        select(ClientAccess.client_id).where(
            ClientAccess.account_id == account.id, col(ClientAccess.client_id).not_in(seen)
        )
    ).first()
    return hidden is None


def logins_changed_by(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the accounts that are tied to clients, all of whose records the viewer may open."""
    # One question inside the other: SQLite would turn a join round, and walk all clients of the therapist.
    seen = exists().where(col(Client.id) == ClientAccess.client_id, clients_seen_by(session, viewer))
    seen = seen.correlate(ClientAccess)
    tied = select(ClientAccess.id).where(ClientAccess.account_id == Account.id).correlate(Account)
    return tied.exists() & ~tied.where(~seen).exists()


def get_colleague_for(session: Session, viewer: Viewer, account_id: object) -> Account:
    """Somebody on the team, for Owners and Admins; locked together with the viewer's own account.

    So of two who change one another at once the second is asked again who they are.

    Raises:
        NotFound: there is nobody like that on the team.
        NotAllowed: the viewer's role changed a moment ago.
    """
    viewer.must_be(OWNER_ADMIN)
    wanted = parse_id(account_id)
    ids = {wanted, viewer.account_id or wanted}
    query = select(Account).where(Account.area == Area.STAFF, col(Account.id).in_(ids)).order_by(col(Account.id))
    if writes(session):
        query = query.with_for_update().execution_options(populate_existing=True)
    found = {account.id: account for account in session.exec(query)}
    own = found.get(viewer.account_id) if viewer.account_id else None
    if viewer is not SYSTEM and (own is None or own.disabled_at or own.role != viewer.kind.value):
        raise NotAllowed(t("You do not have access to this."))
    if wanted not in found:
        raise NotFound(t("There is nobody like that on the team."))
    return found[wanted]


def get_therapist_for(session: Session, viewer: Viewer, account_id: object) -> Account:
    """Somebody on the team whom clients can be with; they stay so until this transaction is kept.

    Raises:
        NotFound: there is nobody like that, or they are deactivated.
    """
    viewer.must_be(STAFF)
    lock = {"read": True, "key_share": True} if writes(session) else None
    account = session.get(Account, parse_id(account_id), with_for_update=lock)
    if account is None or account.area is not Area.STAFF or account.disabled_at is not None:
        raise NotFound(t("Choose a therapist from the list."))
    return account


def get_letter_for(session: Session, viewer: Viewer, letter_id: object) -> Letter:
    """The letter, for Owners and Admins; letters to staff are the Owner's and the addressee's alone."""
    viewer.must_be(OWNER_ADMIN)
    letter = session.get(Letter, parse_id(letter_id))
    if letter is None:
        raise NotFound(t("There is no such letter."))
    return letter


def may_read_letter(viewer: Viewer, letter: Letter) -> bool:
    """A letter to staff may hold a link into the panel: only the Owner and the addressee read it."""
    return letter.area == Area.PORTAL or viewer.kind is ViewerKind.OWNER or letter.account_id == viewer.account_id


def parse_id(value: object) -> UUID:
    """An id out of an address or a payload; nonsense is the id of nothing.

    Raises:
        NotFound: it is no id.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        raise NotFound(t("There is no such page.")) from None


def writes(session: Session) -> bool:
    """Whether this session may change something, so that what it will change should be locked."""
    return bool(session.connection().get_execution_options().get("owl_writes"))


IDLE = {Area.STAFF: timedelta(hours=12), Area.PORTAL: timedelta(days=14)}
"""How long a sign-in lasts without being used."""
LONGEST = timedelta(days=30)
"""How long a sign-in lasts at most."""
