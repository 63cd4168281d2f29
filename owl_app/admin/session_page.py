"""A session's page: who, when and how, what became of it, its windows, and its history."""

import reflex as rx

from owl_app.admin.cautions import cautions, save_label
from owl_app.admin.frame import staff_screen
from owl_app.admin.session_call import session_call
from owl_app.admin.session_state import ComesLine, SessionState
from owl_app.i18n import current_language, localised, t
from owl_app.web.appointment_words import attendance_badges, meeting_names
from owl_app.web.components import (
    Column,
    badge,
    button,
    card,
    data_table,
    description_list,
    dialog,
    empty_state,
    link,
    notice_bar,
    own_clock,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
)
from owl_app.web.form import Field, form
from owl_app.web.routes import CALENDAR
from owl_app.web.screen import Frame

SESSION = SessionState.session


def page() -> rx.Component:
    calendar = localised(CALENDAR, current_language())
    missing = rx.fragment(
        page_header(t("Session"), back=(t("Calendar"), calendar)),
        card(empty_state(t("This session is not here"), t("There is no such session, or it is not yours."), None)),
    )
    content = rx.fragment(
        page_header(
            SESSION.title,
            rx.cond(SESSION.may_change & ~SESSION.is_cancelled, _change_window()),
            rx.cond(SESSION.may_change & SESSION.is_booked, _cancel_window()),
            description=SESSION.when,
            back=(t("Calendar"), rx.Var.create(f"{calendar}?date=") + SESSION.day),
        ),
        notice_bar(SessionState.notice, SessionState.notice_tone),
        stack(session_call(), _details(), rx.cond(SESSION.may_change, _attendance()), _history()),
    )
    return staff_screen(
        "calendar",
        ready(
            SessionState.loaded, rx.cond(SessionState.missing, missing, content), skeleton("card"), subject=SESSION.id
        ),
    )


def _details() -> rx.Component:
    return card(
        section_header(t("Session"), badge(SESSION.attendance_name, SESSION.tone)),
        description_list(
            [
                (
                    t("When"),
                    rx.fragment(SESSION.when, own_clock(SESSION.starts, SESSION.ends, SESSION.zone, Frame.locale)),
                ),
                (t("Who comes"), rx.el.ul(rx.foreach(SessionState.clients, _client), class_name="plain-list")),
                (t("Therapist"), SESSION.therapist),
                (t("Service"), SESSION.service),
                (t("How"), SESSION.meeting_name),
                (t("Time after it, in minutes"), SESSION.buffer_minutes),
                (t("Note for the client"), SESSION.note),
            ]
        ),
    )


def _client(client: rx.Var[ComesLine]) -> rx.Component:
    record = rx.Var.create(f"{localised('', current_language())}/clients/") + client.id
    return rx.el.li(rx.cond(client.opens, link(client.name, record), client.name), key=client.name)


def _attendance() -> rx.Component:
    return card(
        section_header(t("Attendance"), description=t("A cancelled session gives its time back.")),
        form(
            SessionState,
            Field(
                "attendance",
                t("What became of it"),
                "choice",
                options=[(value, name) for value, (name, _) in attendance_badges().items()],
                required=True,
            ),
            values=SESSION,
            on_submit=SessionState.set_attendance,
        ),
    )


def _change_window() -> rx.Component:
    return dialog(
        button(t("Change"), kind="secondary", icon="edit"),
        t("Change the session"),
        form(
            SessionState,
            Field("day", t("Day"), "date", required=True),
            Field("start", t("Start"), "time", required=True),
            Field("minutes", t("Length in minutes"), required=True),
            Field("buffer_minutes", t("Time after it, in minutes"), required=True),
            Field("service_id", t("Service"), "choice", options=SessionState.service_options, required=True),
            Field("meeting", t("How"), "choice", options=list(meeting_names().items()), required=True),
            Field(
                "therapist_id",
                t("Therapist"),
                "choice",
                options=SessionState.therapist_options,
                required=True,
                half=False,
                shown=Frame.manages,
            ),
            Field("note", t("Note for the client"), "lines", half=False),
            _scope(t("What changes")),
            values=SESSION,
            on_submit=SessionState.change,
            before_save=[cautions(SessionState)],
            save=save_label(SessionState, t("Save"), t("Save anyway")),
            in_dialog=True,
        ),
        close_on=SessionState.saves,
        size="wide",
    )


def _cancel_window() -> rx.Component:
    return dialog(
        button(t("Cancel session"), kind="secondary"),
        t("Cancel this session?"),
        form(
            SessionState,
            Field(
                "late",
                t("Late: it is charged all the same"),
                "yes_no",
                value=False,
                half=False,
                hint=t("Only this one; those that follow are cancelled in time."),
            ),
            _scope(t("What is cancelled")),
            values=SESSION,
            on_submit=SessionState.cancel,
            save=t("Cancel session"),
            in_dialog=True,
        ),
        description=t("Its time is free again. The session stays in the record."),
        close_on=SessionState.saves,
    )


def _scope(label: str) -> Field:
    """How far an act reaches, for a session of a series."""
    options = [("one", t("This session alone")), ("following", t("This one and those that follow"))]
    return Field("scope", label, "one_of", options=options, value="one", half=False, shown=SESSION.in_series)


def _history() -> rx.Component:
    return card(
        rx.el.div(section_header(t("History")), class_name="card-head"),
        data_table(
            [
                Column(t("When"), lambda line: line.when),
                Column(t("Who"), lambda line: line.who),
                Column(t("What"), lambda line: line.what),
            ],
            SessionState.history,
            caption=t("History"),
        ),
        flush=True,
    )
