"""A practice with very many clients, written in bulk past the services, for measuring long lists."""

import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from bench.names import Person, people
from owl_app import database, words
from owl_app.models import Client, ClientStatus, Role
from owl_app.models.columns import new_id
from owl_app.services import practice, team
from owl_app.services.access import SYSTEM
from owl_app.services.practice import OwnerForm

OWNER_EMAIL = "olivia@example.org"
PASSWORD = "quiet harbour lantern 7"
THERAPISTS = 12
AT_ONCE = 10_000
"""Clients that are written in one go."""
_WITH_NOBODY = 0.03
_INACTIVE = 0.12
_DAYS = 25_000
"""On which the clients were born, so that each day is that of four among a hundred thousand."""

Columns = dict[str, Any]


def seed(count: int, password_hash: str = "none") -> dict[str, UUID]:
    """Fill the current, migrated database with an Owner, therapists and so many clients.

    Returns:
        The therapists, by their addresses; the first has the most clients, the last the fewest.
    """
    therapists = _staff(password_hash)
    bulk = _Bulk()
    with ProcessPoolExecutor(2) as pool:
        for each in _in_lots(_clients(count, list(therapists.values()))):
            found = pool.map(_found_by, each, chunksize=500)
            bulk.write("client", each)
            bulk.write("client_word", _words(zip(each, found, strict=True)))
    bulk.close()
    return therapists


class _Bulk:
    """Writes rows as fast as the database takes them: nothing is checked, and nothing safe before it is closed.

    Words come in the order of their clients and are kept in their own, so they are laid aside first and sorted once.
    """

    def __init__(self) -> None:
        self._connection = database.engine().connect()
        self._dialect = self._connection.dialect
        driver: Any = self._connection.connection.driver_connection
        self._driver = driver
        self._indexes = SQLModel.metadata.tables["client_word"].indexes
        for setting in _FAST[self._dialect.name]:
            self._driver.execute(setting)
        self._connection.exec_driver_sql("CREATE TEMPORARY TABLE aside (word TEXT, sort_key TEXT, client_id TEXT)")
        for index in self._indexes:
            index.drop(self._connection)

    def write(self, name: str, rows: Iterable[Columns]) -> None:
        table = SQLModel.metadata.tables[name]
        bind = [(column.key, column.type.bind_processor(self._dialect) or _as_it_is) for column in table.columns]
        values = (tuple(process(row[key]) for key, process in bind) for row in rows)
        name = "aside" if name == "client_word" else name
        keys = ", ".join(table.columns.keys())
        if self._dialect.name == "sqlite":
            marks = ", ".join("?" * len(bind))
            self._driver.executemany(f"INSERT INTO {name} ({keys}) VALUES ({marks})", values)
            return
        with self._driver.cursor().copy(f"COPY {name} ({keys}) FROM STDIN") as copy:
            for each in values:
                copy.write_row(each)

    def close(self) -> None:
        """Put the words in their place, keep everything, and tell the database what it holds."""
        kind = SQLModel.metadata.tables["client_word"].c.client_id.type.compile(self._dialect)
        self._connection.exec_driver_sql(
            "INSERT INTO client_word (word, sort_key, client_id) "
            f"SELECT word, sort_key, CAST(client_id AS {kind}) FROM aside ORDER BY 1, 2, 3"
        )
        for index in self._indexes:
            index.create(self._connection)
        self._connection.commit()
        if self._dialect.name == "postgresql":
            self._driver.autocommit = True
            self._driver.execute("VACUUM ANALYZE")
        self._connection.invalidate()
        self._connection.close()


_FAST = {
    "sqlite": ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000"],
    "postgresql": ["SET session_replication_role = replica", "SET maintenance_work_mem = '1GB'"],
}


def _staff(password_hash: str) -> dict[str, UUID]:
    form = OwnerForm(practice_name="Harbour Clinic", name="Olivia Owens", email=OWNER_EMAIL, password=PASSWORD)
    made = {}
    with database.transaction() as session:
        practice.create_owner(session, SYSTEM, form=form, password_hash=password_hash)
        for number in range(THERAPISTS):
            name, email = f"Thea Number{number}", f"thea{number}@example.org"
            account = team.add_staff(
                session, SYSTEM, name=name, email=email, role=Role.THERAPIST, password_hash=password_hash
            )
            made[email] = account.id
    return made


def _clients(count: int, therapists: list[UUID]) -> Iterator[Columns]:
    chance, births = random.Random(5), random.Random(6)
    usual = Client(first_name="", last_name="").model_dump()
    shares = [1 / (rank + 1) ** 1.5 for rank in range(len(therapists))]
    for person in people(count):
        nobody, inactive = chance.random() < _WITH_NOBODY, chance.random() < _INACTIVE
        yield usual | {
            **person._asdict(),
            "id": new_id(),
            "sort_key": words.sort_key(person.last_name, person.first_name),
            "date_of_birth": date(1940, 1, 1) + timedelta(days=births.randrange(_DAYS)),
            "therapist_id": None if nobody else chance.choices(therapists, shares)[0],
            "status": ClientStatus.INACTIVE if inactive else ClientStatus.ACTIVE,
        }


def _found_by(client: Columns) -> str:
    person = Person(*(client[name] for name in Person._fields))
    found = words.found_by(person.first_name, person.last_name, email=person.email, phones=[person.phone])
    return " ".join(sorted(found))


def _words(found: Iterable[tuple[Columns, str]]) -> Iterator[Columns]:
    for client, own in found:
        for word in own.split():
            yield {"client_id": client["id"], "word": word, "sort_key": client["sort_key"]}


def _in_lots(rows: Iterator[Columns]) -> Iterator[list[Columns]]:
    while lot := list(islice(rows, AT_ONCE)):
        yield lot


def _as_it_is(value: Any) -> Any:
    return value
