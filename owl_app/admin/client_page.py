"""The client record: Contact & Clinical > Account Details, Portal access, and Logs."""

import reflex as rx

from owl_app.admin.client_state import ClientState
from owl_app.admin.frame import staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    Column,
    badge,
    button,
    card,
    data_table,
    date_field,
    description_list,
    dialog,
    empty_state,
    fetch_form,
    fieldset,
    form_actions,
    form_columns,
    link_button,
    live_form,
    notice_bar,
    opened_version,
    page_header,
    ready,
    section_header,
    select_field,
    settled,
    skeleton,
    stack,
    starter_access,
    tabs,
    text_field,
)
from owl_app.web.routes import CLIENTS

RECORD = ClientState.record


def page() -> rx.Component:
    """The record as it is read."""
    return _screen(
        rx.fragment(
            page_header(
                RECORD.name,
                link_button(t("Edit"), _address("/edit"), kind="primary", icon="edit"),
                back=(t("All Clients"), localised(CLIENTS, current_language())),
            ),
            notice_bar(ClientState.notice, ClientState.notice_tone),
            tabs(
                t("Client record"),
                [(t("Contact & Clinical"), _contact()), (t("Portal access"), _portal()), (t("Logs"), _logs())],
            ),
        )
    )


def edit() -> rx.Component:
    """Account Details > Edit, with Client Portal Settings."""
    return _screen(
        rx.fragment(
            page_header(t("Account Details"), description=RECORD.name, back=(RECORD.name, _address())),
            notice_bar(ClientState.notice, ClientState.notice_tone),
            stack(_portal_settings(), _details_form()),
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
        card(
            section_header(t("Account Details")),
            description_list(
                [
                    (t("First name"), RECORD.first_name),
                    (t("Last name"), RECORD.last_name),
                    (t("Pronouns"), RECORD.pronouns),
                    (t("Date of birth"), ClientState.born),
                    (t("Email address"), RECORD.email),
                    (t("Phone"), RECORD.phone_written),
                    (t("Address"), RECORD.address),
                    (t("Therapist"), RECORD.therapist),
                    (t("Status"), rx.cond(RECORD.status == "active", t("Active"), t("Inactive"))),
                ]
            ),
        )
    )


def _portal() -> rx.Component:
    return card(
        section_header(t("Portal access"), _portal_badge()),
        rx.cond(
            RECORD.portal_state == "none",
            empty_state(
                t("No portal access yet"),
                t("Give an email address and a starter password, and hand both over."),
                link_button(t("Give access"), _address("/edit"), kind="primary"),
                icon="key",
            ),
            description_list(
                [(t("Signs in with"), RECORD.portal_email), (t("Client Portal URL"), ClientState.portal_url)]
            ),
        ),
    )


def _portal_badge() -> rx.Component:
    return rx.match(
        RECORD.portal_state,
        ("active", badge(t("Signed in"), "success")),
        ("starter", badge(t("Starter password not used yet"), "warning")),
        ("disabled", badge(t("Disabled"), "danger")),
        rx.fragment(),
    )


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
        flush=True,
    )


def _portal_settings() -> rx.Component:
    return card(
        section_header(t("Client Portal Settings")),
        settled(RECORD.portal_state == "none", _first_access(), _existing_access()),
        id="portal",
    )


def _first_access() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            t("Saving makes the login. The client replaces the starter password at the first sign-in."),
            class_name="section-text",
        ),
        _starter(rx.cond(RECORD.email != "", RECORD.email, "")),
    )


def _existing_access() -> rx.Component:
    return rx.fragment(
        fetch_form(
            text_field(
                "email",
                t("Email address"),
                type="email",
                default_value=RECORD.portal_email,
                hint=t("The client signs in with it. A new address has to be confirmed again."),
                required=True,
                autocomplete="off",
            ),
            form_actions(
                button(t("Save"), type="submit"),
                dialog(
                    button(t("Give a new starter password"), kind="secondary"),
                    t("Give a new starter password"),
                    _starter(RECORD.portal_email),
                    description=t("The client is signed out everywhere and replaces it at the next sign-in."),
                ),
            ),
            action=_address("/portal-access"),
        ),
    )


def _starter(email: rx.Var[str]) -> rx.Component:
    return starter_access(_address("/portal-access"), _address("/access-slip"), ClientState.portal_url, email)


def _details_form() -> rx.Component:
    return card(
        section_header(t("Details")),
        live_form(
            opened_version(RECORD.version, ClientState.told),
            form_columns(
                text_field("first_name", t("First name"), default_value=RECORD.first_name, required=True),
                text_field("last_name", t("Last name"), default_value=RECORD.last_name, required=True),
            ),
            form_columns(
                text_field("pronouns", t("Pronouns"), default_value=RECORD.pronouns, optional_label=True),
                date_field(
                    "date_of_birth", t("Date of birth"), default_value=RECORD.date_of_birth, optional_label=True
                ),
            ),
            form_columns(
                text_field("email", t("Email address"), type="email", default_value=RECORD.email, optional_label=True),
                text_field("phone", t("Phone"), type="tel", default_value=RECORD.phone_written, optional_label=True),
            ),
            fieldset(
                t("Address"),
                text_field("street", t("Street address"), default_value=RECORD.street, optional_label=True),
                form_columns(
                    text_field("city", t("City"), default_value=RECORD.city, optional_label=True),
                    text_field("region", t("Province"), default_value=RECORD.region, optional_label=True),
                ),
                form_columns(
                    text_field("postal_code", t("Postal code"), default_value=RECORD.postal_code, optional_label=True),
                    text_field("country", t("Country"), default_value=RECORD.country, optional_label=True),
                ),
            ),
            form_columns(
                select_field(
                    "status",
                    t("Status"),
                    [("active", t("Active")), ("inactive", t("Inactive"))],
                    default_value=RECORD.status,
                ),
                rx.cond(
                    RECORD.may_choose_therapist,
                    select_field(
                        "therapist_id",
                        t("Therapist"),
                        ClientState.therapist_options,
                        default_value=RECORD.therapist_id,
                        placeholder=t("Nobody yet"),
                    ),
                ),
            ),
            form_actions(
                button(t("Save"), type="submit"), link_button(t("Back to the record"), _address(), kind="quiet")
            ),
            on_submit=ClientState.save,
            errors=ClientState.errors,
            answer=ClientState.answers,
        ),
    )


def _address(below: str = "") -> rx.Var[str]:
    prefix = localised("", current_language()) if below not in {"/portal-access", "/access-slip"} else ""
    return rx.Var.create(f"{prefix}/clients/") + RECORD.id + below
