"""The calendar: its days, the way between them, and sessions that are dragged."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ANSWER, ReactComponent, javascript

Text = str | rx.Var[str]
FULL_CALENDAR = "@fullcalendar/react@7.1.4"
TEMPORAL = "temporal-polyfill@1.0.8"


class _Calendar(ReactComponent):
    library = javascript("calendar")
    lib_dependencies: list[str] = [FULL_CALENDAR, TEMPORAL]
    tag = "Calendar"

    entries: rx.Var[list[Any]]
    therapist: rx.Var[str]
    therapists: rx.Var[list[list[str]]]
    clock: rx.Var[str]
    offsets: rx.Var[list[list[int]]]
    tag_of_language: rx.Var[str]
    first_day: rx.Var[int]
    texts: rx.Var[dict[str, str]]
    href_start: rx.Var[str]
    book_window: rx.Var[str]
    move_window: rx.Var[str]
    answers: rx.Var[int]
    saves: rx.Var[int]
    questions: rx.Var[int]
    asked_for: rx.Var[str]
    booked: rx.Var[int]
    _events = {"on_ask": rx.event.no_args_event_spec, "on_move": ANSWER}


def calendar(
    skeleton: rx.Component,
    *,
    entries: rx.Var[Any],
    therapist: rx.Var[str],
    therapists: rx.Var[Any],
    clock: rx.Var[str],
    offsets: rx.Var[Any],
    place: rx.Var[str],
    language: rx.Var[str],
    first_day: rx.Var[int],
    href_start: str,
    book_window: str,
    asked_for: rx.Var[str],
    booked: rx.Var[int],
    move_window: str,
    answers: rx.Var[int],
    saves: rx.Var[int],
    questions: rx.Var[int],
    on_ask: Any,
    on_move: Any,
) -> rx.Component:
    """The `entries` of the days in the address, whose `view`, `date` and `therapist` it writes; `on_ask` loads them.

    All times are those of the practice, whose clocks say `clock`. A click on a free time opens `book_window`, as does
    a client who is `asked_for`. `on_move` gets where a session was dragged to: unless `saves` grows with the next of
    the `answers` it springs back; when `questions` grows, `move_window` opens first.
    """
    return _Calendar.create(
        skeleton,
        entries=entries,
        therapist=therapist,
        therapists=therapists,
        clock=clock,
        offsets=offsets,
        tag_of_language=language,
        first_day=first_day,
        texts=_texts(place),
        href_start=href_start,
        book_window=book_window,
        move_window=move_window,
        answers=answers,
        saves=saves,
        questions=questions,
        asked_for=asked_for,
        booked=booked,
        on_ask=on_ask,
        on_move=on_move,
    )


def _texts(place: rx.Var[str]) -> dict[str, Text]:
    return {
        "week": t("Week"),
        "day": t("Day"),
        "month": t("Month"),
        "list": t("List"),
        "view": t("View"),
        "today": t("Today"),
        "previous": t("Earlier"),
        "next": t("Later"),
        "therapist": t("Therapist"),
        "all": t("All therapists"),
        "zone": t("All times are {place} time. Your device's clock shows another.", place=place),
        "to_day": t("Show {day}", day="#"),
        "more": t("{count} more", count="#"),
        "more_hint": t("Show {count} more sessions", count="#"),
        "close": t("Close"),
        "sessions": t("Sessions"),
        "nothing": t("No sessions in these days."),
    }
