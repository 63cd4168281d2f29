"""The booking window over the calendar."""

import reflex as rx

from owl_app.admin.book_session_state import BookSessionState
from owl_app.admin.cautions import cautions, save_label
from owl_app.i18n import current_language, localised, t
from owl_app.web.appointment_words import meeting_names
from owl_app.web.components import (
    button,
    date_field,
    dialog,
    dialog_opener,
    drafted,
    empty_state,
    fields_while,
    fitting,
    link_button,
    people_field,
    text_area,
)
from owl_app.web.form import Field, form
from owl_app.web.routes import SETTINGS_SERVICES
from owl_app.web.screen import Frame

BOOK = "book-session"
"""The name that opens the window."""
STATE = BookSessionState


def book_button() -> rx.Component:
    return dialog_opener(button(t("Book a session"), icon="add"), BOOK)


def book_window(day: rx.Var[str]) -> rx.Component:
    """What is typed for a session, or a whole series; it begins on this `day` where no time was pointed at."""
    return dialog(
        None,
        t("Book a session"),
        rx.cond(STATE.service_options.length() > 0, _form(day), _no_services()),
        name=BOOK,
        close_on=STATE.saves,
        size="wide",
    )


def _form(day: rx.Var[str]) -> rx.Component:
    who = people_field(
        "clients",
        t("Who comes"),
        chosen=STATE.asked_for,
        found=STATE.found,
        searched=STATE.searched,
        on_search=STATE.search,
        hint=t("Several for a couple or a family."),
    )
    return form(
        STATE,
        Field(
            "service_id",
            t("Service"),
            "choice",
            options=STATE.service_options,
            required=True,
            value=STATE.only_service,
            placeholder=t("Choose"),
        ),
        Field("meeting", t("How"), "choice", options=list(meeting_names().items()), required=True, value="video"),
        Field("day", t("Day"), "date", required=True),
        Field("start", t("Start"), "time", required=True),
        Field("minutes", t("Length in minutes"), required=True),
        Field("buffer_minutes", t("Time after it, in minutes"), required=True, value="0"),
        Field(
            "therapist_id",
            t("Therapist"),
            "choice",
            options=STATE.therapist_options,
            required=True,
            value=STATE.own_id,
            shown=Frame.manages,
        ),
        Field(
            "repeat",
            t("Repeat"),
            "choice",
            options=[("none", t("Once")), ("weekly", t("Every week")), ("two_weeks", t("Every two weeks"))],
            required=True,
            value="none",
        ),
        on_submit=STATE.book,
        first=[who],
        before_save=[
            fields_while("repeat", ["weekly", "two_weeks"], date_field("until", t("Last day"))),
            text_area("note", t("Note for the client"), optional_label=True, autocomplete="off", rows=2),
            fitting("service_id", STATE.fills),
            drafted({"day": day}),
            cautions(STATE),
        ],
        save=save_label(STATE, t("Book"), t("Book anyway")),
        in_dialog=True,
    )


def _no_services() -> rx.Component:
    where = localised(SETTINGS_SERVICES, current_language())
    return rx.cond(
        Frame.manages,
        empty_state(
            t("Nothing to book yet"),
            t("Say first what the practice offers: its name, its length, and what it costs."),
            link_button(t("Go to the services"), where, kind="primary"),
            icon="calendar",
        ),
        empty_state(
            t("Nothing to book yet"), t("An Owner or Admin says first what the practice offers."), icon="calendar"
        ),
    )
