"""How clients are searched, filtered, sorted and paged as fast among a million as among ten.

Whatever is asked for is a list of clients that have something in common: a status, a therapist, a word. The database
keeps each of them in the order of names and in the order in which clients were added: words in the key and an index of
`client_word`, the others in indexes of `client`. The first three letters of every word are kept as words too, so that
a short search is one list as well.

Of several lists the shortest is walked, and each of its clients looked up on the others. Because all are in the same
order, each look-up is beside the one before it; and the walk ends with the thousand-and-first find. What begins with
four letters or more may be several words, and so several lists: if its clients are few they are read and sorted, else
the list of its first three letters is walked, and the rest of the word compared.

Nothing is counted past a thousand, and no list is measured to its end: two long ones meet so often that the walk is
short.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, false, func, literal, select, true, tuple_, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from owl_app.database import plan_for_these_values
from owl_app.models import Client, ClientStatus, ClientWord
from owl_app.services.listing import COUNTED, LAST_PAGE, PAGE
from owl_app.words import BEGINNING

FEW = 30_000
"""Clients that can be read and sorted without anybody waiting."""
_LENGTHS = (1_000, 6_000, 36_000)
"""How far lists are measured, in turns, so that a short one is soon known."""


@dataclass(frozen=True, eq=False)
class Clients:
    """A list: clients that have something in common."""

    id: Any
    name: Any
    in_common: ColumnElement[bool]
    group: tuple[Any, ...] = ()
    """What stands before the order in the index: Postgres has to be told when it is nothing."""
    word: Any = None
    beginning: str = ""
    """What the word begins with."""
    scattered: bool = False
    """Whether it is several lists in truth, each of them in order."""


def with_therapist(therapist_id: UUID | None) -> Clients:
    client = aliased(Client)
    return Clients(client.id, client.sort_key, col(client.therapist_id) == therapist_id, (client.therapist_id,))


def with_status(status: ClientStatus) -> Clients:
    client = aliased(Client)
    return Clients(client.id, client.sort_key, col(client.status) == status, (client.status,))


def nobody() -> Clients:
    client = aliased(Client)
    return Clients(client.id, client.sort_key, false())


@dataclass(frozen=True)
class Found:
    """The ids of one page and the first of the next, and how many there are in all, up to `COUNTED` + 1."""

    ids: list[Any]
    total: int


@dataclass(frozen=True)
class Search:
    """What is asked for: lists that the clients are on, beginnings of their words, and the order."""

    filters: list[Clients]
    words: list[str]
    by_added: bool = False
    descending: bool = False

    def page(self, session: Session, offset: int) -> Found:
        """The page that begins after so many clients; behind the last one, the last one.

        What is searched is turned over as far as it is counted.
        """
        plan_for_these_values(session)
        walk = self._walk(session)
        found = _read(session, walk, COUNTED + 1)
        total = len(found)
        if total <= COUNTED or self.words:
            return Found(_page_of(found[:COUNTED], offset), total)
        page = _read(session, walk, PAGE + 1, offset)
        return Found(page or _page_of(_read(session, walk, LAST_PAGE * PAGE), offset), total)

    def _walk(self, session: Session) -> Select[Any]:
        """The clients that are on all the lists, along the shortest of them."""
        along, *others = _shortest_first(session, [*self._of_words(), *self.filters])
        others = [each for each in others if not _is_given(each, along)]
        order = [along.id] if self.by_added else [along.name, along.id]
        query = (
            select(type_coerce(along.id, String).label("id"), along.name.label("name"))
            .where(along.in_common, *(self._is_on(each, along) for each in others if not each.scattered))
            .order_by(*(each.desc() if self.descending else each for each in [*along.group, *order]))
        )
        query = query.distinct() if along.scattered else query
        beginnings = [each for each in others if each.scattered]
        return _in_turn(query, beginnings) if beginnings else query

    def _of_words(self) -> list[Clients]:
        """First those of the whole words, then those of their first letters."""
        longest = [
            each for each in self.words if not any(other.startswith(each) for other in self.words if other != each)
        ]
        long = [_with_words_from(word) for word in longest if len(word) > BEGINNING]
        return [*long, *(_with_word(word) for word in dict.fromkeys(word[:BEGINNING] for word in longest))]

    def _is_on(self, other: Clients, along: Clients) -> ColumnElement[bool]:
        beside = [] if self.by_added else [other.name == along.name]
        return select(literal(1)).where(other.in_common, *beside, other.id == along.id).exists()


def _in_turn(query: Select[Any], beginnings: list[Clients]) -> Select[Any]:
    """Of what is found, in its order, the clients who have words with these beginnings.

    Left alone, Postgres would compare the words first, as if that was cheap (hence `OFFSET 0`), read all that begin so
    for each client (hence the pairs, in the order of the index), or read them to their end (hence no EXISTS).
    """
    found = query.offset(0).subquery()
    query = select(found.c.id)
    for each in beginnings:
        pair = tuple_(each.id, each.word)
        between = (pair >= tuple_(found.c.id, each.beginning), pair < tuple_(found.c.id, each.beginning + "{"))
        word = select(literal(1)).where(each.id == found.c.id, *between).limit(1).scalar_subquery()
        query = query.where(word == 1)
    return query


def _with_word(word: str) -> Clients:
    found = aliased(ClientWord)
    return Clients(found.client_id, found.sort_key, col(found.word) == word, (found.word,), found.word, word)


def _with_words_from(beginning: str) -> Clients:
    found = aliased(ClientWord)
    begins = (col(found.word) >= beginning) & (col(found.word) < beginning + "{")
    return Clients(found.client_id, found.sort_key, begins, (), found.word, beginning, scattered=True)


def _is_given(other: Clients, along: Clients) -> bool:
    """Whether all clients of one list are on the other."""
    return other.beginning != "" and along.beginning.startswith(other.beginning)


def _shortest_first(session: Session, lists: list[Clients]) -> list[Clients]:
    """The lists by their length, as far as that is known; scattered ones that are too long to be sorted come last."""
    client = aliased(Client)
    everybody = Clients(client.id, client.sort_key, true())
    if len(lists) < 2:
        return lists or [everybody]
    for length in _LENGTHS:
        sizes = {each: _size(session, each, length) for each in lists}
        ranked = sorted(lists, key=lambda each: (each.scattered and sizes[each] >= min(length, FEW), sizes[each]))
        if sizes[ranked[0]] < length:
            break
    return ranked


def _size(session: Session, clients: Clients, most: int) -> int:
    some = select(literal(1)).where(clients.in_common).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _read(session: Session, walk: Select[Any], limit: int, offset: int = 0) -> list[Any]:
    """Ids as the database gives them, which is faster."""
    return list(session.scalars(walk.limit(limit).offset(offset)))


def _page_of(found: list[Any], offset: int) -> list[Any]:
    start = min(offset, max(0, len(found) - 1) // PAGE * PAGE)
    return found[start : start + PAGE + 1]
