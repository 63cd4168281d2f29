"""The home screen of staff: what needs the viewer now, and what is on its way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from owl_app.clock import now
from owl_app.models import (
    Account,
    Area,
    Client,
    ClientAccess,
    Letter,
    LetterState,
    Relationship,
    SingleUseLink,
)
from owl_app.models.appointment import CANCELLED
from owl_app.services import appointment_counts, appointment_list, login_facts, unsettled_logins
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, clients_seen_by, get_practice
from owl_app.services.appointment_counts import Left
from owl_app.services.appointment_list import SessionRow
from owl_app.services.listing import COUNTED
from owl_app.services.local_times import local, moment_of
from owl_app.services.login_facts import Known
from owl_app.services.portal_advice import Advice, Matter, advise

MOST_NEEDS, MOST_NEXT, MOST_TODAY = 50, 10, 20
"""Lines that are shown of each part."""
NOTED = timedelta(days=7)
"""How long a letter that failed and has no link, so that nothing waits for it, is spoken of."""

_STUCK = [Matter.LOCKED, Matter.ASKED]
_LETTERS = [Matter.LETTER_FAILED, Matter.LETTER_UNKNOWN]
_TO_RENEW = [
    Matter.STARTER_OVER,
    Matter.NO_WAY_IN,
    Matter.INVITATION_OVER,
    Matter.ONLY_OPENED,
    Matter.NOT_OPENED,
]
NEEDS = [*_STUCK, *_LETTERS, *_TO_RENEW]
"""What needs somebody, the most urgent first: people who stand before a closed door now."""
NEXT = [Matter.STARTER_WAITS, Matter.LETTER_WAITS, Matter.INVITED]


@dataclass(frozen=True)
class LoginLine:
    """A login of a client, or one of a colleague, and what is to be said of it."""

    id: str
    client_id: str
    """Empty for a colleague."""
    name: str
    """The client's, or the colleague's."""
    owner: str
    """Whose login it is, when it is not the client's own."""
    advice: Advice
    reason: str
    since: datetime | None
    """When it began, where that is known."""


@dataclass(frozen=True)
class LostLetters:
    """Letters that failed, or of which nobody knows whether they arrived, and that no login speaks of."""

    count: int
    to: str
    """The addressee of the newest."""
    since: datetime


@dataclass(frozen=True)
class Lines:
    """The lines that are shown, and how many more there are; `at_least` so many where nobody has counted on."""

    shown: list[LoginLine]
    more: int
    at_least: bool


@dataclass(frozen=True)
class Home:
    """What the home screen says."""

    needs: Lines
    letters: LostLetters | None
    without_therapist: int
    """Clients, counted up to `COUNTED` + 1."""
    next: Lines
    has_clients: bool
    left: list[Left]
    """Sessions that are booked with somebody who left, for those who can give them to somebody else."""
    today: list[SessionRow]
    more_today: int


def get_home(session: Session, viewer: Viewer) -> Home:
    """What needs this member of staff, of the clients they see; mail and team are for Owners and Admins."""
    viewer.must_be(STAFF)
    manages = viewer.kind in OWNER_ADMIN
    found = unsettled_logins.find_logins(session, viewer)
    lines = _of_clients(session, viewer, found.accounts) + (_of_colleagues(session, viewer) if manages else [])
    letters = _lost_letters(session) if manages else None
    without_therapist = _without_therapist(session) if manages else 0
    left = appointment_counts.booked_with_those_who_left(session) if manages else []
    today = _today(session, viewer)
    others = (letters is not None) + (without_therapist > 0) + len(left)
    return Home(
        needs=_first(lines, NEEDS, MOST_NEEDS - others, found.cut),
        letters=letters,
        without_therapist=without_therapist,
        next=_first(lines, NEXT, MOST_NEXT, found.cut),
        has_clients=_has_clients(session, viewer),
        left=left,
        today=today[:MOST_TODAY],
        more_today=max(0, len(today) - MOST_TODAY),
    )


def _today(session: Session, viewer: Viewer) -> list[SessionRow]:
    """The viewer's own sessions of this day on the practice's clocks; who manages and has none sees everybody's."""
    zone = get_practice(session).time_zone
    day = local(now(), zone).date()
    since, until = (moment_of(each, time(), zone) for each in (day, day + timedelta(days=1)))
    found = appointment_list.list_between(session, viewer, since=since, until=until)
    held = [row for row in found if row.attendance not in CANCELLED and row.starts_at >= since]
    own = [row for row in held if row.therapist_id == str(viewer.account_id)]
    return own or (held if viewer.kind in OWNER_ADMIN else [])


def _has_clients(session: Session, viewer: Viewer) -> bool:
    return session.exec(select(Client.id).where(clients_seen_by(session, viewer)).limit(1)).first() is not None


def _first(lines: Iterable[LoginLine], matters: list[Matter], most: int, cut: bool) -> Lines:
    """The most urgent first; among alike the newest of what needs somebody, and the oldest of what is on its way."""
    chosen = [line for line in lines if line.advice.matter in matters]
    turned = -1 if matters is NEEDS else 1
    chosen.sort(
        key=lambda line: (
            matters.index(line.advice.matter),
            turned * (line.since.timestamp() if line.since else 0),
            line.name,
        )
    )
    return Lines(chosen[:most], max(0, len(chosen) - most), cut)


