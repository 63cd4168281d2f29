"""The database: its engine, `reading()` and `transaction()` (the only commit), and its migrations."""

import logging
import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Insert, create_engine, event, insert
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlmodel import Session, SQLModel

from owl_app.announcements import publish
from owl_app.config import get_settings

_ALEMBIC_INI = Path(__file__).parent.parent / "alembic.ini"
_BUSY_TIMEOUT = 15_000
"""Milliseconds a SQLite writer waits for the one before it."""
_KEEPALIVE = 60
"""Seconds after which a resting connection to Postgres shows the network between that it is still wanted."""
_turn = Lock()


@lru_cache
def engine() -> Engine:
    """The one engine of this process."""
    url = get_settings().sql_url
    if url.startswith("sqlite"):
        return _sqlite(url)
    return _postgres(url)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one moment of the database and can change nothing."""
    connection = engine().connect().execution_options(owl_writes=False)
    with connection, Session(connection, expire_on_commit=False, autoflush=False) as session:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose work is kept whole or not at all; what it announced is published once it is kept."""
    with _turn_to_write():
        connection = engine().connect().execution_options(owl_writes=True)
        with connection, Session(connection, expire_on_commit=False) as session:
            yield session
            session.commit()
    publish(session)


def is_deadlock(error: DBAPIError) -> bool:
    """Whether two transactions waited for one another, so that the database took this one back as a whole."""
    return getattr(error.orig, "sqlstate", "") == "40P01"


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """Let the writers of this process go one after the other on SQLite, which would let them sleep and look again.

    Who does not get a turn in time goes on to SQLite's own lock, which is the one that counts.
    """
    if engine().dialect.name != "sqlite":
        yield
        return
    my_turn = _turn.acquire(timeout=_BUSY_TIMEOUT / 1000)
    try:
        yield
    finally:
        if my_turn:
            _turn.release()


def insert_row(session: Session, table: type[SQLModel], **values: Any) -> None:
    """Write a new row that nobody holds as an object, at a fraction of what making and flushing one costs."""
    session.connection().execute(_insert_into(table), values)


def plan_for_these_values(session: Session) -> None:
    """Keep Postgres, in this transaction, from using a plan that was made for other values; SQLite never does."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")


@lru_cache
def _insert_into(table: type[SQLModel]) -> Insert:
    return insert(table.__table__)  # type: ignore[attr-defined]


def migrate(revision: str = "head") -> None:
    """Bring the database to a revision of its schema; safe to call again."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command

    get_settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if revision == "base" or revision.startswith("-"):
        command.downgrade(alembic_config(), revision)
    else:
        command.upgrade(alembic_config(), revision)


def alembic_config() -> Any:
    from alembic.config import Config

    config = Config(str(_ALEMBIC_INI))
    config.attributes["configure_logger"] = False
    return config


def _postgres(url: str) -> Engine:
    made = create_engine(url, pool_size=8, max_overflow=8, connect_args={"keepalives_idle": _KEEPALIVE})

    @event.listens_for(made, "connect")
    def prepare(dbapi_connection: Any, _record: Any) -> None:
        # Our queries are short: compiling them, or sharing them out among processes, takes longer than answering them.
        for setting in ("jit = off", "max_parallel_workers_per_gather = 0"):
            dbapi_connection.execute(f"SET {setting}")
        dbapi_connection.commit()

    @event.listens_for(made, "checkout")
    def look_whether_it_is_open(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
        # A server that hung up while the connection rested has left its goodbye to read. Looking for it costs two
        # system calls; `pool_pre_ping` costs a question and an answer before every transaction.
        goodbye = select.poll()
        goodbye.register(dbapi_connection.fileno(), select.POLLIN)
        if goodbye.poll(0):
            raise InvalidatePoolError

    return made


def _sqlite(url: str) -> Engine:
    made = create_engine(url, pool_size=16, max_overflow=0, connect_args={"check_same_thread": False})

    @event.listens_for(made, "connect")
    def prepare(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        # SQLite's own lower() knows the letters of English alone.
        dbapi_connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_TIMEOUT}",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that writes late fails or double-books; see docs/decisions.
        writes = connection.get_execution_options().get("owl_writes", True)
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made
