"""The calendar: its days, the booking window, and what is asked before a dragged session is kept."""

import reflex as rx

from owl_app.admin.book_session import BOOK, book_button, book_window
from owl_app.admin.book_session_state import BookSessionState
from owl_app.admin.calendar_state import CalendarState
from owl_app.admin.cautions import asked_cautions, has_cautions
from owl_app.admin.frame import staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import calendar, dialog, notice_bar, page_header, ready, skeleton
from owl_app.web.form import Field, form

MOVE = "move-session"
"""The name that opens the window in which something is asked about a move."""
ASKED = CalendarState.move
FIRST_ASKED = BookSessionState.asked_for


def page() -> rx.Component:
    state = CalendarState
    days = calendar(
        skeleton("table"),
        entries=state.entries,
        therapist=state.therapist,
        therapists=state.therapist_options,
        clock=state.clock,
        offsets=state.offsets,
        place=state.place,
        language=state.tag,
        first_day=state.first_day,
        href_start=f"{localised('', current_language())}/sessions/",
        book_window=BOOK,
        asked_for=rx.cond(FIRST_ASKED.length() > 0, FIRST_ASKED[0].id, ""),
        booked=BookSessionState.saves,
        move_window=MOVE,
        answers=state.answers,
        saves=state.saves,
        questions=state.questions,
        on_ask=state.load,
        on_move=state.put,
    )
    return staff_screen(
        "calendar",
        rx.el.div(
            page_header(t("Calendar"), book_button()),
            notice_bar(state.notice, state.notice_tone),
            class_name="calendar-top",
        ),
        ready(state.loaded, days, _skeleton()),
        book_window(state.day),
        _move_window(),
    )


def _move_window() -> rx.Component:
    hidden = [
        rx.el.input(type="hidden", name=name, value=getattr(ASKED, name), read_only=True)
        for name in ("appointment_id", "version", "day", "start", "minutes")
    ]
    return dialog(
        None,
        t("Move this session?"),
        form(
            CalendarState,
            Field(
                "scope",
                t("What changes"),
                "one_of",
                options=[("one", t("This session alone")), ("following", t("This one and those that follow"))],
                value="one",
                half=False,
                shown=ASKED.in_series,
            ),
            on_submit=CalendarState.put,
            before_save=[
                rx.el.input(type="hidden", name="is_answer", value="yes", read_only=True),
                *hidden,
                asked_cautions(CalendarState),
            ],
            save=rx.cond(has_cautions(CalendarState), t("Save anyway"), t("Save")),
            in_dialog=True,
        ),
        name=MOVE,
        description=t("{who}: from {was} to {becomes}", who=ASKED.title, was=ASKED.was, becomes=ASKED.becomes),
        close_on=CalendarState.saves,
    )


def _skeleton() -> rx.Component:
    return rx.el.section(skeleton("table"), class_name="card card--flush")
