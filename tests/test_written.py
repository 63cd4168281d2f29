"""How dates and moments are written: as in the practice's country, in the words of the page."""

from datetime import UTC, date, datetime

import pytest
from babel.dates import get_date_format, get_time_format
from babel.numbers import list_currencies

from owl_app.choices import currencies, locales, region_of, time_zones
from owl_app.clock import now
from owl_app.i18n import speaking
from owl_app.written import written_date, written_moment
from tests.installation import Clock

DAY = date(2026, 4, 3)
LONG_AGO = datetime(2020, 4, 3, 19, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "day", "moment"),
    [
        ("en_CA", "April 3, 2026", "Apr 3, 2020, 3:04 p.m."),
        ("fr_CA", "3 April 2026", "3 Apr 2020, 15 h 04"),
        ("en_US", "April 3, 2026", "Apr 3, 2020, 3:04 PM"),
        ("en_GB", "3 April 2026", "3 Apr 2020, 15:04"),
        ("de_CH", "3. April 2026", "03.04.2020, 15:04"),
    ],
)
def test_dates_are_written_as_in_the_practices_country(locale: str, day: str, moment: str) -> None:
    assert written_date(DAY, locale) == written_date("2026-04-03", locale) == day
    assert written_moment(LONG_AGO, "America/Toronto", locale) == moment


@pytest.mark.parametrize(
    ("language", "locale", "expected"),
    [
        ("fr", "fr_CA", "3 avril 2026"),
        ("fr", "en_CA", "avril 3, 2026"),
        ("fr", "en_US", "avril 3, 2026"),
        ("qps", "en_CA", "April 3, 2026"),
    ],
)
def test_the_words_are_those_of_the_page(language: str, locale: str, expected: str) -> None:
    with speaking(language):
        assert written_date(DAY, locale) == expected


def test_today_and_yesterday_are_those_of_the_practices_zone(clock: Clock) -> None:
    moment = now()
    assert written_moment(moment, "America/Toronto", "en_GB").startswith("Today, ")
    clock.forward(days=1)
    assert written_moment(moment, "America/Toronto", "en_GB").startswith("Yesterday, ")
    clock.forward(days=1)
    assert written_moment(moment, "America/Toronto", "en_GB").count(":") == 1


def test_nothing_stays_nothing() -> None:
    assert written_date("", "en_CA") == ""


@pytest.mark.parametrize("locale", locales())
def test_no_locale_brings_words_of_its_own_into_a_date(locale: str) -> None:
    for length in ("long", "medium"):
        assert "'" not in get_date_format(length, locale=locale).pattern
    assert get_time_format("short", locale=locale).pattern.replace("'h'", "").count("'") == 0


def test_every_locale_names_a_country_and_every_currency_is_one() -> None:
    assert all(len(region_of(locale)) == 2 for locale in locales())
    assert set(currencies()) <= list_currencies()


def test_the_zones_are_named_once_the_common_ones_first() -> None:
    zones = time_zones()
    assert zones[0] == "America/Toronto"
    assert len(zones) == len(set(zones)) > 300
    assert "Etc/GMT+5" not in zones
