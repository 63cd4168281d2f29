"""Clients who may be the person that is being added, with the reasons, before there are two records of one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from owl_app import words
from owl_app.models import Client, ClientWord
from owl_app.services.access import STAFF, Viewer, clients_seen_by, sees_own_clients_alone
from owl_app.services.matching import CONFLICTS, Details, Sign, compare, is_likely

if TYPE_CHECKING:
    from owl_app.services.clients import NewClientForm

MOST = 5
"""Likely duplicates that are named."""
LOOKED_AT = 200
"""Clients that are compared for one reason."""


@dataclass(frozen=True)
class Likely:
    """A client who may be the same person."""

    id: str
    name: str
    signs: list[Sign]


def find_likely(session: Session, viewer: Viewer, *, form: NewClientForm, client_id: object = "") -> list[Likely]:
    """The clients this viewer may open who may be the one in the form, those with the most in common first.

    With the `client_id` that the form adds, one that is sent twice is not its own duplicate.
    """
    viewer.must_be(STAFF)
    typed = details_of(form)
    queries = list(candidates(typed))
    if sees_own_clients_alone(session, viewer):
        theirs = select(Client.id).where(clients_seen_by(session, viewer)).correlate(None)
        queries = [(query.where(query.selected_columns[0].in_(theirs)), sought) for query, sought in queries]
    ids = {found for query, sought in queries for found in session.scalars(query, sought)}
    seen = session.exec(select(Client).where(col(Client.id).in_({each for each in ids if str(each) != str(client_id)})))
    compared = [(client, compare(typed, details_of(client))) for client in seen]
    likely = [(client, signs) for client, signs in compared if is_likely(signs)]
    likely.sort(key=lambda pair: (-_weight(pair[1]), pair[0].sort_key))
    return [Likely(str(client.id), client.full_name, signs) for client, signs in likely[:MOST]]


def candidates(of: Details) -> Iterator[tuple[SelectOfScalar[UUID], dict[str, Any]]]:
    """Short walks along the lists of words: each finds the ids of clients who may share one thing.

    What is sought is beside the query, so that it is made once: making it takes longer than asking it.
    """
    whole = [words.address_word(of.email), *(words.number_word(phone) for phone in sorted(of.phones))]
    for word in filter(None, whole):
        yield _WITH_WORD, {"word": word}
    first, last = _longest_word(of.first_name), _longest_word(of.last_name)
    if of.date_of_birth and (first or last):
        beginnings = [name[: words.BEGINNING] for name in (first, last) if name]
        yield _BORN_THEN, {"born": of.date_of_birth, "beginnings": beginnings}
    if first and last:
        yield _WITH_BOTH, {"word": last, "other": first}
        yield _WITH_BOTH, {"word": last[: words.BEGINNING], "other": first[:1]}
        yield _WITH_BOTH, {"word": first[: words.BEGINNING], "other": last[:1]}


_beside: Any = ClientWord.__table__.alias()  # type: ignore[attr-defined]
_WITH_WORD = select(ClientWord.client_id).where(ClientWord.word == bindparam("word")).limit(LOOKED_AT)
_WITH_BOTH = _WITH_WORD.where(
    select(_beside.c.client_id)
    .where(
        _beside.c.word == bindparam("other"),
        _beside.c.sort_key == ClientWord.sort_key,
        _beside.c.client_id == ClientWord.client_id,
    )
    .exists()
)
# Few have one birthday, and very many a name that begins so: as a join, SQLite would begin with the names.
_BORN_THEN = (
    select(Client.id)
    .where(
        Client.date_of_birth == bindparam("born"),
        select(ClientWord.word)
        .where(ClientWord.client_id == Client.id, col(ClientWord.word).in_(bindparam("beginnings", expanding=True)))
        .exists(),
    )
    .limit(LOOKED_AT)
)


def _longest_word(name: str) -> str:
    return max(words.words_of(name), key=len, default="")


def details_of(of: Client | NewClientForm | Row[Any]) -> Details:
    """What is compared of a client, or of what is typed for one."""
    phones = frozenset(filter(None, (of.phone, of.other_phone)))
    return Details(of.first_name, of.last_name, of.email, phones, of.date_of_birth)


def _weight(signs: list[Sign]) -> int:
    return sum(-1 if sign in CONFLICTS else 1 for sign in signs)
