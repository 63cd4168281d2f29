"""All Clients: the list, the search and the Add Client window."""

import reflex as rx

from owl_app.admin.clients_state import ClientsState
from owl_app.admin.frame import staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    Column,
    avatar,
    badge,
    button,
    card,
    data_table,
    date_field,
    dialog,
    dialog_actions,
    empty_state,
    form_columns,
    live_form,
    notice_bar,
    page_header,
    ready,
    refusal,
    search_field,
    select_field,
    skeleton,
    text_field,
)


def page() -> rx.Component:
    """All Clients."""
    return staff_screen(
        "clients",
        page_header(t("All Clients"), _add_client(button(t("Add Client"), icon="add"))),
        notice_bar(ClientsState.notice, ClientsState.notice_tone),
        card(
            rx.el.div(
                search_field(t("Search clients"), placeholder=t("Name, email or phone"), on_search=ClientsState.find),
                class_name="table-tools",
            ),
            ready(ClientsState.loaded, _list(), skeleton("table")),
            flush=True,
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        data_table(
            [
                Column(t("Name"), lambda row: rx.el.span(avatar(row.initials), row.name, class_name="name-cell")),
                Column(t("Therapist"), lambda row: row.therapist),
                Column(t("Phone"), lambda row: row.phone),
                Column(t("Portal"), lambda row: _portal_badge(row.portal)),
                Column(t("Status"), lambda row: _status_badge(row.status), on_phone=False),
            ],
            ClientsState.rows,
            lambda row: f"{localised('', current_language())}/clients/{row.id}",
            caption=t("Clients"),
            empty=_nobody(),
        ),
        rx.cond(ClientsState.pages > 1, _pager()),
    )


def _nobody() -> rx.Component:
    return rx.cond(
        ClientsState.search != "",
        empty_state(t("Nobody found"), t("Try fewer letters, or another spelling."), icon="search"),
        empty_state(
            t("No clients yet"),
            t("Add the first one. Only a first and a last name are needed."),
        ),
    )


def _pager() -> rx.Component:
    return rx.el.nav(
        button(
            t("Previous"),
            kind="secondary",
            disabled=ClientsState.page <= 1,
            on_click=ClientsState.turn_to(ClientsState.page - 1),
        ),
        rx.el.span(t("Page {page} of {pages}", page=ClientsState.page, pages=ClientsState.pages)),
        button(
            t("Next"),
            kind="secondary",
            disabled=ClientsState.page >= ClientsState.pages,
            on_click=ClientsState.turn_to(ClientsState.page + 1),
        ),
        class_name="pager",
        aria_label=t("Pages"),
    )


def _add_client(trigger: rx.Component) -> rx.Component:
    errors = ClientsState.errors
    return dialog(
        trigger,
        t("Add Client"),
        live_form(
            refusal(ClientsState.notice, ClientsState.notice_tone),
            rx.el.input(type="hidden", name="id", value=ClientsState.new_id, read_only=True),
            form_columns(
                text_field("first_name", t("First name"), required=True, autocomplete="off"),
                text_field("last_name", t("Last name"), required=True, autocomplete="off"),
            ),
            form_columns(
                text_field("email", t("Email address"), type="email", optional_label=True, autocomplete="off"),
                text_field("phone", t("Phone"), type="tel", optional_label=True, autocomplete="off"),
            ),
            form_columns(
                date_field("date_of_birth", t("Date of birth"), optional_label=True),
                rx.cond(
                    ClientsState.may_choose_therapist,
                    select_field(
                        "therapist_id",
                        t("Therapist"),
                        ClientsState.therapist_options,
                        placeholder=t("Nobody yet"),
                        optional_label=True,
                    ),
                ),
            ),
            dialog_actions(button(t("Add Client"), type="submit")),
            on_submit=ClientsState.add,
            errors=errors,
            answer=ClientsState.answers,
        ),
        close_on=ClientsState.saves,
    )


def _portal_badge(state: rx.Var[str]) -> rx.Component:
    return rx.match(
        state,
        ("active", badge(t("Signed in"), "success")),
        ("starter", badge(t("Starter password"), "warning")),
        ("disabled", badge(t("Disabled"), "danger")),
        rx.el.span("—", class_name="quiet"),
    )


def _status_badge(status: rx.Var[str]) -> rx.Component:
    return rx.cond(status == "active", badge(t("Active"), "accent"), badge(t("Inactive"), "neutral"))
