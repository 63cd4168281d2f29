"""Sessions: those to come, and those that are over, of the person whose page it is."""

from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.portal.frame import portal_screen
from owl_app.portal.next_session import add_to_calendar, date_tile, join, session_facts, session_words
from owl_app.portal.session_line import SessionLine, became_words
from owl_app.portal.sessions_state import SessionsState
from owl_app.web.appointment_words import meeting_names
from owl_app.web.components import (
    badge,
    button,
    card,
    empty_state,
    grid_filter,
    grid_scope,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
    window,
)

STATE = SessionsState


def page() -> rx.Component:
    return portal_screen(
        "sessions",
        page_header(rx.cond(STATE.whose != "", t("Sessions of {name}", name=STATE.whose), t("Sessions"))),
        notice_bar(STATE.notice, STATE.notice_tone),
        ready(
            STATE.loaded,
            rx.cond(STATE.sees_somebody, grid_scope(stack(_tools(), _lists()), on_ask=STATE.load), _nobody()),
            skeleton("card"),
        ),
    )


def _tools() -> rx.Component:
    """What of the sessions is shown; the address says it."""
    meetings = [("", t("Every kind")), *meeting_names().items()]
    became = [("", t("Held or not")), *became_words().items()]
    return rx.el.div(
        grid_filter("year", t("Year"), STATE.years),
        grid_filter("meeting", t("How you met"), meetings),
        grid_filter("became", t("What became of it"), became),
        class_name="grid-tools",
        role="search",
        aria_label=t("Sessions"),
    )


def _lists() -> rx.Component:
    nothing = card(
        empty_state(
            t("Nothing found"),
            t("No session fits. Choose another year, or leave something out."),
            icon="search",
        )
    )
    is_empty = (STATE.upcoming.length() == 0) & (STATE.past.length() == 0)
    return rx.cond(STATE.narrowed & is_empty, nothing, stack(_upcoming(), _past()))


def _upcoming() -> rx.Component:
    return _part(
        t("Upcoming"),
        STATE.upcoming,
        empty_state(
            t("No session is booked"),
            t("When your practice books one, it is here, and a letter tells you."),
            icon="calendar",
        ),
        STATE.upcoming_page,
        STATE.more_upcoming,
        STATE.turn_upcoming,
        (t("Sooner"), t("Later")),
    )


def _past() -> rx.Component:
    return _part(
        t("Past"),
        STATE.past,
        empty_state(t("No session yet"), t("Each stays here once it is over."), icon="history"),
        STATE.past_page,
        STATE.more_past,
        STATE.turn_past,
        (t("Newer"), t("Older")),
    )


def _part(
    title: str,
    sessions: rx.Var[list[SessionLine]],
    empty: rx.Component,
    page_number: Any,
    has_more: rx.Var[bool],
    turn: rx.EventHandler,
    ways: tuple[str, str],
) -> rx.Component:
    back, on = ways
    pager = rx.el.nav(
        button(back, kind="secondary", disabled=page_number == 1, on_click=turn(page_number - 1)),
        rx.el.span(t("Page {number}", number=page_number)),
        button(on, kind="secondary", disabled=~has_more, on_click=turn(page_number + 1)),
        class_name="pager",
        aria_label=title,
    )
    part = card(
        rx.el.div(section_header(title), class_name="card-head"),
        rx.cond(sessions.length() > 0, rx.el.ul(rx.foreach(sessions, _session), class_name="item-list"), empty),
        rx.cond((page_number > 1) | has_more, pager),
        flush=True,
    )
    return rx.cond(STATE.narrowed & (sessions.length() == 0) & (page_number == 1), rx.fragment(), part)


def _session(session: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.li(
        date_tile(session),
        rx.el.div(
            rx.el.div(
                rx.el.h3(session.day, class_name="item-title session-day"),
                rx.cond(session.word != "", badge(session.word, session.tone)),
                class_name="item-name",
            ),
            rx.el.p(session.hours, class_name="session-hours"),
            rx.cond(session.is_to_come, session_words(session), session_facts(session)),
            class_name="session-words",
        ),
        rx.el.div(
            rx.cond(session.joins, _way_in(session)),
            rx.cond(
                session.calendar != "",
                add_to_calendar(session, t("Add the session on {day} to your calendar", day=session.day)),
            ),
            class_name="session-acts",
        ),
        class_name=rx.cond(session.is_cancelled, "item-row session-row session-row--cancelled", "item-row session-row"),
        key=session.id,
    )


def _way_in(session: rx.Var[SessionLine]) -> rx.Component:
    return window(
        session.opens,
        session.closes,
        session.now,
        before=rx.fragment(),
        content=join(session),
        on_over=STATE.load,
    )


def _nobody() -> rx.Component:
    return card(
        empty_state(
            t("No sessions here yet"),
            t("Once your practice has connected your account, your sessions are here."),
            icon="calendar",
        )
    )
