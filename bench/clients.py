"""The server's share of each question to the list of clients: from the event that asks to the rows on the socket."""

import asyncio
from functools import partial
from statistics import median

from bench import practice
from bench.crowd import LIST
from bench.figures import Figure
from bench.many_clients import OWNER_EMAIL, seed
from bench.processor import Meter
from bench.wire import OpenPage
from owl_app import database
from owl_app.models import Area

TITLE = "The list of clients, the server's share"
SIZES = (10_000, 100_000)
ROUNDS = 5
MOST = 100.0

QUESTIONS = [
    ("no search", ""),
    ("page 200", "page=200"),
    ("the newest", "sort=-added"),
    ("one letter", "q=a"),
    ("one seldom letter", "q=z"),
    ("a common last name", "q=nguyen"),
    ("page 20 of a common name", "q=maria&page=20"),
    ("a rare last name", "q=zabekzadeh"),
    ("first and last name", "q=maria+nguyen"),
    ("two beginnings", "q=ma+jo"),
    ("two initials", "q=m+j"),
    ("three initials", "q=b+d+h"),
    ("five initials", "q=a+b+c+d+e"),
    ("an area code", "q=416"),
    ("four digits", "q=4165"),
    ("a whole number", "q=416+555+0134"),
    ("an email address", "q=maria.nguyen7@gmail.com"),
    ("nobody", "q=qqqqq"),
    ("newest of two initials", "q=m+j&sort=-added"),
    ("page 20 of them", "q=m+j&sort=-added&page=20"),
    ("inactive", "status=inactive"),
    ("page 200 of the active", "status=active&page=200"),
    ("one therapist's", "therapist={many}"),
    ("inactive of one therapist", "therapist={many}&status=inactive"),
    ("page 200 of these", "therapist={many}&status=inactive&page=200"),
    ("two beginnings, inactive", "q=ma+jo&therapist={many}&status=inactive"),
    ("of few clients", "therapist={few}&q=a&sort=-name"),
    ("without a therapist", "therapist=none&status=inactive"),
]
"""What an Owner asks, and the query in the address. No two that follow each other find the same."""
OWN = [("everybody", ""), ("one letter", "q=a"), ("a last name", "q=smith")]
"""What a therapist asks who sees their own clients alone."""


def measure() -> list[Figure]:
    return [figure for count in SIZES for kind in practice.kinds() for figure in measured(kind, count)]


def measured(kind: str, count: int) -> list[Figure]:
    """What the questions take with so many clients: in the middle, and the slowest of them."""
    asked: list[tuple[str, str, str]] = []
    with practice.running(kind, count, partial(_furnish, asked)) as house:
        meter = Meter(house)
        took = asyncio.run(_ask(house.server.port, asked))
        others = meter.others(meter.served())
    slow = sorted(took, key=lambda name: -took[name])
    where = f"{count:,} clients, {kind}"
    slowest = ", ".join(f"{name} {took[name]:.0f}" for name in slow[:3])
    detail = f"{len(took)} questions, the median of {ROUNDS} rounds each; slowest: {slowest} ms"
    return [
        Figure(f"In the middle, {where}", median(took.values()), "ms"),
        Figure(f"The slowest, {where}", took[slow[0]], "ms", most=MOST, others=others, detail=detail),
    ]


def _furnish(asked: list[tuple[str, str, str]], count: int) -> practice.Furnished:
    """Fill the practice, and add each question with the token of whoever asks it and the query in the address."""
    therapists = seed(count)
    many, *_, few = therapists
    with database.transaction() as session:
        owner = practice.signed_in(session, Area.STAFF, OWNER_EMAIL)
        therapist = practice.signed_in(session, Area.STAFF, few)
    asked += [(name, owner, query.format(many=therapists[many], few=therapists[few])) for name, query in QUESTIONS]
    asked += [(f"{name} as a therapist", therapist, query) for name, query in OWN]
    return owner, [], []


async def _ask(port: int, asked: list[tuple[str, str, str]]) -> dict[str, float]:
    """Milliseconds of each question."""
    pages = {token: await OpenPage.open(port, "/clients", token) for _, token, _ in asked}
    took: dict[str, list[float]] = {name: [] for name, _, _ in asked}
    for _ in range(ROUNDS):
        for name, token, query in asked:
            took[name].append(await pages[token].click(LIST, f"/clients?{query}") * 1000)
    for page in pages.values():
        page.close()
    return {name: median(each) for name, each in took.items()}
