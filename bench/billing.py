"""A hundred thousand payments: the Billing screen against its raw queries, and the file for spreadsheets."""

import asyncio
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import BindParameter, Date, TextClause, bindparam, text
from sqlmodel import Session

from bench import many_payments, practice
from bench.figures import Figure
from bench.many_clients import OWNER_EMAIL
from bench.many_clients import seed as seed_clients
from owl_app import database
from owl_app.clock import now
from owl_app.models import Area
from owl_app.models.columns import UtcDateTime
from owl_app.security.tokens import hash_token
from owl_app.services import billing_list, billing_totals
from owl_app.services.access import SYSTEM, Viewer, ViewerKind
from owl_app.services.listing import COUNTED, PAGE, Query
from owl_app.web.http import billing

TITLE = "Billing: 110,000 payments of 2,000 clients, 3,000 sessions that are owed"
CLIENTS, UNPAID, TO_COME = 2_000, 3_000, 5_000
FEW_IN, MANY_IN = 2024, 2025
PAYMENTS = {FEW_IN: 10_000, MANY_IN: 100_000}
ROUNDS = 30
MOST_TIMES, MOST_MEMORY = 2.0, 1.2

_DUE = """c.paid + c.waived < c.fee + c.tax
    AND (a.attendance IN ('attended', 'no_show', 'late_cancelled')
        OR a.attendance = 'booked' AND a.starts_at <= :now)"""
OWED = [
    f"""
    SELECT c.client_id, p.first_name, p.last_name, a.starts_at, s.name, t.name, c.fee + c.tax, c.paid,
        c.fee + c.tax - c.waived - c.paid, c.currency
    FROM charge c
    JOIN appointment a ON a.id = c.appointment_id
    JOIN client p ON p.id = c.client_id
    JOIN service s ON s.id = a.service_id
    JOIN account t ON t.id = a.therapist_id
    WHERE {_DUE} ORDER BY a.starts_at, c.id LIMIT {PAGE + 1}
    """,
    f"""
    SELECT count(*) FROM (
        SELECT 1 FROM charge c JOIN appointment a ON a.id = c.appointment_id WHERE {_DUE} LIMIT {COUNTED + 1}
    ) counted
    """,
]
_PAGE = f"SELECT id FROM payment ORDER BY paid_on DESC, id DESC LIMIT {PAGE + 1}"
CAME_IN = [
    f"""
    SELECT p.*, c.first_name, c.last_name FROM payment p JOIN client c ON c.id = p.client_id
    ORDER BY p.paid_on DESC, p.id DESC LIMIT {PAGE + 1}
    """,
    f"""
    SELECT r.payment_id, r.id, r.label, t.name, r.amount, r.void_reason, r.replaces_id
    FROM receipt r JOIN account t ON t.id = r.therapist_id WHERE r.payment_id IN (SELECT id FROM ({_PAGE}) page)
    """,
    f"SELECT * FROM refund WHERE payment_id IN (SELECT id FROM ({_PAGE}) page)",
    f"SELECT count(*) FROM (SELECT 1 FROM payment LIMIT {COUNTED + 1}) counted",
]
_YEAR = "BETWEEN :first AND :last"
TOTALS = [
    f"""
    SELECT {{month}}, currency, method, sum(amount) FROM payment
    WHERE voided_at IS NULL AND paid_on {_YEAR} GROUP BY 1, 2, 3
    """,
    f"""
    SELECT {{month}}, p.currency, t.id, t.name, c.tax_name, sum(l.amount), sum(l.tax)
    FROM payment p
    JOIN allocation l ON l.payment_id = p.id
    JOIN charge c ON c.id = l.charge_id
    JOIN appointment a ON a.id = c.appointment_id
    JOIN account t ON t.id = a.therapist_id
    WHERE p.voided_at IS NULL AND p.paid_on {_YEAR} GROUP BY 1, 2, 3, 4, 5
    """,
]
_MONTH = {"SQLite": "CAST(strftime('%m', paid_on) AS INTEGER)", "Postgres": "extract(month FROM paid_on)"}

Show = Callable[[Session], Any]


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


def _measure(kind: str) -> list[Figure]:
    figures: list[Figure] = []
    with practice.running(kind, CLIENTS, partial(_furnish, kind, figures)):
        return figures


