"""Create Account, the page that waits for the letter, and the one that its link opens."""

import reflex as rx

from owl_app.i18n import t
from owl_app.public.frame import back_link, flashes, help_line, here
from owl_app.security.passwords import MIN_LENGTH
from owl_app.web.components import (
    button,
    checkbox_field,
    date_field,
    form_columns,
    link,
    native_form,
    password_field,
    posting,
    proof_of_work,
    slot,
    text_field,
)
from owl_app.web.layout import public_layout
from owl_app.web.routes import CREATE_ACCOUNT, PORTAL_SIGN_IN


def create_account() -> rx.Component:
    """Open only while the practice lets clients create accounts."""
    return public_layout(
        *flashes(),
        native_form(
            form_columns(
                text_field("first_name", t("First name"), required=True, keep=True, autocomplete="given-name"),
                text_field("last_name", t("Last name"), required=True, keep=True, autocomplete="family-name"),
            ),
            text_field("email", t("Email address"), type="email", required=True, keep=True, autocomplete="username"),
            form_columns(
                text_field("phone", t("Phone"), type="tel", keep=True, autocomplete="tel", optional_label=True),
                date_field("date_of_birth", t("Date of birth"), keep=True, autocomplete="bday", optional_label=True),
            ),
            password_field(
                "password",
                t("Password"),
                autocomplete="new-password",
                hint=t("At least {count} characters. Three or four unrelated words make a good one.", count=MIN_LENGTH),
                min_length=MIN_LENGTH,
                keep=True,
            ),
            _terms(),
            _bait(),
            proof_of_work("proof", "/auth/sign-up/challenge"),
            button(t("Create Account"), type="submit", full_width=True),
            action=posting("/auth/sign-up"),
        ),
        title=t("Create Account"),
        description=t("For clients of the practice. We send a letter to your address to make sure that it is yours."),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
        wide=True,
    )


def check_mail() -> rx.Component:
    """The same for everybody who sent the Create Account form."""
    return public_layout(
        *flashes(),
        rx.el.p(
            t("If an account can be created with this address, a letter with a link and a code is on its way to it:"),
            class_name="public-text",
        ),
        rx.el.p(slot("address"), class_name="sent-to"),
        native_form(
            text_field(
                "code",
                t("Code from the letter"),
                autocomplete="one-time-code",
                inputmode="numeric",
                keep=True,
                required=True,
                max_length=12,
                mono=True,
            ),
            button(t("Confirm my email address"), type="submit", full_width=True),
            action=posting("/auth/verify-code"),
        ),
        rx.el.div(
            rx.el.h2(t("No letter?"), class_name="public-more-title"),
            rx.el.p(t("Look for it in junk mail too. A letter can take a few minutes."), class_name="public-text"),
            native_form(
                button(t("Send the letter again"), type="submit", kind="secondary", full_width=True),
                action=posting("/auth/sign-up/letter"),
            ),
            native_form(
                text_field(
                    "email",
                    t("Is the address right?"),
                    type="email",
                    required=True,
                    keep=True,
                    autocomplete="email",
                ),
                button(t("Correct it and send the letter there"), type="submit", kind="secondary", full_width=True),
                action=posting("/auth/sign-up/address"),
            ),
            class_name="public-more",
        ),
        title=t("Look in your mail"),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
    )


def verify() -> rx.Component:
    """After the link in the letter: nothing happens until the button is pressed, however many scanners open it."""
    return public_layout(
        *flashes(),
        rx.el.p(slot("known"), class_name="public-text verify-known"),
        native_form(
            rx.el.div(
                password_field(
                    "password",
                    t("Password"),
                    hint=t("The one you chose when you made the account."),
                    required=False,
                    keep=True,
                ),
                class_name="verify-password",
            ),
            button(t("Confirm my email address"), type="submit", full_width=True),
            action=posting("/auth/verify"),
        ),
        title=t("Confirm your email address"),
        below=rx.fragment(
            help_line(),
            rx.el.p(t("You did not make an account? Close this page: without you nobody can use it.")),
            link(t("Create an account anew"), here(CREATE_ACCOUNT), reload=True),
        ),
    )


def _terms() -> rx.Component:
    """What is agreed to; nothing at all where the practice has no terms."""
    return rx.el.div(
        rx.el.div(
            slot("terms"),
            class_name="terms-text",
            role="region",
            aria_label=t("The practice's terms"),
            custom_attrs={"tabIndex": 0},
        ),
        checkbox_field("terms", t("I have read the terms and agree to them"), keep=True),
        rx.el.input(type="hidden", name="terms_version", custom_attrs={"data-keep": "terms_version"}),
        class_name="terms",
    )


def _bait() -> rx.Component:
    """People neither see nor reach this field."""
    return rx.el.div(
        rx.el.label(t("Leave this empty"), html_for="website"),
        rx.el.input(id="website", name="website", type="text", auto_complete="off", custom_attrs={"tabIndex": -1}),
        class_name="bait",
        aria_hidden="true",
    )