def _of_clients(session: Session, viewer: Viewer, accounts: list[Account]) -> list[LoginLine]:
    known = login_facts.get_known(session, accounts)
    tied = _tied(session, accounts)
    names = _names(session, viewer, [tie.client_id for tie in tied.values()])
    return [
        _line(account, known[account.id], tie, names[tie.client_id])
        for account in accounts
        if (tie := tied.get(account.id)) and tie.client_id in names
    ]


def _tied(session: Session, accounts: list[Account]) -> dict[UUID, ClientAccess]:
    """The client that each login is named after: its owner, else the one it was tied to first."""
    found = session.exec(
        select(ClientAccess)
        .where(col(ClientAccess.account_id).in_([account.id for account in accounts]))
        .order_by(col(ClientAccess.relationship) != Relationship.SELF, col(ClientAccess.created_at))
    )
    tied: dict[UUID, ClientAccess] = {}
    for tie in found:
        tied.setdefault(tie.account_id, tie)
    return tied


def _names(session: Session, viewer: Viewer, client_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The clients' names; whoever the viewer may not see is left out once more."""
    found = session.exec(
        select(Client.id, Client.first_name, Client.last_name).where(
            col(Client.id).in_(list(client_ids)), clients_seen_by(session, viewer)
        )
    )
    return {client_id: f"{first_name} {last_name}" for client_id, first_name, last_name in found}


def _line(account: Account, known: Known, tie: ClientAccess, name: str) -> LoginLine:
    advice = advise(known.facts, now())
    return LoginLine(
        id=str(account.id),
        client_id=str(tie.client_id),
        name=name,
        owner="" if tie.relationship == Relationship.SELF else account.name,
        advice=advice,
        reason=known.reason,
        since=_since(advice.matter, known),
    )


def _of_colleagues(session: Session, viewer: Viewer) -> list[LoginLine]:
    """The invitations to the team; of their letters that failed the mail speaks."""
    accounts = unsettled_logins.find_colleagues(session, viewer)
    known = login_facts.get_known(session, accounts)
    lines = [_colleague(account, known[account.id]) for account in accounts]
    return [line for line in lines if line.advice.matter not in {*_STUCK, *_LETTERS}]


def _colleague(account: Account, known: Known) -> LoginLine:
    advice = advise(known.facts, now())
    return LoginLine(
        id=str(account.id),
        client_id="",
        name=account.name,
        owner="",
        advice=advice,
        reason="",
        since=_since(advice.matter, known),
    )


def _since(matter: Matter, known: Known) -> datetime | None:
    facts = known.facts
    return {
        Matter.ASKED: facts.asked_at,
        Matter.LETTER_FAILED: known.written_at,
        Matter.LETTER_UNKNOWN: known.written_at,
        Matter.LETTER_WAITS: known.written_at,
        Matter.STARTER_OVER: facts.starter_until,
        Matter.STARTER_WAITS: facts.starter_until,
        Matter.INVITATION_OVER: facts.invited_until,
        Matter.ONLY_OPENED: facts.opened_at,
        Matter.NOT_OPENED: facts.invited_at,
        Matter.INVITED: facts.invited_at,
    }.get(matter)


def _lost_letters(session: Session) -> LostLetters | None:
    """Of letters with a link those whose link is still good; what is the matter with a client's login its line says."""
    link = (
        select(SingleUseLink.id)
        .where(
            SingleUseLink.letter_id == Letter.id,
            SingleUseLink.account_id == Letter.account_id,
            col(SingleUseLink.used_at).is_(None),
        )
        .correlate(Letter)
    )
    said_elsewhere = (
        link.join(Account, col(Account.id) == SingleUseLink.account_id)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .where(SingleUseLink.email_key == Account.email_key, col(Account.disabled_at).is_(None))
    )
    newest = session.exec(
        select(Letter.to_name, Letter.to_email, Letter.created_at)
        .where(
            col(Letter.state).in_([LetterState.FAILED, LetterState.UNKNOWN]),
            or_(
                link.where(SingleUseLink.expires_at > now()).exists(),
                col(Letter.has_link).is_(False) & (col(Letter.created_at) > now() - NOTED),
            ),
            ~said_elsewhere.exists(),
        )
        .order_by(col(Letter.created_at).desc())
        .limit(COUNTED)
    ).all()
    if not newest:
        return None
    name, email, written_at = newest[0]
    return LostLetters(len(newest), name or email, written_at)


def _without_therapist(session: Session) -> int:
    """Nobody is missed where there is nobody to choose between."""
    team = select(Account.id).where(Account.area == Area.STAFF, col(Account.disabled_at).is_(None)).limit(2)
    if len(session.exec(team).all()) < 2:
        return 0
    some = select(Client.id).where(col(Client.therapist_id).is_(None)).limit(COUNTED + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()
