"""All Clients: the grid, and what is done with many clients at once."""

import reflex as rx

from owl_app.admin.add_client import add_client
from owl_app.admin.clients_state import ClientsState
from owl_app.admin.frame import clients_tabs, staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    GridColumn,
    button,
    empty_state,
    notice_bar,
    page_header,
    radio_group,
    select_field,
)
from owl_app.web.components.display import Tone
from owl_app.web.grid import Act, Filter, grid
from owl_app.web.routes import CLIENTS
from owl_app.web.screen import Frame


def page() -> rx.Component:
    return staff_screen(
        "clients",
        page_header(t("All Clients"), add_client(button(t("Add Client"), icon="add"))),
        clients_tabs(CLIENTS),
        notice_bar(ClientsState.notice, ClientsState.notice_tone),
        grid(
            ClientsState,
            caption=t("Clients"),
            search=t("Name, email, phone"),
            columns=[
                GridColumn(t("Name"), "name", sort="name", own_order=True, initials=True, note="phone", share=1.75),
                GridColumn(t("Therapist"), "therapist"),
                GridColumn(t("Next session"), "next", share=1.2),
                GridColumn(t("Owing"), "owing", align="end", share=0.85),
                GridColumn(t("Portal"), "portal", badges=_portal_badges(), share=1.45),
                GridColumn(
                    t("Status"),
                    "status",
                    badges={"active": (t("Active"), "success"), "inactive": (t("Inactive"), "neutral")},
                    share=0.9,
                ),
            ],
            href_start=f"{localised('', current_language())}/clients/",
            filters=[
                Filter("status", t("Status"), [("", t("All statuses")), *_statuses()]),
                Filter("therapist", t("Therapist"), ClientsState.therapist_filter),
            ],
            orders=[("-added", t("Newest first")), ("added", t("Oldest first"))],
            acts=[_change_status(), _change_therapist()],
            empty=empty_state(t("No clients yet"), t("Add the first one. Only a first and a last name are needed.")),
        ),
    )


def _change_status() -> Act:
    return Act(
        t("Change status"),
        [radio_group("status", t("Status"), _statuses(), default_value="inactive")],
        ClientsState.change_status,
        description=t("Inactive clients keep their record, and leave the lists that people work with."),
    )


def _change_therapist() -> Act:
    return Act(
        t("Change therapist"),
        [select_field("therapist_id", t("Therapist"), ClientsState.therapist_options, placeholder=t("Nobody yet"))],
        ClientsState.change_therapist,
        description=t("A therapist who sees their own clients alone loses sight of them at once."),
        may=Frame.manages,
    )


def _statuses() -> list[tuple[str, str]]:
    return [("active", t("Active")), ("inactive", t("Inactive"))]


def _portal_badges() -> dict[str, tuple[str, Tone]]:
    return {
        "active": (t("Signed in"), "success"),
        "starter": (t("Starter password"), "warning"),
        "invited": (t("Invited"), "warning"),
        "expired": (t("Password expired"), "danger"),
        "disabled": (t("Disabled"), "danger"),
    }
