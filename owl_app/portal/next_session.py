"""The next session on top of My Account: when, how, the way in once it opens, and the file for one's own calendar."""

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.next_session_state import NextSessionState, OtherLine
from owl_app.portal.session_line import SessionLine
from owl_app.portal.whose_state import WhoseState
from owl_app.web.components import (
    button,
    card,
    icon,
    link,
    link_button,
    own_clock,
    own_time,
    section_header,
    window,
)
from owl_app.web.routes import PORTAL_SESSIONS
from owl_app.web.screen import Frame

SESSION = NextSessionState.session


def next_session() -> rx.Component:
    """Nothing for a login that sees nobody."""
    there_is_one = SESSION.id != ""
    theirs = rx.Var.create(localised(PORTAL_SESSIONS, current_language())) + WhoseState.query
    every = link(t("All sessions"), theirs)
    return rx.cond(
        NextSessionState.loaded & NextSessionState.sees_somebody,
        card(
            section_header(t("Next session"), every),
            rx.cond(there_is_one, _coming(), _nothing()),
            rx.cond(
                NextSessionState.others.length() > 0,
                rx.el.ul(rx.foreach(NextSessionState.others, _other), class_name="item-list next-others"),
            ),
            class_name="next-session",
        ),
    )


def session_facts(session: rx.Var[SessionLine]) -> rx.Component:
    """With whom, what and how, in one line."""
    return rx.el.p(
        rx.el.span(t("With {name}", name=session.therapist)),
        rx.el.span(session.service),
        rx.el.span(_sign(session), session.how, class_name="session-how"),
        class_name="session-facts",
    )


def session_words(session: rx.Var[SessionLine]) -> rx.Component:
    """Where it is, and what the practice wrote beside it; for what is to come."""
    return rx.fragment(
        own_clock(session.starts, session.ends, Frame.zone, Frame.locale),
        session_facts(session),
        rx.cond(session.address != "", rx.el.p(session.address, class_name="session-address")),
        rx.cond(session.note != "", rx.el.p(session.note, class_name="session-note")),
    )


def date_tile(session: rx.Var[SessionLine]) -> rx.Component:
    """A page of a calendar; decoration, since the date stands beside it."""
    return rx.el.span(
        class_name="date-tile",
        custom_attrs={"data-month": session.month, "data-date": session.date},
        aria_hidden="true",
    )


def join(session: rx.Var[SessionLine]) -> rx.Component:
    return link_button(t("Join"), session.call, kind="primary", icon="video")


def add_to_calendar(session: rx.Var[SessionLine], label: str | None = None) -> rx.Component:
    named = {} if label is None else {"aria_label": label}
    return link_button(
        t("Add to calendar"), session.calendar, icon="calendar", kind="secondary", reload=True, download="", **named
    )


def _coming() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            date_tile(SESSION),
            rx.el.div(
                rx.el.p(SESSION.day, class_name="next-day"),
                rx.el.p(SESSION.hours, class_name="next-hours"),
                session_words(SESSION),
                class_name="next-words",
            ),
            class_name="next-when",
        ),
        rx.el.div(
            rx.cond(SESSION.joins, _way_in()),
            rx.cond(SESSION.calendar != "", add_to_calendar(SESSION)),
            class_name="next-acts",
        ),
        rx.cond(SESSION.joins, _opens()),
    )


def _way_in() -> rx.Component:
    return _while_open(
        before=button(t("Join"), icon="video", disabled=True),
        content=join(SESSION),
    )


def _opens() -> rx.Component:
    return _while_open(
        before=rx.el.p(
            own_time(
                SESSION.opens,
                Frame.zone,
                Frame.locale,
                text=SESSION.opens_text,
                elsewhere=SESSION.opens_elsewhere,
            ),
            class_name="next-opens",
        ),
        content=rx.el.p(t("You can join now."), class_name="next-opens next-opens--now"),
    )


def _while_open(*, before: rx.Component, content: rx.Component) -> rx.Component:
    return window(
        SESSION.opens, SESSION.closes, SESSION.now, before=before, content=content, on_over=NextSessionState.load
    )


def _nothing() -> rx.Component:
    return rx.el.p(
        t("No session is booked. When your practice books one, it is here, and a letter tells you."),
        class_name="quiet",
    )


def _other(other: rx.Var[OtherLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(link(other.name, other.href), class_name="item-title"), rx.el.p(other.when, class_name="item-text")
        ),
        class_name="item item-row",
        key=other.href,
    )


def _sign(session: rx.Var[SessionLine]) -> rx.Component:
    return rx.match(
        session.meeting,
        ("video", icon("video", size=18)),
        ("phone", icon("phone", size=18)),
        icon("home", size=18),
    )
