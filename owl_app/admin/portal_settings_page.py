"""Settings > Client Portal: the address and what to hand out, and for Owners and Admins what clients see."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.picture_card import picture_card
from owl_app.admin.portal_settings_state import LARGEST_LOGO, PortalSettingsState
from owl_app.i18n import current_language, t
from owl_app.web.components import (
    accent_field,
    button,
    card,
    checkbox_field,
    code_box,
    fieldset,
    form_actions,
    form_columns,
    live_form,
    notice_bar,
    opened_version,
    page_header,
    qr_image,
    radio_group,
    ready,
    section_header,
    skeleton,
    stack,
    text_area,
    text_field,
)
from owl_app.web.routes import SETTINGS_PORTAL

SETTINGS = PortalSettingsState.settings


def page() -> rx.Component:
    return staff_screen(
        "settings",
        page_header(t("Settings")),
        settings_tabs(SETTINGS_PORTAL),
        notice_bar(PortalSettingsState.notice, PortalSettingsState.notice_tone),
        ready(
            PortalSettingsState.loaded,
            stack(_address(), _to_hand_out(), rx.cond(SETTINGS.may_change, stack(_what_clients_see(), _logo()))),
            skeleton("card"),
        ),
    )


def _address() -> rx.Component:
    return card(
        section_header(
            t("Client Portal URL"),
            description=t("Give it to clients, print the code, or link to it from your website."),
        ),
        code_box(SETTINGS.url, describes=t("Client Portal URL")),
        qr_image("/portal-qr.svg", t("QR code of the Client Portal URL")),
    )


def _to_hand_out() -> rx.Component:
    return card(
        section_header(t("To hand out"), description=t("Copy these as they are, or change the words to your own.")),
        rx.el.div(
            rx.el.h3(t("A message to a client"), class_name="hand-out-title"),
            code_box(SETTINGS.hand_out, wrap=True, describes=t("A message to a client")),
            class_name="hand-out",
        ),
        rx.el.div(
            rx.el.h3(t("A link for your website"), class_name="hand-out-title"),
            code_box(SETTINGS.snippet, wrap=True, describes=t("A link for your website")),
            class_name="hand-out",
        ),
    )


def _what_clients_see() -> rx.Component:
    return card(
        section_header(t("What clients see"), description=t("On the pages of the portal, and in letters.")),
        live_form(
            opened_version(SETTINGS.version, PortalSettingsState.told),
            text_field(
                "portal_name",
                t("Portal display name"),
                hint=t("Clients read it instead of the practice's name."),
                default_value=SETTINGS.portal_name,
                placeholder=SETTINGS.practice_name,
                optional_label=True,
            ),
            text_area("welcome", t("Welcome text"), default_value=SETTINGS.welcome, optional_label=True),
            text_field(
                "support_contact",
                t("Contact for clients who are stuck"),
                hint=t("For example: Call the front desk, 416 555 0134"),
                default_value=SETTINGS.support_contact,
                optional_label=True,
            ),
            text_field(
                "starter_password_days",
                t("Days a starter password works"),
                hint=t("From 1 to 60. Unused after that, it opens nothing."),
                default_value=SETTINGS.starter_password_days.to_string(),
                inputmode="numeric",
                max_length=2,
            ),
            fieldset(
                t("When a video session can be joined"),
                form_columns(
                    _minutes("join_minutes_before", t("Minutes before its start"), SETTINGS.join_minutes_before),
                    _minutes("join_minutes_after", t("Minutes after its end"), SETTINGS.join_minutes_after),
                ),
                description=t("Earlier, the page says when it will open."),
            ),
            fieldset(
                t("Letters that remind of a session"),
                _switch("reminds_day_before", t("The day before"), SETTINGS.reminds_day_before),
                _switch("reminds_hour_before", t("An hour before"), SETTINGS.reminds_hour_before),
                description=t("Clients can turn them off for themselves."),
            ),
            fieldset(
                t("Receipts"),
                _switch("receipts_visible", t("Clients see their receipts"), SETTINGS.receipts_visible),
                description=t("With the yearly statement for taxes. Without it, nothing in the portal names them."),
            ),
            accent_field(
                "accent",
                t("Accent colour"),
                PortalSettingsState.shades,
                on_try=PortalSettingsState.look_at,
                hint=t("For buttons and links, for your team too. Empty, it is Owl App's green."),
                default_value=SETTINGS.accent,
            ),
            radio_group(
                "allow_sign_up",
                t("Allow clients to create account"),
                [
                    ("yes", t("Yes"), t("The sign-in page offers Create Account; whoever does is in Prospects.")),
                    ("no", t("No"), t("Only you make accounts. Who has one keeps it.")),
                ],
                default_value=rx.cond(SETTINGS.allow_sign_up, "yes", "no"),
            ),
            text_area(
                "terms",
                t("Terms people agree to when they create an account"),
                hint=rx.cond(
                    SETTINGS.terms_version > 0,
                    t(
                        "Version {number}. A change makes a new one; who agreed to which is kept.",
                        number=SETTINGS.terms_version,
                    ),
                    t("Empty, nobody is asked."),
                ),
                default_value=SETTINGS.terms,
                optional_label=True,
            ),
            form_actions(button(t("Save"), type="submit")),
            on_submit=PortalSettingsState.save,
            errors=PortalSettingsState.errors,
            answer=PortalSettingsState.answers,
        ),
    )


def _switch(name: str, label: str, value: rx.Var[bool]) -> rx.Component:
    """A box that says so when it is not ticked; of two values under one name the last one is sent."""
    return rx.fragment(
        rx.el.input(type="hidden", name=name, value="off", read_only=True),
        checkbox_field(name, label, default_checked=value),
    )


def _minutes(name: str, label: str, value: rx.Var[int]) -> rx.Component:
    return text_field(name, label, default_value=value.to_string(), inputmode="numeric", max_length=3)


def _logo() -> rx.Component:
    language = current_language()
    return picture_card(
        "logo",
        t("Logo"),
        t("It takes the owl's place on every page."),
        current=SETTINGS.logo,
        action="/settings/logo" + ("" if language == "en" else f"?lang={language}"),
        max_bytes=LARGEST_LOGO,
        hint=t("PNG, JPEG or WebP of at most 2 MB. Best is a wide one without a background."),
        alt=t("The logo"),
        nothing=t("No logo yet"),
        save=t("Save the logo"),
        remove=(t("Remove the logo?"), t("The owl comes back in its place.")),
        on_remove=PortalSettingsState.remove_logo,
    )
