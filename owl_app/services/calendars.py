"""The calendar as somebody looks at it: which days, whose sessions, and what may be chosen instead."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session

from owl_app.clock import now
from owl_app.services import appointment_list, team
from owl_app.services.access import STAFF, Viewer, ViewerKind, get_practice, sees_own_clients_alone
from owl_app.services.appointment_list import SessionRow
from owl_app.services.local_times import local, moment_of
from owl_app.services.team import TherapistRow
from owl_app.written import first_weekday

ALL = "all"
"""Stands for every therapist, where a therapist has a calendar of their own."""
WEEKS_OF_A_MONTH = 6


class View(StrEnum):
    """How much of the calendar is seen, and how."""

    WEEK = "week"
    DAY = "day"
    MONTH = "month"
    LIST = "list"


@dataclass(frozen=True)
class Calendar:
    """The sessions between two moments; `therapists` can be chosen, and nobody can where one is bound to one's own.

    `chosen` is the therapist whose sessions they are, or nobody in particular.
    """

    day: date
    since: datetime
    until: datetime
    rows: list[SessionRow]
    therapists: list[TherapistRow]
    chosen: str


def look(session: Session, viewer: Viewer, *, view: str = "", day: str = "", therapist: str = "") -> Calendar:
    """The days around `day` that a view shows, for everybody on the team; what cannot be read is today, or oneself."""
    viewer.must_be(STAFF)
    practice = get_practice(session)
    chosen_day = _day(day) or local(now(), practice.time_zone).date()
    first, after = days_of(view, chosen_day, practice.locale)
    since, until = (moment_of(each, time(), practice.time_zone) for each in (first, after))
    therapists = [] if sees_own_clients_alone(session, viewer) else team.list_therapists(session, viewer)
    chosen = _chosen(viewer, therapist, therapists)
    rows = appointment_list.list_between(session, viewer, since=since, until=until, therapist_id=chosen)
    return Calendar(chosen_day, since, until, rows, therapists, chosen)


def days_of(view: str, day: date, locale: str) -> tuple[date, date]:
    """The first day that a view shows, and the first that it does not show any more."""
    if view == View.DAY:
        return day, day + timedelta(days=1)
    start = day.replace(day=1) if view == View.MONTH else day
    first = start - timedelta(days=(start.weekday() - first_weekday(locale)) % 7)
    return first, first + timedelta(weeks=WEEKS_OF_A_MONTH if view == View.MONTH else 1)


def _chosen(viewer: Viewer, asked: str, therapists: list[TherapistRow]) -> str:
    if asked in {each.id for each in therapists}:
        return asked
    is_own = viewer.kind is ViewerKind.THERAPIST and not (therapists and asked == ALL)
    return str(viewer.account_id) if is_own else ""


def _day(asked: str) -> date | None:
    try:
        read = date.fromisoformat(asked)
    except ValueError:
        return None
    return read if 2000 <= read.year <= 2100 else None
