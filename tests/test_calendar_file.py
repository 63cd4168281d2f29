"""Calendar files: what strict parsers make of them, on the clocks of the practice, in the weeks they change."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from owl_app.documents.calendar_file import Entry, Sender, render

WRITTEN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SENDER = Sender('Willow "Street"; Thérapie, Ltd.', "hello@willow.example")


def entry(
    starts_at: datetime, *, minutes: int = 50, number: int = 1, sequence: int = 0, cancelled: bool = False
) -> Entry:
    return Entry(
        uid=f"01938a5e-0000-7000-8000-{number:012}",
        sequence=sequence,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        summary="Session",
        description="Everything about it is in the Client Portal: https://portal.willow.example/portal/account",
        location="12 Willow Street; second floor, Toronto\\Ontario",
        url="https://portal.willow.example/portal/account",
        is_cancelled=cancelled,
    )


def written(*entries: Entry, zone: str = "America/Toronto") -> str:
    return render(entries, zone=zone, sender=SENDER, written_at=WRITTEN).decode()


def parsed(text: str) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(text)


def lines(text: str) -> list[str]:
    """The lines unfolded (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def clock_of(text: str) -> ZoneInfo:
    """The zone as the file itself explains it, read by another library."""
    zone: ZoneInfo = tzical(StringIO(text.replace("\r\n", "\n"))).get()
    return zone


def test_every_line_ends_as_it_should_and_none_is_longer_than_75_bytes() -> None:
    text = written(entry(datetime(2026, 6, 2, 18, 0, tzinfo=UTC)))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_session_has_its_time_its_place_an_alarm_and_nothing_clinical() -> None:
    text = written(entry(datetime(2026, 6, 2, 18, 0, tzinfo=UTC), sequence=3))
    (event,) = parsed(text).events
    assert (event.uid, event.sequence) == ("01938a5e-0000-7000-8000-000000000001", 3)
    assert event.dtstart == datetime(2026, 6, 2, 14, 0, tzinfo=ZoneInfo("America/Toronto"))
    assert event.end == datetime(2026, 6, 2, 14, 50, tzinfo=ZoneInfo("America/Toronto"))
    assert (event.summary, event.location) == ("Session", "12 Willow Street; second floor, Toronto\\Ontario")
    assert event.status == "CONFIRMED"
    assert event.classification == "PRIVATE"
    (alarm,) = event.alarm
    assert (alarm.action, alarm.trigger) == ("DISPLAY", timedelta(minutes=-15))
    assert event.organizer is not None
    assert event.organizer.uri == "mailto:hello@willow.example"
    assert "METHOD:PUBLISH" in lines(text)
    assert "DTSTART;TZID=America/Toronto:20260602T140000" in lines(text)
    assert "ATTENDEE" not in text


def test_a_session_that_is_cancelled_is_taken_back() -> None:
    text = written(entry(datetime(2026, 6, 2, 18, 0, tzinfo=UTC), sequence=4, cancelled=True))
    (event,) = parsed(text).events
    assert "METHOD:CANCEL" in lines(text)
    assert (event.status, event.sequence, event.alarm) == ("CANCELLED", 4, [])


def test_a_series_that_is_cancelled_says_so_of_each_because_cancel_is_for_one() -> None:
    text = written(
        *[entry(datetime(2026, 6, day, 18, 0, tzinfo=UTC), number=day, cancelled=True) for day in (2, 9, 16)]
    )
    assert "METHOD:PUBLISH" in lines(text)
    events = parsed(text).events
    assert [event.status for event in events] == ["CANCELLED"] * 3
    assert len({event.uid for event in events}) == 3


CHANGES = [
    ("America/St_Johns", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Halifax", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Toronto", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Winnipeg", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Regina", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/Vancouver", date(2026, 3, 8), date(2026, 11, 1)),
]
"""Six zones of Canada, with the nights in which clocks change in most of them."""


@pytest.mark.parametrize(("zone", "spring", "autumn"), CHANGES)
def test_the_file_explains_the_clocks_of_the_zone_to_the_minute_in_the_weeks_they_change(
    zone: str, spring: date, autumn: date
) -> None:
    real = ZoneInfo(zone)
    for night in (spring, autumn):
        middle = datetime(night.year, night.month, night.day, 12, 0, tzinfo=UTC)
        explained = clock_of(written(entry(middle), zone=zone))
        for quarter in range(-7 * 96, 7 * 96):
            there = (middle + timedelta(minutes=15 * quarter)).astimezone(real)
            read = there.replace(tzinfo=explained)
            assert (read.utcoffset(), read.tzname()) == (there.utcoffset(), there.tzname())


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/St_Johns", "2026-03-07", "20260307T173000Z"),
        ("America/St_Johns", "2026-03-08", "20260308T163000Z"),
        ("America/Halifax", "2026-03-07", "20260307T180000Z"),
        ("America/Halifax", "2026-03-08", "20260308T170000Z"),
        ("America/Toronto", "2026-10-31", "20261031T180000Z"),
        ("America/Toronto", "2026-11-01", "20261101T190000Z"),
        ("America/Winnipeg", "2026-10-31", "20261031T190000Z"),
        ("America/Winnipeg", "2026-11-01", "20261101T190000Z"),
        ("America/Regina", "2026-10-31", "20261031T200000Z"),
        ("America/Regina", "2026-11-01", "20261101T200000Z"),
        ("America/Vancouver", "2026-10-31", "20261031T210000Z"),
        ("America/Vancouver", "2026-11-01", "20261101T210000Z"),
    ],
)
def test_two_in_the_afternoon_is_the_right_moment_before_and_after_a_change(zone: str, day: str, expected: str) -> None:
    starts_at = datetime.strptime(expected, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    text = written(entry(starts_at), zone=zone)
    assert f"DTSTART;TZID={zone}:{day.replace('-', '')}T140000" in lines(text)
    (event,) = parsed(text).events
    assert event.start == starts_at
    read = datetime.fromisoformat(f"{day}T14:00").replace(tzinfo=clock_of(text))
    assert read.astimezone(UTC) == starts_at


def test_a_session_over_the_hour_that_comes_twice_ends_after_it_begins() -> None:
    starts_at = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    (event,) = parsed(written(entry(starts_at))).events
    assert event.start == starts_at
    assert event.end == datetime(2026, 11, 1, 6, 20, tzinfo=UTC)


def test_a_series_of_two_years_is_explained_to_its_end() -> None:
    begin = datetime(2026, 2, 3, 19, 0, tzinfo=UTC)
    text = written(*[entry(begin + timedelta(weeks=week), number=week) for week in range(104)])
    assert len(parsed(text).events) == 104
    explained, real = clock_of(text), ZoneInfo("America/Toronto")
    for week in range(104):
        there = (begin + timedelta(weeks=week)).astimezone(real)
        assert there.replace(tzinfo=explained).utcoffset() == there.utcoffset()
