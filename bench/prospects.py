"""Thousands of prospects beside very many clients: their list, their matches, saving a client, and Create Account."""

from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from time import perf_counter
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select, update

from bench import many_prospects, practice, same_answers
from bench.figures import Figure
from bench.many_clients import OWNER_EMAIL, seed
from owl_app import database
from owl_app.clock import now
from owl_app.models import Account, Area, Client, Prospect
from owl_app.services import clients, portal_settings, prospect_matches, prospects
from owl_app.services.access import SYSTEM
from owl_app.services.clients import AccountDetailsForm
from owl_app.services.listing import PAGE, Query
from owl_app.services.portal_settings import PortalSettingsForm

TITLE = "Prospects"
CLIENTS, PROSPECTS, SETTLED = 100_000, 5_000, 20_000
ROUNDS = 30
MATCHED, SAVED = 200, 60
FORMS = 200
"""For each state of an address."""
MOST_TIMES, MOST_COMPARED, MOST_TO_MATCH, MOST_ADDED = 3.0, 200, 10.0, 10.0

_HERE, _DISMISSED = "p.dismissed_at IS NULL", "p.dismissed_at IS NOT NULL"
_FOUND = f"""{_HERE} AND (p.sort_key LIKE '%nguyen%' OR p.phone LIKE '%nguyen%'
    OR replace(replace(a.email_key, '.', ''), '@', '') LIKE '%nguyen%')"""
QUESTIONS = [
    ("the newest", Query(), _HERE),
    ("page 50", Query(page=50), _HERE),
    ("dismissed", Query(filters={"state": "dismissed"}), _DISMISSED),
    ("verified", Query(filters={"state": "verified"}), f"{_HERE} AND a.email_proven_at IS NOT NULL"),
    ("unverified", Query(filters={"state": "unverified"}), f"{_HERE} AND a.email_proven_at IS NULL"),
    ("a common last name", Query(search="nguyen"), _FOUND),
]
"""What an Owner asks, and the condition of the same rows in SQL."""
_RAW = """
    SELECT p.account_id, p.first_name, p.last_name, p.phone, p.since, p.dismissed_at, p.verdict, p.signs,
        a.email, a.email_proven_at, c.first_name, c.last_name
    FROM (
        SELECT p.account_id, p.since FROM prospect p {join} WHERE p.waiting = true AND {condition}
        ORDER BY p.since DESC, p.account_id LIMIT {limit} OFFSET {offset}
    ) page
    JOIN prospect p ON p.account_id = page.account_id
    JOIN account a ON a.id = page.account_id
    LEFT JOIN client c ON c.id = p.match_id
    ORDER BY page.since DESC, page.account_id
"""
"""One page as nobody could ask for it in less: found in the index, and joined after that."""


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


def _measure(kind: str) -> list[Figure]:
    figures: list[Figure] = []
    addresses: dict[str, list[str]] = {}
    with practice.running(kind, CLIENTS, partial(_furnish, kind, figures, addresses)) as house:
        return figures + same_answers.measured(kind, house, addresses)


def _furnish(kind: str, figures: list[Figure], addresses: dict[str, list[str]], count: int) -> practice.Furnished:
    """Fill the practice, and measure the services before there is a server that works beside."""
    seed(count)
    many_prospects.seed(PROSPECTS, SETTLED)
    figures += [*_lists(kind), *_matches(kind), _saving(kind)]
    addresses |= many_prospects.seed_states(FORMS)
    with database.transaction() as session:
        session.execute(update(Prospect).values(matched_at=now()))
        settings = portal_settings.get(session, SYSTEM)
        form = PortalSettingsForm.read({"version": settings.version, "allow_sign_up": "yes"})
        portal_settings.change(session, SYSTEM, form=form)
        return practice.signed_in(session, Area.STAFF, OWNER_EMAIL), [], []


def _lists(kind: str) -> list[Figure]:
    took: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in QUESTIONS}
    for _ in range(ROUNDS):
        for name, query, condition in QUESTIONS:
            took[name].append((_listed(query), _read(query, condition)))
    return [_of_list(f"{name}, {kind}", each) for name, each in took.items()]