def _furnish(kind: str, figures: list[Figure], clients: int) -> practice.Furnished:
    """Fill the practice, and measure before there is a server that works beside."""
    therapists = list(seed_clients(clients).values())
    many_payments.seed(therapists, PAYMENTS, UNPAID, TO_COME)
    with database.transaction() as session:
        token = practice.signed_in(session, Area.STAFF, OWNER_EMAIL)
    shown: list[tuple[str, Show, list[str], int, float]] = [
        ("Owed", partial(billing_list.list_owed, viewer=SYSTEM, query=Query()), OWED, ROUNDS, MOST_TIMES),
        ("Payments", partial(billing_list.list_payments, viewer=SYSTEM, query=Query()), CAME_IN, ROUNDS, MOST_TIMES),
        ("Totals", partial(billing_totals.totals_of, viewer=SYSTEM, year=MANY_IN), TOTALS, 5, MOST_TIMES),
    ]
    figures += [_against_raw(kind, *each) for each in shown]
    least = Viewer(ViewerKind.THERAPIST, account_id=therapists[-1])
    for name, viewer, query in (
        ("the newest", SYSTEM, Query()),
        ("a payor", SYSTEM, Query(search="payor number17")),
        ("nobody's name", SYSTEM, Query(search="zzyzx")),
        ("the highest amount", SYSTEM, Query(sort="amount", descending=True)),
        ("the therapist with the fewest clients", least, Query()),
    ):
        took = median(_timed(partial(billing_list.list_payments, viewer=viewer, query=query)) for _ in range(9))
        figures.append(Figure(f"Payments: {name}, {kind}", took * 1000, "ms", detail="median of 9"))
    figures.append(_memory(kind, hash_token(token)))
    return token, [], []


def _against_raw(kind: str, name: str, show: Show, raw: Sequence[str], rounds: int, most: float) -> Figure:
    statements = [_stated(each.format(month=_MONTH[kind])) for each in raw]

    def read(session: Session) -> None:
        for each in statements:
            session.connection().execute(each).all()

    took = [(_timed(show), _timed(read)) for _ in range(rounds)]
    service, by_hand = (median(each) * 1000 for each in zip(*took, strict=True))
    detail = f"{service:.2f} ms against {by_hand:.2f} ms of SQL, medians of {rounds}, turn and turn about"
    return Figure(f"{name}, the first page, {kind}", service / by_hand, "x", most=most, detail=detail)


def _stated(sql: str) -> TextClause:
    values: list[BindParameter[Any]] = [
        bindparam("now", now(), UtcDateTime),
        bindparam("first", date(MANY_IN, 1, 1), Date),
        bindparam("last", date(MANY_IN, 12, 31), Date),
    ]
    return text(sql).bindparams(*(each for each in values if f":{each.key}" in sql))


def _timed(show: Show) -> float:
    with database.reading() as session:
        begun = perf_counter()
        show(session)
        return perf_counter() - begun


def _memory(kind: str, who: str) -> Figure:
    """The most that Python holds while the file is sent, of a year with few payments and of one with many."""
    asyncio.run(_saved(who, FEW_IN))
    (few, few_lines, _), (many, many_lines, seconds) = (_peak(who, year) for year in (FEW_IN, MANY_IN))
    assert (few_lines, many_lines) == (PAYMENTS[FEW_IN], PAYMENTS[MANY_IN])
    detail = (
        f"{many / 2**20:.2f} MB for {many_lines:,} lines against {few / 2**20:.2f} MB for {few_lines:,}; "
        f"{many_lines / seconds:,.0f} lines a second, each allocation traced"
    )
    return Figure(f"Peak memory of the file, {kind}", many / few, "x", most=MOST_MEMORY, detail=detail)


def _peak(who: str, year: int) -> tuple[int, int, float]:
    tracemalloc.start()
    begun = perf_counter()
    lines = asyncio.run(_saved(who, year))
    seconds, (_, peak) = perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, lines, seconds


async def _saved(who: str, year: int) -> int:
    """How many lines the file has below its headings."""
    return sum([part.count("\r\n") async for part in billing.lines(who, year, "en")]) - 1
