"""My Account: basic biographic information, with what the person may correct, and sign-in and security."""

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.account_state import AccountState, OwnDetails
from owl_app.portal.frame import portal_screen
from owl_app.web.account_cards import account_cards
from owl_app.web.components import (
    button,
    card,
    description_list,
    dialog,
    dialog_actions,
    empty_state,
    form_columns,
    link_button,
    live_form,
    notice_bar,
    opened_version,
    page_header,
    ready,
    refusal,
    section_header,
    skeleton,
    stack,
    text_field,
)
from owl_app.web.routes import PORTAL_SECURITY


def page() -> rx.Component:
    """My Account."""
    return portal_screen(
        "account",
        page_header(t("My Account")),
        notice_bar(AccountState.notice, AccountState.notice_tone),
        ready(AccountState.loaded, _people(), skeleton("card")),
    )


def security() -> rx.Component:
    """Change password, devices signed in."""
    return portal_screen(
        "security",
        page_header(t("Sign-in and security")),
        account_cards(),
    )


def _people() -> rx.Component:
    return rx.match(
        AccountState.kind,
        ("client", stack(rx.foreach(AccountState.people, _person))),
        (
            "unverified",
            card(
                empty_state(
                    t("Your email address is not confirmed yet"),
                    t("Open the letter we sent you and press the button in it. You can have it sent again."),
                    link_button(t("Sign-in and security"), localised(PORTAL_SECURITY, current_language())),
                    icon="mail",
                )
            ),
        ),
        card(
            empty_state(
                t("Your practice has been told"),
                t(
                    "Your account is not connected to a client record yet. "
                    "As soon as it is, you find your details here."
                ),
            )
        ),
    )


def _person(person: rx.Var[OwnDetails]) -> rx.Component:
    return card(
        section_header(person.name, _correct(person)),
        description_list(
            [
                (t("Date of birth"), person.date_of_birth),
                (t("Email address"), person.email),
                (t("Phone"), person.phone_written),
                (t("Address"), person.address),
                (t("Therapist"), person.therapist),
            ]
        ),
    )


def _correct(person: rx.Var[OwnDetails]) -> rx.Component:
    return dialog(
        button(t("Correct phone or address"), kind="secondary"),
        t("Correct phone or address"),
        live_form(
            refusal(AccountState.notice, AccountState.notice_tone),
            rx.el.input(type="hidden", name="client_id", value=person.client_id, read_only=True),
            opened_version(person.version, AccountState.told),
            text_field("phone", t("Phone"), type="tel", default_value=person.phone_written, autocomplete="tel"),
            text_field("street", t("Street address"), default_value=person.street, autocomplete="street-address"),
            form_columns(
                text_field("city", t("City"), default_value=person.city, autocomplete="address-level2"),
                text_field("region", t("Province"), default_value=person.region, autocomplete="address-level1"),
            ),
            form_columns(
                text_field(
                    "postal_code", t("Postal code"), default_value=person.postal_code, autocomplete="postal-code"
                ),
                text_field("country", t("Country"), default_value=person.country, autocomplete="country-name"),
            ),
            dialog_actions(button(t("Save"), type="submit")),
            on_submit=AccountState.save,
            errors=AccountState.errors,
            answer=AccountState.answers,
        ),
        description=t("Your practice sees what you changed. For anything else, please ask them."),
        close_on=AccountState.saves,
    )
