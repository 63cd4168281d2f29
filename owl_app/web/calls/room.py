"""One room: who waits, who is held and who is in the call, and what its host does with them. No sockets, no clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from owl_app.services.calls import Part

MOST_ADMITTED = 4
"""People in one call: each sends its picture to every other."""
MOST_AT_THE_DOOR = 12
AWAY_SECONDS = 30.0
"""How long a place in the call is kept for somebody whose socket is gone: a reload, a tunnel."""
DOOR_SECONDS = 8.0
"""The same for somebody who waits."""
SILENT_SECONDS = 45.0
"""After so long without a sign of life a socket counts as gone, also one whose process has died."""


class Place(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    ADMITTED = "admitted"


class Full(Exception):
    """There is no place for one more."""


class Absent(Exception):
    """Nobody with this id is there."""


@dataclass(frozen=True)
class Person:
    """Somebody at the door or in the call; `id` says nothing about who it is outside of this room."""

    id: str
    name: str
    login: str
    """The name their login has at the practice, which the host reads beside the one they typed; guests have none."""
    account: str
    """The id of their login, for the audit trail."""
    part: Part
    place: Place
    tab: str
    seat: str
    """The socket they are at; an older one of theirs is hung up."""
    seen: float
    away: float | None = None

    @property
    def kept_seconds(self) -> float:
        """How long the place is kept once the socket is gone."""
        return AWAY_SECONDS if self.place is Place.ADMITTED else DOOR_SECONDS


@dataclass
class Room:
    """`host` is whose session it is; `version` grows with every change that anybody sees."""

    host: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    void: dict[str, float] = field(default_factory=dict)
    """Whose passes are no good any more if they were given before this moment; `""` stands for everybody."""
    version: int = 0

    def enter(self, newcomer: Person, *, pass_given: float | None, at: float) -> None:
        """A host is in the call at once, and so is who was in it a moment ago: by the place kept, or by a pass.

        Whoever comes from another device is not shown as lost beside themselves.

        Raises:
            Full: too many wait, or are in the call.
        """
        self._leave_behind(newcomer)
        before = self.people.get(newcomer.id)
        place = self._place_for(newcomer, before, pass_given)
        others = [person for person in self.people.values() if person.id != newcomer.id]
        if place is Place.ADMITTED and not _has_place(newcomer, others):
            place = Place.WAITING
            if newcomer.part is Part.HOST:
                raise Full
        if place is not Place.ADMITTED and len(others) - _count(others, Place.ADMITTED) >= MOST_AT_THE_DOOR:
            raise Full
        self.people[newcomer.id] = replace(newcomer, place=place, seen=at, away=None)
        self.version += 1

    def admit(self, person_id: str) -> None:
        """Raises Full or Absent."""
        person = self._there(person_id)
        others = [other for other in self.people.values() if other.id != person_id]
        if not _has_place(person, others):
            raise Full
        self._move(person, Place.ADMITTED)

    def send_back(self, person_id: str, *, at: float) -> None:
        """To where the others wait. Raises Absent; the host stays."""
        self._out(person_id, Place.WAITING, at)

    def hold(self, person_id: str, *, at: float) -> None:
        """Into a waiting room of their own. Raises Absent; the host stays."""
        self._out(person_id, Place.HELD, at)

    def end(self, *, at: float) -> None:
        """Nobody is left, and no pass brings anybody back."""
        self.people = {}
        self.void = {"": at}
        self.version += 1

    def leave(self, person_id: str, seat: str, *, at: float) -> None:
        """Somebody goes by themselves: who comes again knocks again."""
        if (person := self.people.get(person_id)) and person.seat == seat:
            self._remove(person, at)

    def remove(self, person_id: str, *, at: float) -> None:
        """Somebody may not be here any more."""
        if person := self.people.get(person_id):
            self._remove(person, at)

    def lose(self, person_id: str, seat: str, *, at: float) -> None:
        """A socket is gone; the place is kept for a while."""
        person = self.people.get(person_id)
        if person is not None and person.seat == seat and person.away is None:
            self.people[person_id] = replace(person, away=at)
            self.version += 1

    def sees(self, person_id: str, seat: str, *, at: float) -> None:
        """A sign of life."""
        person = self.people.get(person_id)
        if person is not None and person.seat == seat:
            self.people[person_id] = replace(person, seen=at)

    def forget(self, *, at: float) -> None:
        """Give up the places of those who did not come back."""
        for person in list(self.people.values()):
            gone_at = person.away if person.away is not None else person.seen + SILENT_SECONDS
            if at >= gone_at + person.kept_seconds:
                del self.people[person.id]
                self.version += 1

    def is_admitted(self, person_id: str) -> bool:
        person = self.people.get(person_id)
        return person is not None and person.place is Place.ADMITTED

    @property
    def admitted(self) -> list[Person]:
        return [person for person in self.people.values() if person.place is Place.ADMITTED]

    @property
    def at_the_door(self) -> list[Person]:
        return [person for person in self.people.values() if person.place is not Place.ADMITTED]

    @property
    def waiting(self) -> list[Person]:
        """Those somebody should look after: they wait, and are there."""
        return [person for person in self.people.values() if person.place is Place.WAITING and person.away is None]

    def seen_by(self, person_id: str) -> dict[str, Any]:
        """What may be shown to somebody: the people in the call to those in it, the door to the host alone."""
        me = self.people[person_id]
        people: list[dict[str, Any]] = []
        door: list[dict[str, Any]] = []
        if me.place is Place.ADMITTED:
            people = [_shown(person, me) for person in self.admitted if person.id != person_id]
        if me.part is Part.HOST:
            door = [_shown(person, me) for person in self.at_the_door]
        return {"place": me.place, "people": people, "door": door}

    def copy(self) -> Room:
        return Room(self.host, dict(self.people), dict(self.void), self.version)

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Room:
        """As it was written by `to_json`."""
        held = json.loads(text)
        people = dict(_people(held["people"]))
        return cls(held["host"], people, held["void"], held["version"])

    def _place_for(self, newcomer: Person, before: Person | None, pass_given: float | None) -> Place:
        if newcomer.part is Part.HOST:
            return Place.ADMITTED
        if before is not None:
            return before.place
        since = max(self.void.get("", 0.0), self.void.get(newcomer.id, 0.0))
        return Place.ADMITTED if pass_given is not None and pass_given > since else Place.WAITING

    def _leave_behind(self, newcomer: Person) -> None:
        for other in list(self.people.values()):
            is_same = bool(newcomer.account) and other.account == newcomer.account and other.id != newcomer.id
            if is_same and other.away is not None:
                del self.people[other.id]

    def _there(self, person_id: str) -> Person:
        try:
            return self.people[person_id]
        except KeyError:
            raise Absent from None

    def _out(self, person_id: str, place: Place, at: float) -> None:
        person = self._there(person_id)
        if person.part is Part.HOST:
            raise Absent
        self.void[person_id] = at
        self._move(person, place)

    def _move(self, person: Person, place: Place) -> None:
        if person.place is not place:
            self.people[person.id] = replace(person, place=place)
            self.version += 1

    def _remove(self, person: Person, at: float) -> None:
        self.void[person.id] = at
        del self.people[person.id]
        self.version += 1


def _has_place(person: Person, others: list[Person]) -> bool:
    """Whether one more can be in the call; one place is the host's, also while the host is away."""
    hosted = person.part is Part.HOST or any(
        other.part is Part.HOST and other.place is Place.ADMITTED for other in others
    )
    return _count(others, Place.ADMITTED) < MOST_ADMITTED - (0 if hosted else 1)


def _count(people: Any, place: Place) -> int:
    return sum(person.place is place for person in people)


def _people(held: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Person]]:
    for person_id, values in held.items():
        yield person_id, Person(**values | {"part": Part(values["part"]), "place": Place(values["place"])})


def _shown(person: Person, to: Person) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": person.id,
        "name": person.name,
        "part": person.part,
        "tab": person.tab,
        "away": person.away is not None,
    }
    if to.part is Part.HOST:
        shown |= {"login": person.login, "place": person.place}
    return shown
