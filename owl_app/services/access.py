"""Who is looking, and what they may have: every fetch by id loads and authorises in one call here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, true
from sqlmodel import Session, col, exists, select

from owl_app.clock import now
from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import Account, Area, Client, ClientAccess, Letter, Practice, SignIn


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
    return _viewer(*found) if found else ANONYMOUS


def get_viewer_with(session: Session, sign_in: SignIn, account: Account) -> Viewer:
    """Who holds a sign-in that is being opened, before it is kept."""
    return _viewer(sign_in, account, session.exec(_TIED, params={"account_id": account.id}).one())


def _viewer(sign_in: SignIn, account: Account, associated: bool) -> Viewer:
    over = sign_in.ended_at is not None or sign_in.expires_at <= now() or account.disabled_at is not None
    return Viewer(
        kind=ViewerKind.ENDED if over else _kind(account, associated),
        account_id=account.id,
        sign_in_id=sign_in.id,
        area=account.area,
        name=account.name,
        email=account.email,
        seen_at=sign_in.seen_at,
    )


_HELD = (
    select(SignIn, Account, exists().where(col(ClientAccess.account_id) == Account.id))
    .join(Account, col(Account.id) == SignIn.account_id)
    .where(SignIn.token_hash == bindparam("token_hash"))
)
_TIED = select(exists().where(col(ClientAccess.account_id) == bindparam("account_id")))


def _kind(account: Account, associated: bool) -> ViewerKind:
    if account.must_change_password:
        return ViewerKind.MUST_CHANGE_PASSWORD
    if account.role is not None:
        return ViewerKind(account.role.value)
    if associated:
        return ViewerKind.CLIENT
    return ViewerKind.UNASSOCIATED if account.email_proven_at else ViewerKind.UNVERIFIED


def get_practice(session: Session) -> Practice:
    practice = session.get(Practice, 1)
    if practice is None:
        raise NotFound(t("The practice is not set up yet."))
    return practice


def clients_seen_by(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that holds for the clients whose record this member of staff may open."""
    viewer.must_be(STAFF)
    if viewer.kind is ViewerKind.THERAPIST and not get_practice(session).therapists_see_all:
        return col(Client.therapist_id) == viewer.account_id
    return true()


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


def get_portal_account_for(session: Session, viewer: Viewer, client: Client) -> Account | None:
    """The login a client's own record is managed by: the one that is tied to it as `self`, else the oldest."""
    viewer.must_be(STAFF)
    return session.exec(
        select(Account)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .where(ClientAccess.client_id == client.id)
        .order_by(col(ClientAccess.relationship) != "self", col(ClientAccess.created_at))
    ).first()


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
