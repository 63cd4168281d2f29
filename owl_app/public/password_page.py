"""The pages a person chooses a password or confirms an address on: opening them uses nothing up."""

import reflex as rx

from owl_app.i18n import t
from owl_app.public.frame import back_link, flashes, help_line
from owl_app.security.passwords import MIN_LENGTH
from owl_app.web.components import button, native_form, password_field, posting
from owl_app.web.layout import public_layout
from owl_app.web.routes import PORTAL_SIGN_IN


def new_password() -> rx.Component:
    """After a reset link: nothing happens until the button is pressed."""
    return public_layout(
        *flashes(),
        native_form(
            _new_password_field(),
            button(t("Set my new password"), type="submit", full_width=True),
            action=posting("/auth/new-password"),
        ),
        title=t("Choose a new password"),
        description=t("You will be signed out everywhere else."),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
    )


def first_password() -> rx.Component:
    """After the first sign-in with a starter password."""
    return public_layout(
        *flashes(),
        native_form(
            _new_password_field(),
            button(t("Save and continue"), type="submit", full_width=True),
            action=posting("/auth/first-password"),
        ),
        title=t("Choose your own password"),
        description=t("The starter password has done its work. Nobody but you will know the new one."),
        below=rx.fragment(
            help_line(),
            native_form(
                button(t("Sign out"), type="submit", kind="quiet"),
                action=posting("/auth/sign-out"),
                class_name="inline",
            ),
        ),
    )


def invitation() -> rx.Component:
    """After an invitation's link: nothing happens until the button is pressed."""
    return public_layout(
        *flashes(),
        native_form(
            _new_password_field(),
            button(t("Save and sign in"), type="submit", full_width=True),
            action=posting("/auth/invitation"),
        ),
        title=t("Welcome"),
        description=t("Choose a password of your own. Nobody else will know it."),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
    )


def confirm_email() -> rx.Component:
    """After a confirmation link."""
    return public_layout(
        *flashes(),
        native_form(
            button(t("Confirm my email address"), type="submit", full_width=True),
            action=posting("/auth/confirm-email"),
        ),
        title=t("Confirm your email address"),
        description=t("You can then choose a new password yourself if you ever forget it."),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
    )


def new_email() -> rx.Component:
    """After the link in the letter to a new address."""
    return public_layout(
        *flashes(),
        native_form(
            button(t("Confirm my new address"), type="submit", full_width=True),
            action=posting("/auth/new-email"),
        ),
        title=t("Confirm your new email address"),
        description=t("From then on you sign in with it, and every other device is signed out."),
        below=rx.fragment(help_line(), back_link(PORTAL_SIGN_IN)),
    )


def _new_password_field() -> rx.Component:
    return password_field(
        "password",
        t("New password"),
        autocomplete="new-password",
        hint=t("At least {count} characters. Three or four unrelated words make a good one.", count=MIN_LENGTH),
        min_length=MIN_LENGTH,
        keep=True,
    )
