"""Settings > Services: what the practice offers, the Add Service window, and one service to be changed."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.service_state import ServiceState
from owl_app.admin.services_state import ServicesState
from owl_app.i18n import current_language, localised, t
from owl_app.web.appointment_words import colour_names, meeting_names
from owl_app.web.components import (
    GridColumn,
    badge,
    button,
    card,
    description_list,
    dialog,
    empty_state,
    link_button,
    notice_bar,
    page_header,
    ready,
    skeleton,
)
from owl_app.web.form import Field, Group, form
from owl_app.web.grid import Act, Filter, grid
from owl_app.web.routes import SETTINGS_SERVICES
from owl_app.web.screen import Frame

SERVICE = ServiceState.service
RETIRED = ServicesState.shows_retired


def page() -> rx.Component:
    """The list."""
    window = form(ServicesState, *_fields(new=True), on_submit=ServicesState.add, in_dialog=True)
    add = dialog(button(t("Add service"), icon="add"), t("Add service"), window, close_on=ServicesState.saves)
    return staff_screen(
        "settings",
        page_header(t("Settings"), rx.cond(Frame.manages, add)),
        settings_tabs(SETTINGS_SERVICES),
        notice_bar(ServicesState.notice, ServicesState.notice_tone),
        grid(
            ServicesState,
            caption=t("Services"),
            search=t("Name of the service"),
            columns=[
                GridColumn(t("Name"), "name", sort="name", own_order=True, note="meetings", share=1.8),
                GridColumn(t("Length"), "length", share=0.7),
                GridColumn(t("Fee"), "fee", align="end", share=0.8),
                GridColumn(t("Tax"), "tax", share=0.8),
                GridColumn(
                    t("State"),
                    "state",
                    badges={"offered": (t("Offered"), "accent"), "retired": (t("Retired"), "neutral")},
                    share=0.7,
                ),
            ],
            href_start=f"{localised(SETTINGS_SERVICES, current_language())}/",
            filters=[
                Filter("state", t("State"), [("", t("Offered")), ("retired", t("Retired")), ("all", t("All services"))])
            ],
            acts=_acts(),
            empty=empty_state(
                t("No services yet"), t("Sessions are booked for a service: add what you offer, its length and fee.")
            ),
        ),
    )


def edit() -> rx.Component:
    """One service."""
    services = localised(SETTINGS_SERVICES, current_language())
    back = (t("Services"), services)
    missing = rx.fragment(
        page_header(t("Service"), back=back),
        card(empty_state(t("This service is not here"), "", link_button(t("Services"), services))),
    )
    content = rx.fragment(
        page_header(SERVICE.name, back=back),
        notice_bar(ServiceState.notice, ServiceState.notice_tone),
        card(
            rx.cond(
                Frame.manages,
                form(ServiceState, *_fields(), values=SERVICE, on_submit=ServiceState.save),
                _as_it_is(),
            )
        ),
    )
    return staff_screen(
        "settings",
        ready(
            ServiceState.loaded, rx.cond(ServiceState.missing, missing, content), skeleton("card"), subject=SERVICE.id
        ),
    )


def _acts() -> list[Act]:
    return [
        Act(
            t("Retire"),
            [],
            ServicesState.retire,
            description=t("No new sessions can be booked for them. What is booked stays."),
            may=Frame.manages & ~RETIRED,
        ),
        Act(
            t("Bring back"),
            [],
            ServicesState.bring_back,
            description=t("They can be booked again."),
            may=Frame.manages & RETIRED,
        ),
    ]


def _fields(*, new: bool = False) -> list[Field | Group]:
    """The fields of a service, empty but for what most services are like, or as the one in the address is."""
    meetings = [
        Field(name, label, "yes_no", value=True if new else getattr(SERVICE, name), half=False)
        for name, label in meeting_names().items()
    ]
    taxes = ServicesState.taxes if new else ServiceState.taxes
    where = t("Taxes are kept in Settings > Receipts. Psychotherapy is exempt.")
    return [
        Field("name", t("Name"), required=True, half=False, hint=t("As clients and receipts read it.")),
        Field("minutes", t("Length in minutes"), required=True, value="50" if new else SERVICE.minutes.to_string()),
        Field("fee", t("Fee"), placeholder=t("140.00"), hint=t("Without tax.")),
        Field("tax_id", t("Tax"), "choice", options=taxes, value="" if new else None, hint=where),
        Field(
            "colour",
            t("Colour in the calendar"),
            "choice",
            options=list(colour_names().items()),
            value="green" if new else None,
            required=True,
        ),
        Group(t("Where it is offered"), meetings),
    ]


def _as_it_is() -> rx.Component:
    """For therapists, who look."""
    names = meeting_names()
    meetings = [rx.cond(getattr(SERVICE, name), badge(label, "neutral")) for name, label in names.items()]
    return description_list(
        [
            (t("Length in minutes"), SERVICE.minutes.to_string()),
            (t("Fee"), SERVICE.amount),
            (t("Tax"), rx.cond(SERVICE.tax == "", t("Exempt"), SERVICE.tax)),
            (t("Where it is offered"), rx.el.span(*meetings, class_name="badge-row")),
        ]
    )
