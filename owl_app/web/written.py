"""Moments and dates as people of the practice's place write them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from owl_app.clock import now
from owl_app.i18n import DEFAULT, PSEUDO, current_language, t

_LOCALES = {DEFAULT: "en_CA", PSEUDO: "en_CA", "fr": "fr_CA"}


def written_moment(moment: datetime, zone: str) -> str:
    """`Today, 3:04 p.m.`, `Yesterday, …`, else the date and the time, in the practice's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    today = now().astimezone(ZoneInfo(zone)).date()
    time = format_time(local, "short", locale=_locale())
    if local.date() == today:
        return t("Today, {time}", time=time)
    if local.date() == today - timedelta(days=1):
        return t("Yesterday, {time}", time=time)
    return format_datetime(local, "medium", locale=_locale()).replace("\u202f", " ")


def written_date(day: date | str) -> str:
    """The date in words; nothing stays nothing."""
    if not day:
        return ""
    return format_date(date.fromisoformat(day) if isinstance(day, str) else day, "long", locale=_locale())


def _locale() -> str:
    return _LOCALES.get(current_language(), current_language())
