"""Clock changes in Canadian zones: what a local time is, what is said of it, and what a series does.

The rules are those of the `tzdata` package: since 2026 Winnipeg, Edmonton and Vancouver do not put their clocks back.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owl_app.clock import zone_of
from owl_app.models import Appointment, Practice
from owl_app.services.local_times import Oddity, clock_change_at, local, moment_of
from tests.booking import add_service, booked
from tests.cast import Cast
from tests.door import change, rows

ST_JOHNS, HALIFAX, TORONTO, WINNIPEG, EDMONTON, VANCOUVER, REGINA = ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Edmonton",
    "America/Vancouver",
    "America/Regina",
)
SPRING_2025, AUTUMN_2025, AUTUMN_2026 = date(2025, 3, 4), date(2025, 10, 28), date(2026, 10, 27)
"""A Tuesday; the clocks change on the Sunday after it, if they do."""


@pytest.mark.parametrize(
    ("zone", "first", "before", "after"),
    [
        (ST_JOHNS, SPRING_2025, "17:30", "16:30"),
        (HALIFAX, SPRING_2025, "18:00", "17:00"),
        (TORONTO, SPRING_2025, "19:00", "18:00"),
        (WINNIPEG, SPRING_2025, "20:00", "19:00"),
        (EDMONTON, SPRING_2025, "21:00", "20:00"),
        (VANCOUVER, SPRING_2025, "22:00", "21:00"),
        (REGINA, SPRING_2025, "20:00", "20:00"),
        (ST_JOHNS, AUTUMN_2025, "16:30", "17:30"),
        (HALIFAX, AUTUMN_2025, "17:00", "18:00"),
        (TORONTO, AUTUMN_2025, "18:00", "19:00"),
        (WINNIPEG, AUTUMN_2025, "19:00", "20:00"),
        (EDMONTON, AUTUMN_2025, "20:00", "21:00"),
        (VANCOUVER, AUTUMN_2025, "21:00", "22:00"),
        (REGINA, AUTUMN_2025, "20:00", "20:00"),
        (ST_JOHNS, AUTUMN_2026, "16:30", "17:30"),
        (HALIFAX, AUTUMN_2026, "17:00", "18:00"),
        (TORONTO, AUTUMN_2026, "18:00", "19:00"),
        (WINNIPEG, AUTUMN_2026, "19:00", "19:00"),
        (EDMONTON, AUTUMN_2026, "20:00", "20:00"),
        (VANCOUVER, AUTUMN_2026, "21:00", "21:00"),
        (REGINA, AUTUMN_2026, "20:00", "20:00"),
    ],
)
def test_two_in_the_afternoon_stays_two_in_the_afternoon(zone: str, first: date, before: str, after: str) -> None:
    weeks = [moment_of(first + timedelta(days=days), time(14), zone) for days in (0, 7)]
    assert [f"{each:%H:%M}" for each in weeks] == [before, after]
    changes = [clock_change_at(first + timedelta(days=days), time(14), zone) for days in (0, 7, 14)]
    expected = None if before == after else Oddity.AFTER_CHANGE
    assert [each and each.oddity for each in changes] == [None, expected, None]


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        (ST_JOHNS, "06:00"),
        (HALIFAX, "06:30"),
        (TORONTO, "07:30"),
        (WINNIPEG, "08:30"),
        (EDMONTON, "09:30"),
        (VANCOUVER, "10:30"),
    ],
)
def test_a_time_that_is_skipped_is_an_hour_later(zone: str, starts: str) -> None:
    day = date(2025, 3, 9)
    assert f"{moment_of(day, time(2, 30), zone):%H:%M}" == starts
    found = clock_change_at(day, time(2, 30), zone)
    assert found is not None
    assert (found.oddity, found.first.time(), found.second.time()) == (Oddity.SKIPPED, time(2, 30), time(3, 30))


@pytest.mark.parametrize(
    ("zone", "starts", "first", "second"),
    [
        (ST_JOHNS, "04:00", "NDT", "NST"),
        (HALIFAX, "04:30", "ADT", "AST"),
        (TORONTO, "05:30", "EDT", "EST"),
        (WINNIPEG, "06:30", "CDT", "CST"),
        (EDMONTON, "07:30", "MDT", "MST"),
        (VANCOUVER, "08:30", "PDT", "PST"),
    ],
)
def test_of_a_time_that_comes_twice_the_first_is_taken(zone: str, starts: str, first: str, second: str) -> None:
    day = date(2025, 11, 2)
    assert f"{moment_of(day, time(1, 30), zone):%H:%M}" == starts
    found = clock_change_at(day, time(1, 30), zone)
    assert found is not None
    assert (found.oddity, found.first.tzname(), found.second.tzname()) == (Oddity.TWICE, first, second)


def test_nothing_is_odd_in_regina() -> None:
    for day in (date(2025, 3, 9), date(2025, 3, 11), date(2025, 11, 2), date(2026, 11, 3)):
        for at in (time(1, 30), time(2, 30), time(14)):
            assert clock_change_at(day, at, REGINA) is None


@given(
    st.sampled_from(ZONES),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_a_local_time_is_what_the_clocks_show_at_its_moment_unless_they_skip_it(zone: str, day: date, at: time) -> None:
    moment = moment_of(day, at, zone)
    shown, change_then = local(moment, zone), clock_change_at(day, at, zone)
    skipped = change_then is not None and change_then.oddity is Oddity.SKIPPED
    later = timedelta(hours=1) if skipped else timedelta()
    assert shown.replace(tzinfo=None) == datetime.combine(day, at) + later
    if change_then is not None and change_then.oddity is Oddity.AFTER_CHANGE:
        week_before = (moment - timedelta(days=7)).astimezone(zone_of(zone))
        assert change_then.first - datetime.combine(day, at) == week_before.utcoffset() - shown.utcoffset()  # type: ignore[operator]
    if change_then is None:
        assert local(moment - timedelta(days=7), zone).time() == at


@pytest.mark.parametrize(
    ("day", "start", "sentence"),
    [
        (
            "2025-03-11",
            "14:00",
            "The clocks change on March 9, 2025. 2:00 p.m. is then what was 1:00 p.m. the week before, for somebody "
            "elsewhere.",
        ),
        (
            "2025-03-09",
            "02:30",
            "The clocks go forward on March 9, 2025: there is no 2:30 a.m. then, and the session would be at 3:30 a.m. "
            "instead.",
        ),
        (
            "2025-11-02",
            "01:30",
            "The clocks go back on November 2, 2025: 1:30 a.m. comes twice. The session would be at the first, EDT, "
            "not at the second, EST.",
        ),
    ],
)
def test_a_clock_change_is_looked_at_before_a_session_is_kept(cast: Cast, day: str, start: str, sentence: str) -> None:
    service = add_service(cast.olivia)
    asked = booked(cast.thea, service, cast.ana.client_id, day, start)
    assert [each.sentence for each in asked.cautions] == [sentence]
    assert rows(Appointment) == []
    key = asked.cautions[0].key
    assert booked(cast.thea, service, cast.ana.client_id, day, start, looked_at=key).count == 1


def test_a_session_that_the_clocks_change_in_lasts_as_long_as_it_was_booked(cast: Cast) -> None:
    service = add_service(cast.olivia)
    made = booked(cast.thea, service, cast.ana.client_id, "2025-03-09", "01:30", minutes=60)
    (kept,) = rows(Appointment)
    assert (str(kept.id), kept.minutes) == (made.id, 60)
    assert kept.ends_at == datetime(2025, 3, 9, 7, 30, tzinfo=UTC)


def test_a_practice_that_moves_keeps_its_sessions_at_their_moments(cast: Cast) -> None:
    service = add_service(cast.olivia)
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    change(Practice, 1, time_zone=VANCOUVER)
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    first, second = sorted(rows(Appointment), key=lambda each: each.starts_at)
    assert (first.zone, f"{first.starts_at:%H:%M}") == (TORONTO, "19:00")
    assert (second.zone, f"{second.starts_at:%H:%M}") == (VANCOUVER, "21:00")
