"""The column types and keys that all tables share."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Enum, Index, String, TypeDecorator, text
from sqlmodel import Field
from uuid_utils.compat import uuid7


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC: `timestamptz` on Postgres, sortable ISO 8601 text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


def new_id() -> UUID:
    """A UUID version 7: random, and sorted by the time it was made."""
    return uuid7()


def sorted_text(length: int) -> Any:
    """Text compared byte by byte on both databases, so that an index serves `ORDER BY` and the beginnings of words."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def index_of_some(name: str, columns: list[str], condition: str, *, unique: bool = False) -> Index:
    """An index of the few rows for which the condition holds, so that they are found among very many."""
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def primary_key() -> Any:
    return Field(default_factory=new_id, primary_key=True)


def enum_text(members: type[StrEnum]) -> Enum:
    """A `StrEnum` stored as its text; the table's check constraint holds the allowed values."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda each: [member.value for member in each],
    )
