"""A prospect beside the clients it may be: who is offered, and the match card, field by field."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from owl_app import words
from owl_app.models import Account, Client, ClientAccess, NotSamePerson, Prospect
from owl_app.security.emails import email_key
from owl_app.services import appointment_counts, forms, portal_access, prospect_matches, receipts
from owl_app.services.access import Viewer, get_client_for, get_practice, parse_id
from owl_app.services.client_search import Search
from owl_app.services.matching import OF_NAMES, Sign
from owl_app.services.phones import written_phone
from owl_app.services.prospects import get_prospect_for

MOST_OFFERED = 8
"""Clients that are offered for one search."""


class Agreement(StrEnum):
    """How one thing that is known of two people compares."""

    AGREES = "agrees"
    ALIKE = "alike"
    CONFLICTS = "conflicts"
    BLANK = "blank"


@dataclass(frozen=True)
class Candidate:
    """A client who may be the person; `born` as ISO 8601."""

    id: str
    name: str
    born: str
    therapist: str
    verdict: str
    signs: list[Sign]
    ruled_out: bool


@dataclass(frozen=True)
class Line:
    """One field of the match card: what the person wrote, what the record says, and how the two compare."""

    field: str
    typed: str
    recorded: str
    agreement: Agreement


@dataclass(frozen=True)
class MatchCard:
    """A prospect beside a client, and what the login would newly see."""

    prospect_id: str
    client_id: str
    prospect: str
    client: str
    verdict: str
    signs: list[Sign]
    lines: list[Line]
    asks_last_name: bool
    """The dates of birth conflict, so that the client's last name has to be typed."""
    has_own_login: bool
    logins: list[str]
    """The addresses of those who see the client already."""
    ruled_out: bool
    past: int
    upcoming: int
    """The client's sessions that are not cancelled."""
    receipts: int
    """The client's receipts that hold; none where the practice shows none."""


def find_clients(session: Session, viewer: Viewer, *, prospect_id: object, search: str = "") -> list[Candidate]:
    """The clients who may be the person; with a search, those that it finds, tolerant of order, accents and slips."""
    prospect, account = get_prospect_for(session, viewer, prospect_id)
    if not search.strip():
        found = [match.client for match in prospect_matches.find(session, prospect, account)[:MOST_OFFERED]]
    else:
        found = _search(session, search)
    ids = [client.id for client in found]
    therapists = dict(
        session.exec(
            select(Client.id, Account.name)
            .join(Account, col(Account.id) == Client.therapist_id)
            .where(col(Client.id).in_(ids))
        ).all()
    )
    ruled_out = set(session.exec(select(NotSamePerson.client_id).where(NotSamePerson.account_id == account.id)))
    offered = []
    for client in found:
        match = prospect_matches.signs_between(prospect, account, client)
        offered.append(
            Candidate(
                id=str(client.id),
                name=client.full_name,
                born=_written(client.date_of_birth),
                therapist=therapists.get(client.id, ""),
                verdict=match.verdict.value,
                signs=match.signs,
                ruled_out=client.id in ruled_out,
            )
        )
    return offered


def compare(session: Session, viewer: Viewer, *, prospect_id: object, client_id: object) -> MatchCard:
    """The match card of a prospect and a client.

    Raises:
        NotFound: one of them is not there any more.
    """
    prospect, account = get_prospect_for(session, viewer, prospect_id)
    client = get_client_for(session, viewer, client_id)
    match = prospect_matches.signs_between(prospect, account, client)
    counted = appointment_counts.count_of(session, client.id)
    seen_by = session.exec(
        select(Account.email)
        .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
        .where(ClientAccess.client_id == client.id)
        .order_by(col(Account.email))
    ).all()
    return MatchCard(
        prospect_id=str(account.id),
        client_id=str(client.id),
        prospect=prospect.full_name,
        client=client.full_name,
        verdict=match.verdict.value,
        signs=match.signs,
        lines=_lines(session, prospect, account, client, match.signs),
        asks_last_name=dates_conflict(prospect, client),
        has_own_login=portal_access.has_own_login(session, client),
        logins=list(seen_by),
        ruled_out=session.get(NotSamePerson, (account.id, client.id)) is not None,
        past=counted.past,
        upcoming=counted.upcoming,
        receipts=receipts.count_of(session, client.id) if get_practice(session).receipts_visible else 0,
    )


def dates_conflict(prospect: Prospect, client: Client) -> bool:
    """Whether both dates of birth are known, and are not the same."""
    return (
        prospect.date_of_birth is not None
        and client.date_of_birth is not None
        and prospect.date_of_birth != client.date_of_birth
    )


def _search(session: Session, typed: str) -> list[Client]:
    """The clients whose words begin as typed; then those whose name is merely alike."""
    page = Search(filters=[], words=words.searched(forms.searched(typed))).page(session, 0)
    ids = [parse_id(each) for each in page.ids[:MOST_OFFERED]]
    by_id = {client.id: client for client in session.exec(select(Client).where(col(Client.id).in_(ids)))}
    found = [by_id[each] for each in ids if each in by_id]
    if len(found) < MOST_OFFERED:
        found += [each for each in prospect_matches.find_alike(session, typed) if each.id not in by_id]
    return found[:MOST_OFFERED]


def _lines(session: Session, prospect: Prospect, account: Account, client: Client, signs: list[Sign]) -> list[Line]:
    locale = get_practice(session).locale
    phones = {client.phone, client.other_phone} - {""}
    shown_phone = prospect.phone if prospect.phone in phones else client.phone or client.other_phone
    name = Agreement.CONFLICTS
    if Sign.SAME_NAME in signs:
        name = Agreement.AGREES
    elif OF_NAMES & set(signs):
        name = Agreement.ALIKE
    return [
        Line("name", prospect.full_name, client.full_name, name),
        Line(
            "date_of_birth",
            _written(prospect.date_of_birth),
            _written(client.date_of_birth),
            _agreement(prospect.date_of_birth, client.date_of_birth),
        ),
        Line(
            "email",
            account.email,
            client.email,
            _agreement(email_key(account.email), email_key(client.email) if client.email else ""),
        ),
        Line(
            "phone",
            written_phone(prospect.phone, locale),
            written_phone(shown_phone, locale),
            _agreement(prospect.phone, shown_phone),
        ),
    ]


def _agreement(one: object, other: object) -> Agreement:
    if not one or not other:
        return Agreement.BLANK
    return Agreement.AGREES if one == other else Agreement.CONFLICTS


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
