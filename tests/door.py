"""The tests' own door to the services: as somebody, one call, begin to commit."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from owl_app.database import reading, transaction
from owl_app.security.tokens import hash_token
from owl_app.services.access import ANONYMOUS, Viewer, get_viewer

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)


def read(who: object, service: Callable[..., T], /, **kwargs: object) -> T:
    """Call a service that only looks, as this person."""
    with reading() as session:
        return service(session, viewer_in(session, who), **kwargs)


def act(who: object, service: Callable[..., T], /, **kwargs: object) -> T:
    """Call a service that changes something, as this person."""
    with transaction() as session:
        return service(session, viewer_in(session, who), **kwargs)


def viewer_of(who: object) -> Viewer:
    with reading() as session:
        return viewer_in(session, who)


def viewer_in(session: Session, who: object) -> Viewer:
    """Resolved anew from the sign-in token, as the web does; `None` is anybody from the street."""
    if who is None:
        return ANONYMOUS
    return who if isinstance(who, Viewer) else get_viewer(session, hash_token(who.token))  # type: ignore[attr-defined]


def rows(table: type[Row], **equal: object) -> list[Row]:
    """Every row of a table, or those whose columns equal the values; the oldest first."""
    with reading() as session:
        keys = table.__table__.primary_key.columns  # type: ignore[attr-defined]
        return list(session.exec(select(table).filter_by(**equal).order_by(*keys)))


def row(table: type[Row], key: object) -> Row:
    with reading() as session:
        return session.get_one(table, UUID(key) if isinstance(key, str) else key)


def change(table: type[Row], key: object, **values: object) -> None:
    """Write columns past the services, for what no service does yet."""
    with transaction() as session:
        found = session.get_one(table, UUID(key) if isinstance(key, str) else key)
        for name, value in values.items():
            setattr(found, name, value)
        session.add(found)
