"""Rows and fields of clients as JSON can hold them, and back, for what can be undone."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from owl_app.models import ClientStatus


def row(row: SQLModel) -> dict[str, Any]:
    """All columns."""
    return row.model_dump(mode="json")


def made(table: Any, row: dict[str, Any]) -> Any:
    """The row of the table again."""
    return table.model_validate({name: value for name, value in row.items() if name not in {"table", "beside"}})


def plain(value: Any) -> Any:
    """A field."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def value(name: str, plain: Any) -> Any:
    """A client's field as it was before `plain`."""
    if plain is None:
        return None
    if name in {"date_of_birth", "client_since"}:
        return date.fromisoformat(plain)
    return {"therapist_id": UUID, "status": ClientStatus}.get(name, str)(plain)