def _of_list(name: str, took: Sequence[tuple[float, float]]) -> Figure:
    service, raw = (median(each) * 1000 for each in zip(*took, strict=True))
    detail = f"{service:.2f} ms with its count against {raw:.2f} ms of SQL, medians of {len(took)}, turn and turn about"
    return Figure(f"List: {name}", service / raw, "x", most=MOST_TIMES, detail=detail)


def _listed(query: Query) -> float:
    with database.reading() as session:
        begun = perf_counter()
        prospects.list_prospects(session, SYSTEM, query=query)
        return perf_counter() - begun


def _read(query: Query, condition: str) -> float:
    join = "JOIN account a ON a.id = p.account_id" if "a." in condition else ""
    sql = text(_RAW.format(join=join, condition=condition, limit=PAGE, offset=query.offset))
    with database.reading() as session:
        begun = perf_counter()
        session.connection().execute(sql).all()
        return perf_counter() - begun


def _matches(kind: str) -> list[Figure]:
    took, compared = [], []
    first, *others = _some_prospects(MATCHED + 1)
    with database.reading() as session:
        prospect_matches.find(session, *first)  # reads the lists of names, once in a process
    for prospect, account in others:
        with database.reading() as session:
            begun = perf_counter()
            prospect_matches.find(session, prospect, account)
            took.append((perf_counter() - begun) * 1000)
        with (
            database.reading() as session,
            patch.object(prospect_matches, "compare", wraps=prospect_matches.compare) as compare,
        ):
            prospect_matches.find(session, prospect, account)
            compared.append(compare.call_count)
    asked = f"{len(took)} prospects against {CLIENTS:,} clients"
    in_the_middle = f"{median(compared):g} in the middle; {asked}"
    return [
        Figure(f"Most clients compared, {kind}", max(compared), "", most=MOST_COMPARED, detail=in_the_middle),
        Figure(f"Matching one prospect, {kind}", median(took), "ms", most=MOST_TO_MATCH, detail=f"median, {asked}"),
        Figure(f"The slowest of them, {kind}", max(took), "ms"),
    ]


def _some_prospects(count: int) -> list[tuple[Prospect, Account]]:
    both = select(Prospect, Account).join(Account, col(Account.id) == Prospect.account_id)
    with database.reading() as session:
        found = session.exec(both.where(col(Prospect.waiting)).order_by(col(Prospect.account_id))).all()
    return [(prospect, account) for prospect, account in found[:: len(found) // count][:count]]


def _saving(kind: str) -> Figure:
    """Account Details of some clients, saved with a look at the prospects and without."""
    with database.reading() as session:
        ids = session.exec(select(Client.id).order_by(col(Client.id))).all()[:: CLIENTS // SAVED][:SAVED]
    look, alone = prospect_matches.forget_of, list[float]()
    took: dict[bool, list[float]] = {True: [], False: []}
    for at, client_id in enumerate(ids):
        for looks in (True, False) if at % 2 else (False, True):
            instead = partial(_timed, alone, look) if looks else _do_nothing
            with patch.object(prospect_matches, "forget_of", instead):
                took[looks].append(_saved(client_id, f"{'416' if looks else '514'} 555 01{at:02}"))
    with_it, without = median(took[True]), median(took[False])
    detail = (
        f"{with_it:.1f} ms against {without:.1f}, medians of {len(ids)}, turn and turn about; "
        f"the look itself {median(alone):.1f}, at most {max(alone):.1f} ms"
    )
    return Figure(f"Added to saving a client, {kind}", with_it - without, "ms", most=MOST_ADDED, detail=detail)


def _saved(client_id: UUID, phone: str) -> float:
    """Milliseconds from begin to commit."""
    with database.reading() as session:
        client = session.get_one(Client, client_id)
    names = {"first_name": client.first_name, "last_name": client.last_name}
    form = AccountDetailsForm.read({"version": client.version, **names, "phone": phone})
    begun = perf_counter()
    with database.transaction() as session:
        clients.change_account_details(session, SYSTEM, client_id=client_id, form=form)
    return (perf_counter() - begun) * 1000


def _timed(took: list[float], look: Callable[[Session, Client], None], session: Session, client: Client) -> None:
    begun = perf_counter()
    look(session, client)
    took.append((perf_counter() - begun) * 1000)


def _do_nothing(session: Session, client: Client) -> None:
    """Stands where the prospects would be looked at."""
