"""Calendar files (RFC 5545): sessions as somebody's own calendar takes them, and takes them back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
)

from owl_app.clock import zone_of

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
_ALARM = timedelta(minutes=15)
"""How long before a session the calendar rings."""
_STEP = timedelta(days=7)
_FETCHED_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One session; `uid` stays the same for ever, and `sequence` grows with every change of its time."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    url: str
    is_cancelled: bool


@dataclass(frozen=True)
class Sender:
    """Whom the entries come from."""

    name: str
    email: str


def method_of(entries: Sequence[Entry]) -> str:
    """What a calendar is to do with them; CANCEL is for one entry alone (RFC 5546), so several say it by their status.

    Never REQUEST: then a calendar offers to decline, by a letter that nobody at the practice reads.
    """
    return CANCEL if len(entries) == 1 and entries[0].is_cancelled else PUBLISH


def render(entries: Sequence[Entry], *, zone: str, sender: Sender, written_at: datetime, name: str = "") -> bytes:
    """The entries on the clocks of the zone, which the file explains itself.

    One with a `name` is a calendar of its own, which is fetched again and again (RFC 7986).
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Owl App//Sessions//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", PUBLISH if name else method_of(entries))
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", _FETCHED_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(_FETCHED_AGAIN))
    first = min((each.starts_at for each in entries), default=written_at)
    last = max((each.ends_at for each in entries), default=written_at)
    calendar.add_component(_timezone(zone, first.year - 1, last.year + 2))
    for entry in entries:
        calendar.add_component(_event(entry, zone_of(zone), sender, written_at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, zone: ZoneInfo, sender: Sender, written_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", written_at.astimezone(UTC))
    start, end = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    if start.fold or end.fold:  # the second of two equal times has no name in the zone
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    event.add("url", entry.url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    organizer = vCalAddress(f"mailto:{sender.email}")
    organizer.params["CN"] = vText(sender.name.replace('"', "'"))
    event["organizer"] = organizer
    if not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", -_ALARM)
    return alarm


@lru_cache(maxsize=64)
def _timezone(name: str, first_year: int, end_year: int) -> Timezone:
    """What the clocks of a zone do in these years: one part for their beginning, and one for each change."""
    zone = zone_of(name)
    begin, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(end_year, 1, 1, tzinfo=UTC)
    described = Timezone()
    described.add("tzid", name)
    described.add_component(_observance(begin, begin, zone))
    for change in _changes(begin, end, zone):
        described.add_component(_observance(change, change - timedelta(seconds=1), zone))
    return described


def _observance(since: datetime, before: datetime, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    """From this moment on; its beginning stands there as the clocks said until then (RFC 5545, 3.6.5)."""
    there, until_then = since.astimezone(zone), before.astimezone(zone)
    observance = (TimezoneDaylight if there.dst() else TimezoneStandard)()
    offset = until_then.utcoffset() or timedelta()
    observance.add("dtstart", (since + offset).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset)
    observance.add("tzoffsetto", there.utcoffset() or timedelta())
    observance.add("tzname", there.tzname() or "")
    return observance


def _changes(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments from which the clocks say something else."""
    while begin < end:
        after = min(begin + _STEP, end)
        if _clock(begin, zone) != _clock(after, zone):
            yield _change_between(begin, after, zone)
        begin = after


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _clock(middle, zone) == _clock(before, zone):
            before = middle
        else:
            after = middle
    return after


def _clock(moment: datetime, zone: ZoneInfo) -> tuple[timedelta | None, str | None]:
    there = moment.astimezone(zone)
    return there.utcoffset(), there.tzname()
