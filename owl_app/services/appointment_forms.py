"""What staff type about sessions: booking, changing and cancelling them, and what became of them."""

from datetime import date, time
from enum import StrEnum
from typing import Any

from pydantic import field_validator

from owl_app.i18n import t
from owl_app.models import Attendance, Meeting
from owl_app.models.appointment import LONGEST
from owl_app.services import forms

LONGEST_MINUTES = int(LONGEST.total_seconds() // 60)
SHORTEST_MINUTES = 5
LONGEST_BUFFER = 120
MOST_CLIENTS = 8
"""Clients that one session is booked for at most."""


class Repeat(StrEnum):
    """How a session is repeated, and what a change of one of a series reaches."""

    NONE = "none"
    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"


class Scope(StrEnum):
    """What of a series is changed."""

    ONE = "one"
    FOLLOWING = "following"


class _SessionForm(forms.Form):
    """`looked_at` holds the keys of the warnings that were on the screen when it was sent, with spaces between."""

    has_lines = frozenset({"note"})
    looked_at: str = ""

    @field_validator("day", "until", mode="before", check_fields=False)
    @classmethod
    def _day(cls, value: Any) -> date | None:
        return _day_or_nothing(value)

    @field_validator("start", mode="before", check_fields=False)
    @classmethod
    def _start(cls, value: Any) -> time | None:
        return _time_or_nothing(value)

    @field_validator("minutes", mode="before", check_fields=False)
    @classmethod
    def _minutes(cls, value: Any) -> int | None:
        return _minutes_or_nothing(value, SHORTEST_MINUTES, LONGEST_MINUTES)

    @field_validator("buffer_minutes", mode="before", check_fields=False)
    @classmethod
    def _buffer(cls, value: Any) -> int | None:
        return _minutes_or_nothing(value, 0, LONGEST_BUFFER)

    @field_validator("note", check_fields=False)
    @classmethod
    def _note(cls, value: str | None) -> str | None:
        return forms.optional(value, 500) if value else value


class BookingForm(_SessionForm):
    """A new session: `day` and `start` as they stand on the practice's clocks; without `minutes` the service's."""

    clients: list[str] = []
    therapist_id: str = ""
    """Nothing is whoever books."""
    service_id: str = ""
    day: date | None = None
    start: time | None = None
    minutes: int | None = None
    meeting: str = Meeting.VIDEO
    buffer_minutes: int | None = 0
    note: str = ""
    repeat: str = Repeat.NONE
    until: date | None = None

    _service = field_validator("service_id")(lambda value: forms.required(value, 40))
    _meeting = field_validator("meeting")(lambda value: forms.one_of(set(Meeting), value))
    _repeat = field_validator("repeat")(lambda value: forms.one_of(set(Repeat), value))
    _when = field_validator("day", "start")(lambda value: _given(value))

    @field_validator("clients", mode="before")
    @classmethod
    def _clients(cls, value: Any) -> list[str]:
        ids = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
        found = list(dict.fromkeys(str(each)[:40] for each in ids))
        if not found:
            raise ValueError(t("Choose who comes."))
        if len(found) > MOST_CLIENTS:
            raise ValueError(t("Choose at most {count} clients.", count=MOST_CLIENTS))
        return found


class ChangeForm(_SessionForm):
    """Other words or another time for a session; what is not sent stays. `version` says which one was on the screen."""

    version: int
    scope: str = Scope.ONE
    therapist_id: str | None = None
    service_id: str | None = None
    day: date | None = None
    start: time | None = None
    minutes: int | None = None
    meeting: str | None = None
    buffer_minutes: int | None = None
    note: str | None = None

    _scope = field_validator("scope")(lambda value: forms.one_of(set(Scope), value))
    _meeting = field_validator("meeting")(lambda value: value and forms.one_of(set(Meeting), value))


class AttendanceForm(forms.Form):
    """What became of a session."""

    version: int
    attendance: str = ""

    _attendance = field_validator("attendance")(lambda value: forms.one_of(set(Attendance), value))


class CancellationForm(forms.Form):
    """Cancelling: `late` is too late for it to be free of charge."""

    version: int
    late: bool = False
    scope: str = Scope.ONE

    _scope = field_validator("scope")(lambda value: forms.one_of(set(Scope), value))


def _given(value: Any) -> Any:
    if value is None:
        raise ValueError(t("Please fill this in."))
    return value


def _day_or_nothing(value: Any) -> date | None:
    if not value:
        return None
    try:
        read = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(t("Write a date, like 2026-04-23.")) from None
    if not 2000 <= read.year <= 2100:
        raise ValueError(t("This date cannot be right."))
    return read


def _time_or_nothing(value: Any) -> time | None:
    if value is None or value == "":
        return None
    try:
        read = value if isinstance(value, time) else time.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(t("Write a time, like 14:30.")) from None
    if read.tzinfo is not None or read.second or read.microsecond:
        raise ValueError(t("Write a time, like 14:30."))
    return read


def read_minutes(value: Any, least: int, most: int) -> int:
    """Raises ValueError when it is no number of minutes in between."""
    typed = str(value).strip()
    if not (typed.isdecimal() and len(typed) < 5 and least <= int(typed) <= most):
        raise ValueError(t("Write a number of minutes from {least} to {most}.", least=least, most=most))
    return int(typed)


def _minutes_or_nothing(value: Any, least: int, most: int) -> int | None:
    return None if value is None or value == "" else read_minutes(value, least, most)
