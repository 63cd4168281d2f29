"""Moments and dates as people of the practice's locale write them, with the page's own words for months and days."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_date_format, get_time_format

from owl_app.clock import now
from owl_app.i18n import DEFAULT, PSEUDO, current_language, t


def written_moment(moment: datetime, zone: str, locale: str) -> str:
    """`Today, 3:04 p.m.`, `Yesterday, …`, else the date and the time, in the practice's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    today = now().astimezone(ZoneInfo(zone)).date()
    time = _time(local, locale)
    if local.date() == today:
        return t("Today, {time}", time=time)
    if local.date() == today - timedelta(days=1):
        return t("Yesterday, {time}", time=time)
    return ", ".join([_date(local.date(), locale, "medium"), time])


def written_time(moment: datetime, zone: str, locale: str) -> str:
    """The time of a moment that is near, in the practice's zone."""
    return _time(moment.astimezone(ZoneInfo(zone)), locale)


def written_clock(local: datetime, locale: str) -> str:
    """A time as it stands on a clock somewhere."""
    return _time(local.replace(tzinfo=None), locale)


def written_span(start: datetime, end: datetime, zone: str, locale: str) -> str:
    """From when to when something is, on one day: `3 December 2026, 2:00 p.m. – 2:50 p.m.`"""
    times = t("{start} – {end}", start=written_time(start, zone, locale), end=written_time(end, zone, locale))
    return ", ".join([written_day(start, zone, locale), times])


def written_day(moment: datetime, zone: str, locale: str) -> str:
    """The day of a moment, in the practice's zone."""
    return written_date(moment.astimezone(ZoneInfo(zone)).date(), locale)


def written_date(day: date | str, locale: str) -> str:
    """The date in words; nothing stays nothing."""
    if not day:
        return ""
    return _date(date.fromisoformat(day) if isinstance(day, str) else day, locale, "long")


def written_weekday(moment: datetime, zone: str, locale: str) -> str:
    """The day of a moment with its weekday, in the practice's zone."""
    return _date(moment.astimezone(ZoneInfo(zone)).date(), locale, "full")


def written_hours(start: datetime, end: datetime, zone: str, locale: str, *, with_place: bool = True) -> str:
    """From when to when something is on its day, with the place whose clocks say so."""
    first, last = written_time(start, zone, locale), written_time(end, zone, locale)
    if not with_place:
        return t("{start} – {end}", start=first, end=last)
    return t("{start} – {end} ({place} time)", start=first, end=last, place=place_of(zone))


def written_tile(moment: datetime, zone: str, locale: str) -> tuple[str, str]:
    """The month of a moment, shortened, and its day, as a page of a calendar shows them."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return format_date(day, "MMM", locale=_words(locale)), format_date(day, "d", locale=_words(locale))


def written_month(month: int, locale: str, *, short: bool = False) -> str:
    """A month by its number, as it stands alone."""
    return format_date(date(2000, month, 1), "LLL" if short else "LLLL", locale=_words(locale))


def place_of(zone: str) -> str:
    """The place that a time zone is named by."""
    return zone.rpartition("/")[2].replace("_", " ")


def first_weekday(locale: str) -> int:
    """The day with which weeks begin there; Monday is 0."""
    return int(Locale.parse(locale).first_week_day)


def spoken_tag(locale: str) -> str:
    """How a browser calls the page's language as it is spoken where the locale is: `en-CA`."""
    return str(_words(locale)).replace("_", "-")


def written_age(moment: datetime, zone: str) -> str:
    """How long ago something was, in whole days of the practice's zone."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    days = (now().astimezone(ZoneInfo(zone)).date() - day).days
    if days < 1:
        return t("today")
    return t("yesterday") if days == 1 else t("{count} days ago", count=days)


def written_since(moment: datetime, zone: str, locale: str) -> str:
    """When something near was, with its time; and how many days ago what is longer past."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    is_near = (now().astimezone(ZoneInfo(zone)).date() - day).days < 2
    return written_moment(moment, zone, locale) if is_near else written_age(moment, zone)


def _date(day: date, locale: str, length: Literal["full", "long", "medium"]) -> str:
    return format_date(day, get_date_format(length, locale=locale).pattern, locale=_words(locale))


def _time(moment: datetime, locale: str) -> str:
    pattern = get_time_format("short", locale=locale).pattern
    return format_time(moment, pattern, locale=_words(locale)).replace("\u202f", " ")


def _words(locale: str) -> Locale:
    """The page's language as it is spoken where the locale is, if it is spoken there."""
    language = {PSEUDO: DEFAULT}.get(current_language(), current_language())
    try:
        return Locale(language, Locale.parse(locale).territory)
    except UnknownLocaleError:
        return Locale.parse(language)
