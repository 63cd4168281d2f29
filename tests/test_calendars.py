"""The calendar: the days of a view, whose sessions somebody sees, and whom the booking window offers."""

from datetime import UTC, date, datetime

import pytest

from owl_app.errors import NotAllowed, NotFound
from owl_app.models import Practice
from owl_app.services import booking_offers, calendars
from owl_app.services.calendars import Calendar, days_of
from tests.booking import add_service, booked
from tests.cast import Cast
from tests.door import change, read


@pytest.fixture
def service(cast: Cast) -> str:
    """Thea has a session with Ana on January 12, Tom one with Chloé on January 13."""
    service_id = add_service(cast.olivia)
    booked(cast.thea, service_id, cast.ana.client_id, "2027-01-12", "14:00")
    booked(cast.tom, service_id, cast.chloe.client_id, "2027-01-13", "09:00")
    return service_id


def look(who: object, view: str = "week", day: str = "2027-01-12", therapist: str = "") -> Calendar:
    return read(who, calendars.look, view=view, day=day, therapist=therapist)


def held_by(found: Calendar) -> list[str]:
    return [f"{row.therapist}: {', '.join(row.clients)}" for row in found.rows]


@pytest.mark.parametrize(
    ("view", "locale", "first", "after"),
    [
        ("week", "en_CA", date(2027, 1, 10), date(2027, 1, 17)),
        ("list", "en_CA", date(2027, 1, 10), date(2027, 1, 17)),
        ("", "fr_FR", date(2027, 1, 11), date(2027, 1, 18)),
        ("day", "en_CA", date(2027, 1, 12), date(2027, 1, 13)),
        ("month", "en_CA", date(2026, 12, 27), date(2027, 2, 7)),
        ("month", "fr_FR", date(2026, 12, 28), date(2027, 2, 8)),
        ("year", "en_CA", date(2027, 1, 10), date(2027, 1, 17)),
    ],
)
def test_weeks_begin_as_they_do_where_the_practice_is(view: str, locale: str, first: date, after: date) -> None:
    assert days_of(view, date(2027, 1, 12), locale) == (first, after)


def test_a_week_in_which_the_clocks_change_is_an_hour_shorter(cast: Cast) -> None:
    found = look(cast.olivia, day="2027-03-16")
    assert found.since == datetime(2027, 3, 14, 5, tzinfo=UTC)
    assert found.until == datetime(2027, 3, 21, 4, tzinfo=UTC)


def test_owners_and_admins_see_everybody_or_one_therapist(cast: Cast, service: str) -> None:
    both = ["Thea Thorne: Ana Lopez", "Tom Tran: Chloé Élie"]
    assert held_by(look(cast.olivia)) == both
    assert held_by(look(cast.adam)) == both
    assert held_by(look(cast.adam, therapist=str(cast.tom.account_id))) == both[1:]
    assert held_by(look(cast.adam, view="day")) == both[:1]
    assert held_by(look(cast.adam, therapist="nonsense")) == both


def test_a_therapist_has_a_calendar_of_their_own_and_asks_in_vain_for_another(cast: Cast, service: str) -> None:
    for asked in ("", "all", str(cast.thea.account_id)):
        found = look(cast.tom, therapist=asked)
        assert (held_by(found), found.therapists) == (["Tom Tran: Chloé Élie"], [])


def test_where_therapists_see_all_they_begin_with_their_own_and_may_look_at_others(cast: Cast, service: str) -> None:
    change(Practice, 1, therapists_see_all=True)
    assert held_by(look(cast.tom)) == ["Tom Tran: Chloé Élie"]
    assert held_by(look(cast.tom, therapist=str(cast.thea.account_id))) == ["Thea Thorne: Ana Lopez"]
    assert len(look(cast.tom, therapist="all").rows) == 2
    assert [row.name for row in look(cast.tom).therapists] == ["Adam Abara", "Olivia Owens", "Thea Thorne", "Tom Tran"]


@pytest.mark.parametrize("day", ["", "nonsense", "2027-02-30", "1900-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_today(cast: Cast, day: str) -> None:
    assert look(cast.olivia, day=day).day == look(cast.olivia, day="").day


def test_nobody_but_staff_has_a_calendar(cast: Cast, service: str) -> None:
    for who in (cast.ana, cast.mallory, cast.pat, None):
        with pytest.raises(NotAllowed):
            look(who)
        with pytest.raises(NotAllowed):
            read(who, booking_offers.get_offers)
        with pytest.raises(NotAllowed):
            read(who, booking_offers.find_clients, search="ana")


def test_the_booking_window_offers_the_clients_that_somebody_may_see(cast: Cast) -> None:
    (ana,) = read(cast.olivia, booking_offers.find_clients, search="ana l")
    assert (ana.name, ana.therapist, ana.therapist_id) == ("Ana Lopez", "Thea Thorne", str(cast.thea.account_id))
    assert read(cast.tom, booking_offers.find_clients, search="ana l") == []
    assert read(cast.thea, booking_offers.get_bookable, client_id=cast.ana.client_id).name == "Ana Lopez"
    with pytest.raises(NotFound):
        read(cast.tom, booking_offers.get_bookable, client_id=cast.ana.client_id)


def test_the_booking_window_offers_services_with_their_length_and_ways(cast: Cast) -> None:
    add_service(cast.olivia, "Couples therapy", minutes="80", phone="off")
    offers = read(cast.thea, booking_offers.get_offers)
    assert [(each.name, each.minutes, each.meetings) for each in offers.services] == [
        ("Couples therapy", 80, ("video", "in_person"))
    ]
    assert offers.own_id == str(cast.thea.account_id)
