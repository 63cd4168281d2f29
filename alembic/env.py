"""Runs the migrations on the engine of the app, inside one transaction."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import owl_app.models  # noqa: F401
from alembic import context
from owl_app.database import engine
from owl_app.models.columns import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Write our column types into migrations by their plain names."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen_context.imports.add("from owl_app.models.columns import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length})" if item.length else "sa.Text()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def switch_foreign_keys(connection: sa.Connection, state: str) -> None:
    """Let SQLite build a table anew that others refer to; it listens to this between transactions alone."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={state}")


def check_foreign_keys(connection: sa.Connection) -> None:
    """What a migration leaves behind refers to nothing that is not there."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration would leave rows that refer to nothing, the first in {broken[0][0]}")


with engine().connect() as connection:
    switch_foreign_keys(connection, "OFF")
    if connection.dialect.name == "postgresql":
        # Two processes that start at once migrate one after the other; SQLite's BEGIN IMMEDIATE does the same.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(79876)")
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    check_foreign_keys(connection)
    connection.commit()
    switch_foreign_keys(connection, "ON")
