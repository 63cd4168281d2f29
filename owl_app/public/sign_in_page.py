"""The sign-in pages of staff and of the portal, and their Forgot Your Password? pages."""

import reflex as rx

from owl_app.i18n import t
from owl_app.public.frame import back_link, flashes, help_line, here
from owl_app.web.components import button, link, native_form, password_field, posting, slot, text_field
from owl_app.web.layout import public_layout
from owl_app.web.routes import CREATE_ACCOUNT, LOGIN, PORTAL_FORGOT, PORTAL_SIGN_IN, STAFF_FORGOT


def portal_sign_in() -> rx.Component:
    """Where clients sign in, with the practice's name and welcome."""
    return public_layout(
        *flashes(),
        _form("/auth/portal/sign-in", PORTAL_FORGOT),
        rx.el.p(link(slot("create-account"), here(CREATE_ACCOUNT), reload=True), class_name="public-create"),
        title=t("Client Portal"),
        description=slot("welcome"),
        below=rx.fragment(help_line(), link(t("Staff sign-in"), here(LOGIN), reload=True)),
    )


def staff_sign_in() -> rx.Component:
    """Where the team signs in."""
    return public_layout(
        *flashes(),
        _form("/auth/staff/sign-in", STAFF_FORGOT),
        title=t("Team sign-in"),
        below=link(t("To the Client Portal"), here(PORTAL_SIGN_IN), reload=True),
    )


def portal_forgot() -> rx.Component:
    return _forgot("/auth/portal/forgot", PORTAL_SIGN_IN)


def staff_forgot() -> rx.Component:
    return _forgot("/auth/staff/forgot", LOGIN)


def _form(action: str, forgot: str) -> rx.Component:
    return native_form(
        text_field("email", t("Email address"), type="email", autocomplete="username", required=True, keep=True),
        password_field("password", t("Password"), autocomplete="current-password"),
        button(t("Sign in"), type="submit", full_width=True),
        rx.el.p(link(t("Forgot Your Password?"), here(forgot), reload=True), class_name="public-forgot"),
        action=posting(action),
    )


def _forgot(action: str, sign_in: str) -> rx.Component:
    return public_layout(
        *flashes(),
        native_form(
            text_field("email", t("Email address"), type="email", autocomplete="username", required=True, keep=True),
            button(t("Send me a link"), type="submit", full_width=True),
            action=posting(action),
        ),
        title=t("Forgot Your Password?"),
        description=t("Write the address you sign in with. If it can be used, a letter with a link comes to it."),
        below=rx.fragment(help_line(), back_link(sign_in)),
    )
