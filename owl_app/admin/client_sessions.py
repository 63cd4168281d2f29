"""The Sessions tab of the client record."""

import reflex as rx

from owl_app.admin.client_sessions_state import ClientSessionsState, TabLine
from owl_app.admin.client_state import ClientState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    Column,
    badge,
    button,
    card,
    data_table,
    empty_state,
    link_button,
    ready,
    section_header,
    skeleton,
    stack,
)
from owl_app.web.routes import CALENDAR


def client_sessions() -> rx.Component:
    """Those to come, with the way to book one, and those that are over."""
    calendar = rx.Var.create(f"{localised(CALENDAR, current_language())}?client=") + ClientState.record.id
    book = link_button(t("Book a session"), calendar, icon="calendar")
    state = ClientSessionsState
    return ready(
        state.loaded,
        stack(
            _part(
                section_header(t("Upcoming"), book),
                state.upcoming,
                t("Upcoming sessions"),
                empty_state(t("No session is booked"), t("Book one, or a whole series."), icon="calendar"),
                state.has_more_upcoming,
                state.show_more_upcoming,
            ),
            _part(
                section_header(t("Past")),
                state.past,
                t("Past sessions"),
                empty_state(t("No session yet"), t("Each stays here once it is over."), icon="history"),
                state.has_more_past,
                state.show_more_past,
            ),
        ),
        skeleton("table"),
    )


def _part(
    header: rx.Component,
    rows: rx.Var[list[TabLine]],
    caption: str,
    empty: rx.Component,
    has_more: rx.Var[bool],
    on_more: rx.EventHandler,
) -> rx.Component:
    start = f"{localised('', current_language())}/sessions/"
    table = data_table(
        [
            Column(t("When"), lambda row: row.when),
            Column(t("Service"), _service),
            Column(t("Therapist"), lambda row: row.therapist),
            Column(t("Attendance"), lambda row: badge(row.attendance, row.tone)),
        ],
        rows,
        lambda row: rx.Var.create(start) + row.id,
        caption=caption,
        empty=empty,
    )
    more = rx.el.div(button(t("Show more"), kind="secondary", on_click=on_more), class_name="table-more")
    return card(rx.el.div(header, class_name="card-head"), table, rx.cond(has_more, more), flush=True)


def _service(row: rx.Var[TabLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.service, " · ", row.how),
        rx.cond(row.others != "", rx.el.span(row.others, class_name="cell-note")),
        class_name="cell-words",
    )
