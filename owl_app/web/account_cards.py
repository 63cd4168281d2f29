"""The cards of one's own account, the same for staff and in the portal: password, address, devices."""

import reflex as rx

from owl_app.i18n import t
from owl_app.security.passwords import MIN_LENGTH
from owl_app.web.components import (
    badge,
    button,
    card,
    confirm_dialog,
    dialog,
    dialog_actions,
    fetch_form,
    form_actions,
    notice,
    notice_bar,
    password_field,
    posting,
    ready,
    section_header,
    skeleton,
    stack,
    text_field,
)
from owl_app.web.devices_state import Device, DevicesState


def account_cards() -> rx.Component:
    """Password, email address, devices signed in."""
    return rx.fragment(
        notice_bar(DevicesState.notice, DevicesState.notice_tone),
        ready(DevicesState.loaded, stack(_email(), _password(), _devices()), skeleton("form")),
    )


def _email() -> rx.Component:
    return card(
        section_header(
            t("Email address"),
            rx.cond(
                DevicesState.email_proven,
                badge(t("Confirmed"), "success"),
                badge(t("Not confirmed yet"), "warning"),
            ),
            description=DevicesState.email,
        ),
        rx.cond(
            DevicesState.new_email != "",
            _awaited_email(),
            rx.cond(DevicesState.email_proven, rx.fragment(), _unproven_email()),
        ),
        form_actions(
            rx.cond(
                DevicesState.new_email != "",
                button(t("Send again"), kind="secondary", on_click=DevicesState.ask_new_email_again),
            ),
            rx.cond(
                DevicesState.new_email != "",
                button(t("Keep the old one"), kind="secondary", on_click=DevicesState.keep_email),
            ),
            _change_email(),
        ),
    )


def _unproven_email() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Confirm it, so that you can choose a new password yourself if you ever forget it.")),
        button(t("Send me the letter again"), kind="secondary", on_click=DevicesState.send_confirmation),
        class_name="stack",
    )


def _awaited_email() -> rx.Component:
    return notice(
        t(
            "Your new address {new} is not confirmed yet: open the letter we sent there and press the button in it. "
            "Until then you sign in with {old}.",
            new=DevicesState.new_email,
            old=DevicesState.email,
        ),
        "info",
        "note",
    )


def _change_email() -> rx.Component:
    return dialog(
        button(t("Change email address"), kind="secondary"),
        t("Change email address"),
        fetch_form(
            text_field("email", t("New email address"), type="email", required=True, autocomplete="email"),
            password_field("current", t("Current password"), autocomplete="current-password"),
            dialog_actions(button(t("Send the letter"), type="submit")),
            action=posting("/auth/change-email"),
        ),
        description=t("We send a letter to the new address. The old one works until you press the button in it."),
        close_on=DevicesState.new_email,
    )


def _password() -> rx.Component:
    return card(
        section_header(t("Change password"), description=t("Every other device is signed out.")),
        fetch_form(
            password_field("current", t("Current password"), autocomplete="current-password"),
            password_field(
                "password",
                t("New password"),
                autocomplete="new-password",
                hint=t("At least {count} characters. Three or four unrelated words make a good one.", count=MIN_LENGTH),
                min_length=MIN_LENGTH,
            ),
            form_actions(button(t("Change password"), type="submit")),
            action=posting("/auth/change-password"),
            reset_on_done=True,
        ),
    )


def _devices() -> rx.Component:
    return card(
        section_header(
            t("Devices signed in"),
            rx.cond(
                DevicesState.devices.length() > 1,
                confirm_dialog(
                    button(t("Sign out everywhere else"), kind="secondary"),
                    t("Sign out everywhere else?"),
                    t("Every device but this one has to sign in again."),
                    confirm=t("Sign out everywhere else"),
                    on_confirm=DevicesState.end_others,
                ),
            ),
        ),
        rx.el.ul(rx.foreach(DevicesState.devices, _device), class_name="item-list"),
    )


def _device(device: rx.Var[Device]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(device.name, class_name="item-title"),
            rx.el.p(device.seen, class_name="item-text"),
        ),
        rx.cond(
            device.this_one,
            badge(t("This device"), "accent"),
            button(
                t("Sign out"),
                kind="secondary",
                on_click=DevicesState.end_device(device.id),
                aria_label=t("Sign out {device}", device=device.name),
            ),
        ),
        class_name="item item-row",
    )
