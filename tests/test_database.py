"""The database: what reading cannot do, what a transaction keeps, and many who write at once."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, SQLModel, select

from owl_app import announcements
from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.database import engine, reading, transaction
from owl_app.models import Account, Area, Client, ClientAccess, Practice, Role, Throttle
from owl_app.models.columns import new_id
from owl_app.services.access import writes
from tests import machine
from tests.cast import Cast, add_client
from tests.door import rows
from tests.installation import installed, new_postgres
from tests.together import at_once, in_processes


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO throttle (key, count, window_ends_at) VALUES ('x', 1, '2026-01-01T00:00:00+00:00')",
        "UPDATE practice SET name = 'Mallory'",
        "DELETE FROM client_access",
        "CREATE TABLE mine (id integer)",
        "DROP TABLE throttle",
    ],
)
def test_reading_can_change_nothing(cast: Cast, statement: str) -> None:
    with pytest.raises(DBAPIError), reading() as session:
        session.execute(text(statement))


def test_what_was_changed_while_reading_is_not_kept(cast: Cast) -> None:
    with reading() as session:
        session.get_one(Practice, 1).name = "Mallory"
    assert rows(Practice)[0].name == "Willow Street Therapy"


def test_what_reading_returned_can_be_read_afterwards(cast: Cast) -> None:
    with reading() as session:
        account = session.get_one(Account, cast.ana.account_id)
    assert account.email == cast.ana.email


def test_reading_sees_one_moment(cast: Cast) -> None:
    with reading() as session:
        before = len(session.exec(select(Client)).all())
        add_client(cast.olivia, "New", "Person")
        session.expire_all()
        assert len(session.exec(select(Client)).all()) == before
    assert len(rows(Client)) == before + 1


@pytest.mark.postgres
def test_a_connection_the_server_hung_up_on_is_replaced_before_anybody_notices(tmp_path: Path) -> None:
    with new_postgres(f"owl_test_{uuid4().hex[:8]}") as url, installed(data_dir=tmp_path, database_url=url):
        for _ in range(3):
            with ExitStack() as stack:
                pids = [_pid(stack.enter_context(reading())) for _ in range(4)]
            _end_connections(pids)
            with transaction() as session:
                assert _pid(session) not in pids


def _pid(session: Session) -> int:
    return int(session.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _end_connections(pids: list[int]) -> None:
    """As a restart of the server does; returns once they are gone."""
    server = create_engine(machine.POSTGRES)
    with server.connect() as connection:
        for pid in pids:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    server.dispose()


def test_a_writer_follows_a_reader_on_the_same_connection(cast: Cast) -> None:
    for _ in range(3):
        with reading() as session:
            session.exec(select(Client)).all()
        add_client(cast.olivia, "New", "Person")
        with pytest.raises(DBAPIError), reading() as session:
            session.execute(text("DELETE FROM client_access"))


def test_what_fails_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        session.add(Client(first_name="New", last_name="Person"))
        session.flush()
        raise RuntimeError
    assert len(rows(Client)) == 4


def test_what_was_announced_is_told_after_the_commit_and_only_then(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str, int]] = []
    monkeypatch.setattr(announcements, "_listeners", [lambda *what: heard.append((*what, len(rows(Client))))])
    with transaction() as session:
        session.add(Client(first_name="New", last_name="Person"))
        announce(session, "clients")
        announce(session, "clients")
        session.flush()
        assert not heard
    assert heard == [("clients", "", 5)]
    with pytest.raises(RuntimeError), transaction() as session:
        announce(session, "clients")
        raise RuntimeError
    assert len(heard) == 1


ACCOUNT: dict[str, Any] = {"area": Area.PORTAL, "name": "X", "email": "x@post.example", "email_key": "x@post.example"}


@pytest.mark.parametrize(
    "make",
    [
        lambda cast: Practice(id=2, name="Another"),
        lambda cast: Practice(id=1, name="The same again"),
        lambda cast: Account(**ACCOUNT | {"email_key": cast.ana.email}),
        lambda cast: Account(**ACCOUNT | {"role": Role.OWNER}),
        lambda cast: Account(**ACCOUNT | {"area": Area.STAFF}),
        lambda cast: Client(first_name="X", last_name="Y", therapist_id=new_id()),
        lambda cast: ClientAccess(account_id=cast.ana.account_id, client_id=rows(Client, first_name="Ana")[0].id),
        lambda cast: ClientAccess(account_id=cast.ana.account_id, client_id=new_id()),
    ],
)
def test_the_database_refuses_what_must_never_be(cast: Cast, make: Callable[[Cast], SQLModel]) -> None:
    row = make(cast)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(row)


def test_a_moment_without_its_zone_is_refused_and_one_with_it_comes_back_in_utc(cast: Cast) -> None:
    with pytest.raises(Exception, match="time zone"), transaction() as session:
        session.get_one(Account, cast.ana.account_id).disabled_at = now().replace(tzinfo=None)
    found = rows(Account)[0].created_at
    assert found.tzinfo is UTC


def test_ids_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)],
)
def test_sqlite_is_told_to_be_careful_on_every_connection(cast: Cast, pragma: str, value: object) -> None:
    if engine().dialect.name != "sqlite":
        return
    with reading() as first, reading() as second:
        for session in (first, second):
            assert session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_every_foreign_key_can_be_followed_quickly(database: str) -> None:
    found = inspect(engine())
    for table in found.get_table_names():
        indexed = {index["column_names"][0] for index in found.get_indexes(table)}
        indexed |= {unique["column_names"][0] for unique in found.get_unique_constraints(table)}
        indexed |= set(found.get_pk_constraint(table)["constrained_columns"][:1])
        for key in found.get_foreign_keys(table):
            assert key["constrained_columns"][0] in indexed | {"created_by"}, (table, key)


WRITER = """
import sys
from owl_app.database import transaction
from owl_app.services import throttle, clients
from owl_app.services.access import SYSTEM
for number in range(10):
    with transaction() as session:
        form = clients.NewClientForm(first_name=sys.argv[1], last_name=str(number))
        clients.add_client(session, SYSTEM, form=form)
        throttle.count(session, throttle.Limit("writers", 10_000, throttle.timedelta(hours=1)), "all")
"""


def test_eight_processes_that_write_at_once_lose_nothing(olivia: object) -> None:
    in_processes(8, WRITER)
    assert len(rows(Client)) == 8 * 10
    assert max(entry.count for entry in rows(Throttle)) == 8 * 10


def test_readers_do_not_wait_for_a_writer(cast: Cast) -> None:
    with transaction() as session:
        session.add(Client(first_name="New", last_name="Person"))
        session.flush()
        assert at_once(8, lambda _: len(rows(Client))) == [4] * 8


def test_a_writer_waits_for_the_one_before_it(cast: Cast) -> None:
    results = at_once(8, lambda number: add_client(cast.olivia, "New", f"Person{number}"))
    assert len(set(results)) == 8


def test_a_session_says_whether_it_may_write(cast: Cast) -> None:
    def asked(session: Session) -> bool:
        return writes(session)

    with reading() as session:
        assert not asked(session)
    with transaction() as session:
        assert asked(session)
