"""Local times of a practice: the moments they are, and what is odd about them when the clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from owl_app.clock import zone_of

WEEK = timedelta(days=7)


class Oddity(StrEnum):
    """What a clock change does to a local time."""

    SKIPPED = "skipped"
    """There is no such time: the clocks are put forward over it."""
    TWICE = "twice"
    """There are two such times: the clocks are put back over it."""
    AFTER_CHANGE = "after_change"
    """The clocks changed in the week before it."""


@dataclass(frozen=True)
class ClockChange:
    """An odd local time: when the clocks changed, and the two times to tell apart.

    `first` and `second` are for SKIPPED the time that was meant and the one it is; for TWICE both moments; for
    AFTER_CHANGE the time in the old clock and in the new one.
    """

    oddity: Oddity
    day: date
    first: datetime
    second: datetime


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment of a local time, in UTC: of two the earlier; a skipped one is as much later as the clocks jump."""
    return datetime.combine(day, at, zone_of(zone)).astimezone(UTC)


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone))


def clock_change_at(day: date, at: time, zone: str) -> ClockChange | None:
    """What is odd about a local time; nothing in nearly all weeks of the year."""
    there = zone_of(zone)
    typed = datetime.combine(day, at, there)
    earlier, later = typed.astimezone(UTC), typed.replace(fold=1).astimezone(UTC)
    real = earlier.astimezone(there)
    if real.replace(tzinfo=None) != typed.replace(tzinfo=None):
        return ClockChange(Oddity.SKIPPED, day, typed, real)
    if earlier != later:
        return ClockChange(Oddity.TWICE, day, real, later.astimezone(there))
    changed = _last_change(earlier, there)
    if changed is None:
        return None
    before = (changed - timedelta(seconds=1)).astimezone(there)
    old_clock = (before + (earlier - before)).replace(tzinfo=None)
    return ClockChange(Oddity.AFTER_CHANGE, changed.astimezone(there).date(), old_clock, real)


def repeated(first: date, last: date, weeks: int) -> Iterator[date]:
    """The same day of the week, every so many weeks, from the first day to the last."""
    while first <= last:
        yield first
        first += weeks * WEEK


def _last_change(moment: datetime, there: ZoneInfo) -> datetime | None:
    """When the clocks changed in the week before the moment, to the second; nothing when they did not."""
    start, end = moment - WEEK, moment
    if start.astimezone(there).utcoffset() == end.astimezone(there).utcoffset():
        return None
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) / 2
        if middle.astimezone(there).utcoffset() == moment.astimezone(there).utcoffset():
            end = middle
        else:
            start = middle
    return end
