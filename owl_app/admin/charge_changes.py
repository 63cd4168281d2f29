"""What one session costs a client, on the Billing tab: the window that changes it, and what is not asked for."""

from typing import Any

import reflex as rx

from owl_app.admin.client_billing_state import ChargeLine, ClientBillingState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    Column,
    button,
    card,
    data_table,
    dialog,
    dialog_opener,
    fields_while,
    section_header,
    text_field,
)
from owl_app.web.form import Field, form

STATE = ClientBillingState


def change_button(line: rx.Var[ChargeLine]) -> rx.Component:
    """Opens the session's window, for those who may bill the client."""
    label = t("Change what is owed for {session}", session=line.label)
    change = button(t("Change"), kind="quiet", on_click=STATE.begin, aria_label=label)
    return rx.cond(STATE.may_bill, dialog_opener(change, _name(line)), "—")


def change_windows() -> rx.Component:
    """One for each session that can be changed; it stays while its session moves from one list to the other."""
    return rx.cond(STATE.may_bill, rx.foreach(STATE.charges + STATE.waived, _window))


def waived() -> rx.Component:
    """The sessions that are settled because some of them is not asked for."""
    table = data_table(
        [
            Column(t("Session"), lambda line: line.day),
            Column(t("Service"), service_cell),
            Column(t("Waived"), lambda line: line.waived),
            Column(t("Reason"), lambda line: rx.cond(line.reason == "", "—", line.reason)),
            Column(t("What is owed"), change_button),
        ],
        STATE.waived,
        session_href,
        caption=t("Sessions that are not asked for"),
    )
    return card(rx.el.div(section_header(t("Not asked for")), class_name="card-head"), table, flush=True)


def service_cell(line: rx.Var[ChargeLine]) -> rx.Component:
    """What it was, and with whom."""
    return rx.el.span(
        rx.el.span(line.service), rx.el.span(line.therapist, class_name="cell-note"), class_name="cell-words"
    )


def session_href(line: rx.Var[ChargeLine]) -> rx.Var[str]:
    """The session's own page."""
    href: rx.Var[str] = rx.Var.create(f"{localised('', current_language())}/sessions/") + line.session_id
    return href


def _window(line: rx.Var[ChargeLine]) -> rx.Component:
    why = text_field("reason", t("Reason"), required=True, default_value=line.reason, hint=t("Only staff read it."))
    window = dialog(
        None,
        t("Change what is owed"),
        form(
            STATE,
            Field("fee", t("Fee"), required=True, hint=t("Without tax."), placeholder=t("140.00")),
            Field(
                "pays",
                t("Who pays"),
                "choice",
                options=line.payers,
                required=True,
                hint=t("The whole session."),
                shown=line.payers.length() > 0,
            ),
            Field("asks", t("What is asked for"), "one_of", options=line.ways, half=False),
            values=line,
            first=[rx.el.input(type="hidden", name="charge", value=line.id, read_only=True)],
            before_save=[fields_while("asks", ["less", "no_more"], why)],
            on_submit=STATE.change_charge,
            in_dialog=True,
        ),
        name=_name(line),
        description=t("{service} on {day}", service=line.service, day=line.day),
        close_on=STATE.saves,
    )
    return rx.fragment(window, key=line.id)


def _name(line: rx.Var[ChargeLine]) -> Any:
    return rx.Var.create("change-charge-") + line.id
