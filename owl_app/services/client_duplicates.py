"""Clients who may be the person that is being added, with the reasons, before there are two records of one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from owl_app import words
from owl_app.models import Client, ClientWord
from owl_app.services.access import STAFF, Viewer, clients_seen_by, sees_own_clients_alone
from owl_app.services.clients import NewClientForm
from owl_app.services.matching import Details, Sign, compare, is_likely

MOST = 5
"""Likely duplicates that are named."""
_LOOKED_AT = 200
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
    queries = [query.limit(_LOOKED_AT) for query in _candidates(form)]
    if sees_own_clients_alone(session, viewer):
        theirs = select(Client.id).where(clients_seen_by(session, viewer)).correlate(None)
        queries = [query.where(col(ClientWord.client_id).in_(theirs)) for query in queries]
    ids = {found for query in queries for found in session.scalars(query)}
    seen = session.exec(select(Client).where(col(Client.id).in_({each for each in ids if str(each) != str(client_id)})))
    typed = _details(form)
    compared = [(client, compare(typed, _details(client))) for client in seen]
    likely = [(client, signs) for client, signs in compared if is_likely(signs)]
    likely.sort(key=lambda pair: (-_weight(pair[1]), pair[0].sort_key))
    return [Likely(str(client.id), client.full_name, signs) for client, signs in likely[:MOST]]


def _candidates(form: NewClientForm) -> Iterator[SelectOfScalar[UUID]]:
    """Short walks along the lists of words: each finds those who may share one thing with the form."""
    whole = [words.address_word(form.email), words.number_word(form.phone), words.number_word(form.other_phone)]
    for word in filter(None, whole):
        yield select(ClientWord.client_id).where(ClientWord.word == word)
    first, last = _longest_word(form.first_name), _longest_word(form.last_name)
    if first and last:
        yield _with_both(last, first)
        yield _with_both(last[: words.BEGINNING], first[:1])
        yield _with_both(first[: words.BEGINNING], last[:1])
    if form.date_of_birth:
        for name in filter(None, (first, last)):
            beginning = ClientWord.word == name[: words.BEGINNING]
            yield (
                select(ClientWord.client_id)
                .join(Client, col(Client.id) == ClientWord.client_id)
                .where(beginning, Client.date_of_birth == form.date_of_birth)
            )


def _with_both(one: str, other: str) -> SelectOfScalar[UUID]:
    beside: Any = ClientWord.__table__.alias()  # type: ignore[attr-defined]
    same = (beside.c.sort_key == ClientWord.sort_key, beside.c.client_id == ClientWord.client_id)
    return select(ClientWord.client_id).where(
        ClientWord.word == one,
        select(beside.c.client_id).where(beside.c.word == other, *same).exists(),
    )


def _longest_word(name: str) -> str:
    return max(words.words_of(name), key=len, default="")


def _details(of: Client | NewClientForm) -> Details:
    phones = frozenset(filter(None, (of.phone, of.other_phone)))
    return Details(of.first_name, of.last_name, of.email, phones, of.date_of_birth)


def _weight(signs: list[Sign]) -> int:
    return sum(-1 if sign is Sign.OTHER_BIRTH_DATE else 1 for sign in signs)
