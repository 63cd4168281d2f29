"""One installation for one test: its own data folder, database, settings and clock."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from owl_app import config, database
from tests import machine

KEY = "a secret key that all tests share, so that what was made before them still fits"


@contextmanager
def installed(**settings: object) -> Iterator[config.Settings]:
    """Everything inside runs with these settings (`data_dir` is `OWL_DATA_DIR`), and with nothing kept from before."""
    names = {f"OWL_{name.upper()}": str(value) for name, value in {"secret_key": KEY, **settings}.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    _forget()
    try:
        yield config.get_settings()
    finally:
        _forget()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def new_postgres(name: str) -> Iterator[str]:
    """The URL of an empty Postgres database that is gone afterwards."""
    server = create_engine(machine.POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    try:
        yield make_url(machine.POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


def keep_snapshot(folder: Path) -> None:
    """Keep all rows of the current database aside: in a file beside, or in tables beside."""
    if database.engine().dialect.name == "sqlite":
        with database.transaction() as session:
            session.connection().exec_driver_sql("COMMIT")
            session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            session.connection().exec_driver_sql("BEGIN")
        shutil.copy(config.get_settings().data_dir / "owl.db", folder / "snapshot.db")
        return
    with database.transaction() as session:
        session.execute(text("CREATE SCHEMA snapshot"))
        for table in SQLModel.metadata.sorted_tables:
            session.execute(text(f"CREATE TABLE snapshot.{table.name} AS SELECT * FROM {table.name}"))


def load_snapshot(folder: Path) -> None:
    """Put the rows that were kept aside into the current, empty database."""
    if database.engine().dialect.name == "sqlite":
        database.engine().dispose()
        shutil.copy(folder / "snapshot.db", config.get_settings().data_dir / "owl.db")
        return
    with database.transaction() as session:
        for table in SQLModel.metadata.sorted_tables:
            session.execute(text(f"INSERT INTO {table.name} SELECT * FROM snapshot.{table.name}"))


def empty() -> None:
    """Leave no row in the current Postgres database."""
    with database.transaction() as session:
        session.execute(text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)}"))


class Clock:
    """Stands where the product takes the time from; runs on like the real one, so much ahead."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def forward(self, **much: float) -> None:
        self._ahead += timedelta(**much)

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self._ahead


def _forget() -> None:
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    database.engine.cache_clear()
    config.get_settings.cache_clear()
