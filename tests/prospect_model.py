"""What must be true of sign-ups, logins and clients, kept by the tests beside the tables."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, func, select

from owl_app.clock import now
from owl_app.database import reading
from owl_app.models import (
    Account,
    Area,
    AuditEntry,
    Client,
    ClientAccess,
    LinkPurpose,
    Prospect,
    SignUp,
    SingleUseLink,
)
from owl_app.security.emails import email_key
from owl_app.services import associations
from owl_app.services.access import Viewer, ViewerKind


@dataclass(eq=False)
class Tie:
    """One time that staff tied a login to a client; two of the same pair are not the same."""


@dataclass(frozen=True)
class Typed:
    """One sign-up as it was sent."""

    name: str
    email: str
    password_hash: str
    browser: str


@dataclass(eq=False)
class Association:
    """Whom an association concerns, wherever the record went since."""

    id: str
    account_id: UUID
    client_id: str


@dataclass(eq=False)
class Merge:
    """Two records that are one, and what came along."""

    id: str
    kept: str
    merged: str
    moved: dict[UUID, Tie] = field(default_factory=dict)
    dropped: dict[UUID, tuple[Tie, Tie]] = field(default_factory=dict)
    associations: list[Association] = field(default_factory=list)
    merges: list["Merge"] = field(default_factory=list)


@dataclass
class Model:
    """What the tables must say."""

    sign_ups: dict[UUID, Typed] = field(default_factory=dict)
    sign_up_of: dict[UUID, UUID] = field(default_factory=dict)
    """The sign-up that each letter is about."""
    accounts: set[UUID] = field(default_factory=set)
    made_of: dict[UUID, UUID] = field(default_factory=dict)
    """The sign-up that each account was made of."""
    vouched: set[UUID] = field(default_factory=set)
    """The accounts whose address somebody proved, by the letter or by the word of staff."""
    proven_as: dict[UUID, Typed] = field(default_factory=dict)
    """The sign-up by whose letter the address of an account was proven."""
    clients: set[str] = field(default_factory=set)
    ties: dict[tuple[UUID, str], Tie] = field(default_factory=dict)
    associations: list[Association] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    untied: set[UUID] = field(default_factory=set)
    """The logins that were tied to nobody before anything happened; they have waited for nobody to look."""
    audited: int = 0

    def begin(self) -> None:
        """As the tables are."""
        with reading() as session:
            accounts = session.exec(select(Account)).all()
            self.accounts = {each.id for each in accounts}
            self.vouched = {each.id for each in accounts if each.email_proven_at is not None}
            self.clients = {str(each) for each in session.exec(select(Client.id))}
            self.ties = {pair: Tie() for pair in _pairs(session)}
            tied = {account_id for account_id, _ in self.ties}
            self.untied = {each.id for each in accounts if each.area is Area.PORTAL} - tied

    def note_letters(self) -> None:
        """Which sign-up the newest letters are about."""
        with reading() as session:
            for sign_up in session.exec(select(SignUp).where(col(SignUp.letter_id).is_not(None))):
                assert sign_up.letter_id is not None
                assert self.sign_up_of.setdefault(sign_up.letter_id, sign_up.id) == sign_up.id

    def merge(self, merge_id: str, kept: str, merged: str) -> None:
        done = Merge(merge_id, kept, merged)
        for (account_id, client_id), tie in list(self.ties.items()):
            if client_id != merged:
                continue
            del self.ties[account_id, merged]
            if (own := self.ties.get((account_id, kept))) is not None:
                done.dropped[account_id] = (tie, own)
            else:
                done.moved[account_id] = self.ties[account_id, kept] = tie
        done.associations = [each for each in self.associations if each.client_id == merged]
        for each in done.associations:
            each.client_id = kept
        done.merges = [each for each in self.merges if each.kept == merged]
        for earlier in done.merges:
            earlier.kept = kept
        self.clients.remove(merged)
        self.merges.append(done)

    def part(self, done: Merge) -> None:
        """What came along and is still there goes back; what staff took away or tied anew since stays as it is."""
        self.merges.remove(done)
        self.clients.add(done.merged)
        for account_id, tie in done.moved.items():
            if self.ties.get((account_id, done.kept)) is tie:
                del self.ties[account_id, done.kept]
                self.ties[account_id, done.merged] = tie
        for account_id, (tie, beside) in done.dropped.items():
            if self.ties.get((account_id, done.kept)) is beside:
                self.ties[account_id, done.merged] = tie
        for each in done.associations:
            each.client_id = done.merged
        for earlier in done.merges:
            earlier.kept = done.merged

    def check(self) -> None:
        with reading() as session:
            self._check_rows(session)
            self._check_links(session)
            self._check_logins(session)
            self._check_welcomes(session)

    def _check_rows(self, session: Session) -> None:
        assert {str(each) for each in session.exec(select(Client.id))} == self.clients
        assert set(session.exec(select(Account.id))) == self.accounts
        assert _pairs(session) == set(self.ties)
        audited = session.exec(select(func.count()).select_from(AuditEntry)).one()
        assert audited >= self.audited
        self.audited = audited

    def _check_links(self, session: Session) -> None:
        live = session.exec(
            select(SingleUseLink).where(col(SingleUseLink.used_at).is_(None), SingleUseLink.expires_at > now())
        ).all()
        newest = dict(session.exec(select(SignUp.letter_id, SignUp.account_id)).all())
        others = []
        for link in live:
            if link.purpose == LinkPurpose.VERIFY:
                assert link.letter_id in newest, "the link of a sign-up that is gone, or that has a newer letter"
                assert newest[link.letter_id] == link.account_id
            else:
                others.append((link.account_id, link.purpose))
        assert all(number == 1 for number in Counter(others).values())

    def _check_logins(self, session: Session) -> None:
        tied = {account_id for account_id, _ in self.ties}
        waiting = dict(session.exec(select(Prospect.account_id, Prospect.waiting)).all())
        assert {each: each not in tied for each in waiting} == waiting
        verified = dict(session.exec(select(Prospect.account_id, Prospect.verified)).all())
        sign_ups = session.exec(select(SignUp).where(col(SignUp.account_id).is_not(None))).all()
        holders = Counter(each.account_id for each in sign_ups if each.holds)
        assert all(number == 1 for number in holders.values())
        waited_for = {each.account_id: each for each in sign_ups}
        for account in session.exec(select(Account).where(Account.area == Area.PORTAL)):
            assert account.email_key == email_key(account.email)
            assert account.id in tied | waiting.keys() | self.untied
            if account.id in verified:
                assert verified[account.id] is (account.email_proven_at is not None)
            if account.email_proven_at is not None:
                assert account.id in self.vouched
                assert account.id not in waited_for
            if (typed := self.proven_as.get(account.id)) is not None:
                assert account.email_proven_at is not None
                assert (account.password_hash, account.name) == (typed.password_hash, typed.name)

    def _check_welcomes(self, session: Session) -> None:
        for account_id in {account_id for account_id, _ in self.ties}:
            welcome = associations.get_welcome(session, Viewer(ViewerKind.CLIENT, account_id=account_id))
            own = [UUID(client_id) for each, client_id in self.ties if each == account_id]
            if welcome is not None:
                clients = session.exec(select(Client).where(col(Client.id).in_(own)))
                assert welcome.client_name in {client.full_name for client in clients}


def _pairs(session: Session) -> set[tuple[UUID, str]]:
    found = session.exec(select(ClientAccess.account_id, ClientAccess.client_id)).all()
    return {(account_id, str(client_id)) for account_id, client_id in found}
