"""My Account: basic biographic information, with what the person may correct, and sign-in and security."""

import operator
from functools import reduce

import reflex as rx

from owl_app.i18n import t
from owl_app.portal.account_state import AccountState, OwnDetails
from owl_app.portal.frame import portal_screen
from owl_app.web.account_cards import account_cards
from owl_app.web.components import (
    button,
    card,
    description_list,
    dialog,
    dialog_actions,
    dialog_opener,
    empty_state,
    form_columns,
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

CORRECT = "correct"
"""The window in which phone and address are corrected."""


def page() -> rx.Component:
    """My Account."""
    return portal_screen(
        "account",
        page_header(t("My Account")),
        notice_bar(AccountState.notice, AccountState.notice_tone),
        ready(AccountState.loaded, stack(_next(), _page()), skeleton("card")),
    )


def security() -> rx.Component:
    """Change password, devices signed in."""
    return portal_screen(
        "security",
        page_header(t("Sign-in and security")),
        account_cards(),
    )


def _next() -> rx.Component:
    """What the person should do, only while there is something."""
    person = AccountState.person
    is_there = person.client_id != ""
    steps = [
        (
            ~AccountState.email_proven,
            t("Confirm your email address"),
            t(
                "We sent a letter to {email}. Open it and press the button in it. "
                "Then you can choose a new password yourself if you ever forget it.",
                email=AccountState.email,
            ),
            button(t("Send the letter again"), kind="secondary", on_click=AccountState.send_confirmation),
        ),
        (
            is_there & (person.street == ""),
            t("Complete the address"),
            t("It is printed on your receipts."),
            dialog_opener(button(t("Add the address"), kind="secondary"), CORRECT),
        ),
        (
            is_there & (person.phone == ""),
            t("Add a phone number"),
            t("So that your practice can reach you."),
            dialog_opener(button(t("Add the number"), kind="secondary"), CORRECT),
        ),
    ]
    any_of_them = reduce(operator.or_, (applies for applies, *_ in steps))
    return rx.cond(
        any_of_them,
        card(
            section_header(t("What is next")),
            rx.el.ul(*[rx.cond(applies, _step(*said)) for applies, *said in steps], class_name="item-list"),
        ),
    )


def _step(title: str, text: str, act: rx.Component) -> rx.Component:
    words = rx.el.div(rx.el.h3(title, class_name="item-title"), rx.el.p(text, class_name="item-text"))
    return rx.el.li(words, act, class_name="item item-row")


def _page() -> rx.Component:
    return rx.cond(AccountState.person.client_id != "", _person(), _nobody())


def _nobody() -> rx.Component:
    return card(
        empty_state(
            t("Your login is not connected to a page"),
            t(
                "Your practice connects it by hand. You need not do anything: "
                "as soon as it is done, you see the page here."
            ),
            rx.cond(AccountState.support != "", rx.el.p(AccountState.support, class_name="empty-text")),
        )
    )


def _person() -> rx.Component:
    person = AccountState.person
    return card(
        section_header(
            person.name,
            dialog_opener(button(t("Correct phone or address"), kind="secondary"), CORRECT),
        ),
        description_list(
            [
                (t("Date of birth"), person.date_of_birth),
                (t("Email address"), person.email),
                (t("Phone"), person.phone),
                (t("Address"), person.address),
                (t("Therapist"), person.therapist),
            ]
        ),
        _correct(person),
        key=person.client_id,
    )


def _correct(person: rx.Var[OwnDetails]) -> rx.Component:
    return dialog(
        None,
        t("Correct phone or address"),
        live_form(
            refusal(AccountState.notice, AccountState.notice_tone, AccountState.answers),
            rx.el.input(type="hidden", name="client_id", value=person.client_id, read_only=True),
            opened_version(person.version, AccountState.told),
            text_field("phone", t("Phone"), type="tel", default_value=person.phone, autocomplete="tel"),
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
        name=CORRECT,
        description=t("Your practice sees what you changed. For anything else, please ask them."),
        close_on=AccountState.saves,
    )
