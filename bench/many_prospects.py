"""Thousands of prospects beside very many clients, and logins in every state of an address, written in bulk."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, func, insert, select

from bench.many_clients import Columns
from bench.names import Person, people
from owl_app import database, words
from owl_app.clock import now
from owl_app.models import Account, Area, Client, ClientAccess, Prospect, SignUp
from owl_app.security.emails import email_key

STATES = ("nobody's", "a proven client's", "an unproven client's", "an unverified sign-up's", "a disabled login's")
NOBODYS, _PROVEN, _UNPROVEN, _UNVERIFIED, _DISABLED = STATES
_TABLES: tuple[type[SQLModel], ...] = (Account, Prospect, SignUp, ClientAccess)

Login = dict[type[SQLModel], Columns]
"""A portal account, and the rows that belong to it."""


def seed(count: int, settled: int) -> None:
    """Add so many prospects, and beside them people who were prospects once.

    Half of those who wait are clients and have their match beside them; the others are strangers.
    """
    chance = random.Random(7)
    with database.transaction() as session:
        known = _clients(session, count // 2)
        clients = session.exec(select(func.count()).select_from(Client)).one()
        strangers = islice(people(clients + count - len(known) + settled), clients, None)
        logins = [_of_client(chance, number, client) for number, client in enumerate(known)]
        logins += [_of_stranger(chance, number, person) for number, person in enumerate(strangers)]
        for login in logins[count:]:
            login[Prospect] |= {"waiting": False, "dismissed_at": None}
        _write(session, logins)
    _analyse()


def seed_states(count: int) -> dict[str, list[str]]:
    """Add so many logins in each state of an address, and return the addresses; nobody's are only thought of."""
    addresses = {
        state: [f"person{number}@state{at}.example.org" for number in range(count)] for at, state in enumerate(STATES)
    }
    with database.transaction() as session:
        clients = _clients(session, count)
        for state in STATES[1:]:
            pairs = zip(addresses[state], clients, strict=True)
            _write(session, [_in_state(state, email, client.id) for email, client in pairs])
    _analyse()
    return addresses


def _of_client(chance: random.Random, number: int, client: Any) -> Login:
    """A client who signed up, some of them with another address or number."""
    is_own = bool(client.email) and chance.random() < 0.3
    email = client.email if is_own else f"known@{number}.example.org"
    person = Person(client.first_name, client.last_name, email, client.phone if chance.random() < 0.5 else "")
    login = _waiting(chance, person, client.date_of_birth)
    signs = ["same_email"] * is_own + ["same_phone"] * bool(person.phone) + ["same_name", "same_birth_date"]
    login[Prospect] |= {"match_id": client.id, "verdict": "likely", "signs": " ".join(signs)}
    return login


def _of_stranger(chance: random.Random, number: int, person: Person) -> Login:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    return _waiting(chance, person._replace(email=f"new@{number}.example.org"), born)


def _waiting(chance: random.Random, person: Person, born: date | None) -> Login:
    """A prospect of the last ninety days; most are verified, and some were dismissed."""
    login = _signed_up(person, is_proven=chance.random() < 0.8)
    login[Prospect] |= {
        "date_of_birth": born,
        "since": now() - timedelta(seconds=chance.randrange(90 * 86_400)),
        "dismissed_at": now() if chance.random() < 0.1 else None,
    }
    return login


def _in_state(state: str, email: str, client_id: UUID) -> Login:
    login = _signed_up(Person("Sam", "Stone", email, ""), is_proven=state in {_PROVEN, _DISABLED})
    account = login[Account]
    if state == _UNVERIFIED:
        held = SignUp(
            account_id=account["id"],
            holds=True,
            first_name="Sam",
            last_name="Stone",
            email=email,
            email_key=account["email_key"],
            password_hash="none",
            browser_hash="none",
            settled_at=now(),
        )
        return login | {SignUp: held.model_dump()}
    if state == _UNPROVEN:
        account |= {"must_change_password": True, "starter_expires_at": now() + timedelta(days=7)}
    if state == _DISABLED:
        account["disabled_at"] = now()
    tie = ClientAccess(account_id=account["id"], client_id=client_id)
    return {Account: account, ClientAccess: tie.model_dump()}


def _signed_up(person: Person, *, is_proven: bool) -> Login:
    """The login of somebody who signed up, and whose match has been looked for."""
    account = Account(
        area=Area.PORTAL,
        name=f"{person.first_name} {person.last_name}",
        email=person.email,
        email_key=email_key(person.email),
        email_proven_at=now() if is_proven else None,
        password_hash="none",
    )
    prospect = Prospect(
        account_id=account.id,
        first_name=person.first_name,
        last_name=person.last_name,
        sort_key=words.sort_key(person.last_name, person.first_name),
        phone=person.phone,
        matched_at=now(),
    )
    return {Account: account.model_dump(), Prospect: prospect.model_dump()}


def _clients(session: Session, count: int) -> Sequence[Any]:
    """So many clients, from everywhere among the others, no two with one address."""
    columns = (Client.id, Client.first_name, Client.last_name, Client.email, Client.phone, Client.date_of_birth)
    found = session.execute(select(*columns).order_by(col(Client.id))).all()  # type: ignore[call-overload]
    apart = list({client.email or client.id: client for client in found}.values())
    return apart[:: len(apart) // count][:count]


def _write(session: Session, logins: Sequence[Login]) -> None:
    for table in _TABLES:
        if rows := [login[table] for login in logins if table in login]:
            session.execute(insert(table), rows)


def _analyse() -> None:
    """Let Postgres know what it holds, which it finds out by itself in a minute; SQLite never does."""
    if database.engine().dialect.name == "postgresql":
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
