"""Create Account sent for addresses in every state: what an outsider sees of the answers, and how long they take."""

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse
from ipaddress import IPv4Address
from itertools import count
from statistics import median
from time import monotonic, perf_counter, process_time, sleep
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from bench.figures import Figure
from bench.many_prospects import NOBODYS, STATES
from bench.practice import PASSWORD, Practice
from bench.processor import Meter
from owl_app import database
from owl_app.models import Letter, LetterState, Prospect, SignUp
from owl_app.web.routes import CHECK_MAIL
from tests.installation import installed

MOST_APART = 2.0
"""Milliseconds between the medians of any two states."""
WARM_UP = 10
_PATIENCE = 30.0
_LOOK_EVERY = 0.01
_REST = 0.03
"""Seconds in which what the last work has woken lies down again."""

Answer = tuple[int, tuple[tuple[str, str], ...], bytes]
"""Status, headers and body; without the date, and without what a cookie holds."""


def measured(kind: str, house: Practice, addresses: dict[str, list[str]]) -> list[Figure]:
    """Send the form for each of the addresses, turn and turn about between the states."""
    turns = list(_turns(addresses))
    proofs = [_proof(house.server.port) for _ in turns]
    seen: set[Answer] = set()
    took: dict[str, list[float]] = {state: [] for state in STATES}
    sent_from = (str(IPv4Address("10.0.0.0") + number) for number in count())
    environment = house.server.environment
    with installed(data_dir=environment["OWL_DATA_DIR"], database_url=environment["OWL_DATABASE_URL"]):
        meter, begun = Meter(house), process_time()
        for at, (state, email) in enumerate(turns):
            seconds, answer = _send(house.server.port, next(sent_from), email, proofs[at])
            if at >= WARM_UP:
                seen.add(answer)
                took[state].append(seconds * 1000)
            _wait_for_rest()
        others = meter.others(meter.served() + process_time() - begun)
    return [_of_answers(kind, seen, len(turns) - WARM_UP), _of_times(kind, took, others)]


def _turns(addresses: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Some to warm up, then one of each state in turns, each time beginning with another one."""
    yield from ((NOBODYS, f"early{number}@example.org") for number in range(WARM_UP))
    for number, each in enumerate(zip(*(addresses[state] for state in STATES), strict=True)):
        pairs = list(zip(STATES, each, strict=True))
        first = number % len(pairs)
        yield from pairs[first:] + pairs[:first]


def _of_answers(kind: str, seen: set[Answer], sent: int) -> Figure:
    statuses = ", ".join(str(each[0]) for each in sorted(seen, key=str))
    detail = f"{sent} forms for {len(STATES)} states of an address, answered {statuses}"
    if any(status != 303 or ("location", CHECK_MAIL) not in headers for status, headers, _ in seen):
        detail += f": {sorted(seen, key=str)}"
    return Figure(f"Different answers to Create Account, {kind}", len(seen), "", most=1, detail=detail)


def _of_times(kind: str, took: dict[str, list[float]], others: float) -> Figure:
    medians = {state: median(each) for state, each in took.items()}
    apart = max(medians.values()) - min(medians.values())
    detail = ", ".join(f"{state} {value:.1f}" for state, value in medians.items())
    return Figure(
        f"Between their medians, {kind}",
        apart,
        "ms",
        most=MOST_APART,
        others=others,
        detail=f"{detail} ms; {len(took[NOBODYS])} of each, turn and turn about",
    )


def _send(port: int, address: str, email: str, proof: str) -> tuple[float, Answer]:
    fields = {"first_name": "Sam", "last_name": "Stone", "email": email, "password": PASSWORD, "proof": proof}
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    connection.connect()
    headers = _headers(port) | {"X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"}
    begun = perf_counter()
    connection.request("POST", "/auth/sign-up", urlencode(fields).encode(), headers)
    response = connection.getresponse()
    body = response.read()
    seconds = perf_counter() - begun
    connection.close()
    return seconds, (response.status, _shown(response), body)


def _shown(response: HTTPResponse) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), _without_value(name.lower(), value)) for name, value in response.getheaders())


def _without_value(name: str, value: str) -> str:
    if name == "date":
        return ""
    if name != "set-cookie":
        return value
    pair, *attributes = value.split(";")
    return ";".join([pair.partition("=")[0], *(each for each in attributes if "expires" not in each.lower())])


def _proof(port: int) -> str:
    """A challenge, and the work done for it as the browser does it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    connection.request("GET", "/auth/sign-up/challenge", headers=_headers(port))
    asked: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    salt, wanted = asked["salt"], asked["challenge"]
    tries = range(asked.pop("maxnumber") + 1)
    asked["number"] = next(each for each in tries if sha256(f"{salt}{each}".encode()).hexdigest() == wanted)
    return b64encode(json.dumps(asked).encode()).decode()


def _headers(port: int) -> dict[str, str]:
    return {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}


def _wait_for_rest() -> None:
    """Wait until the work that follows an answer is done, so that it is not measured with the next one."""
    deadline = monotonic() + _PATIENCE
    while True:
        sleep(_LOOK_EVERY)
        with database.reading() as session:
            if not _works(session):
                break
        if monotonic() > deadline:
            raise TimeoutError("the server works on and on")
    sleep(_REST)


def _works(session: Session) -> bool:
    """Whether a sign-up is to be settled, a prospect to be matched, or a letter to be sent."""
    waiting = (
        select(SignUp.id).where(col(SignUp.settled_at).is_(None)),
        select(Prospect.account_id).where(col(Prospect.matched_at).is_(None), col(Prospect.waiting)),
        select(Letter.id).where(col(Letter.state).in_([LetterState.QUEUED, LetterState.SENDING])),
    )
    return any(session.exec(query.limit(1)).first() is not None for query in waiting)
