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


with engine().connect() as connection:
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
    connection.commit()
