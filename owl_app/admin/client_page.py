"""The client record: Contact & Clinical > Account Details, and Logs; the other tabs stand in modules of their own."""

from typing import Any

import reflex as rx

from owl_app.admin.client_billing import client_billing
from owl_app.admin.client_deletion import more_about_client
from owl_app.admin.client_fields import basics, other_areas
from owl_app.admin.client_merge import merged_lately
from owl_app.admin.client_sessions import client_sessions
from owl_app.admin.client_state import ClientState
from owl_app.admin.frame import staff_screen
from owl_app.admin.portal_access_page import portal_settings
from owl_app.admin.portal_timeline_page import portal_access
from owl_app.admin.receipt_mail import email_receipt_window
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    Column,
    button,
    card,
    data_table,
    description_list,
    empty_state,
    link_button,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
    tabs,
)
from owl_app.web.form import form
from owl_app.web.routes import BILLING_TAB, CLIENTS
from owl_app.web.screen import Frame

RECORD = ClientState.record


def page() -> rx.Component:
    """The record as it is read."""
    return _screen(
        rx.fragment(
            page_header(
                RECORD.name,
                link_button(t("Edit"), _address("/edit"), kind="primary", icon="edit"),
                more_about_client(),
                back=(t("All Clients"), localised(CLIENTS, current_language())),
            ),
            notice_bar(ClientState.notice, ClientState.notice_tone),
            rx.cond(Frame.manages, merged_lately()),
            tabs(
                t("Client record"),
                [
                    (t("Sessions"), client_sessions()),
                    (t("Contact & Clinical"), _contact()),
                    (t("Billing"), rx.el.div(client_billing(), id=BILLING_TAB)),
                    (t("Portal access"), portal_access()),
                    (t("Logs"), _logs()),
                ],
            ),
            email_receipt_window(),
        )
    )


def edit() -> rx.Component:
    """Account Details > Edit, with Client Portal Settings."""
    return _screen(
        rx.fragment(
            page_header(t("Account Details"), description=RECORD.name, back=(RECORD.name, _address())),
            notice_bar(ClientState.notice, ClientState.notice_tone),
            stack(portal_settings(), _details_form()),
        )
    )


def _screen(content: rx.Component) -> rx.Component:
    clients = localised(CLIENTS, current_language())
    missing = rx.fragment(
        page_header(t("Client record")),
        card(
            empty_state(
                t("This record is not here"),
                t("There is no such client, or the record is not yours."),
                link_button(t("All Clients"), clients),
            )
        ),
    )
    return staff_screen(
        "clients",
        ready(ClientState.loaded, rx.cond(ClientState.missing, missing, content), skeleton("card"), subject=RECORD.id),
    )


def _contact() -> rx.Component:
    return stack(
        _area(
            t("Account Details"),
            [
                (t("First name"), RECORD.first_name),
                (t("Last name"), RECORD.last_name),
                (t("Pronouns"), RECORD.pronouns),
                (t("Date of birth"), ClientState.born),
                (t("Email address"), RECORD.email),
                (t("Phone"), RECORD.phone),
                (t("Other phone"), RECORD.other_phone),
                (t("Address"), RECORD.address),
            ],
        ),
        rx.cond(
            RECORD.sees_clinical,
            _area(
                t("Clinical"),
                [*_care(), (t("Client since"), ClientState.since), (t("Referral"), RECORD.referral)],
            ),
            _area(t("Clinical"), _care()),
        ),
        _area(
            t("Emergency contact"),
            [
                (t("Emergency contact"), RECORD.emergency_name),
                (t("Relationship to the client"), RECORD.emergency_relationship),
                (t("Emergency phone"), RECORD.emergency_phone),
            ],
        ),
        _area(
            t("Bill-to"),
            [
                (t("Bill to"), RECORD.bill_to_name),
                (t("Billing email"), RECORD.bill_to_email),
                (t("Billing address"), RECORD.bill_to_address),
            ],
        ),
    )


def _care() -> list[tuple[str, Any]]:
    return [
        (t("Status"), rx.cond(RECORD.status == "active", t("Active"), t("Inactive"))),
        (t("Therapist"), RECORD.therapist),
    ]


def _area(title: str, items: list[tuple[str, Any]]) -> rx.Component:
    return card(section_header(title), description_list(items))


def _logs() -> rx.Component:
    return card(
        data_table(
            [
                Column(t("When"), lambda line: line.when),
                Column(t("Who"), lambda line: line.who),
                Column(t("What"), lambda line: line.what),
            ],
            ClientState.logs,
            caption=t("Logs"),
        ),
        rx.cond(
            ClientState.has_older,
            rx.el.div(
                button(t("Show older"), kind="secondary", on_click=ClientState.show_older), class_name="table-more"
            ),
        ),
        flush=True,
    )


def _details_form() -> rx.Component:
    areas = other_areas(
        ClientState.therapist_options,
        chooses_therapist=RECORD.may_choose_therapist,
        sees_clinical=RECORD.sees_clinical,
        status=RECORD.status,
    )
    return card(
        section_header(t("Details")),
        form(
            ClientState,
            *basics(),
            *areas,
            values=RECORD,
            on_submit=ClientState.save,
            actions=[link_button(t("Back to the record"), _address(), kind="quiet")],
        ),
    )


def _address(below: str = "") -> rx.Var[str]:
    return rx.Var.create(f"{localised('', current_language())}/clients/") + RECORD.id + below
