"""Settings > Client Portal: the Client Portal URL with its QR code, and the words clients read."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.portal_settings_state import PortalSettingsState
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    card,
    code_box,
    description_list,
    form_actions,
    live_form,
    notice_bar,
    page_header,
    qr_image,
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
        ready(PortalSettingsState.loaded, stack(_address(), _words()), skeleton("card")),
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


def _words() -> rx.Component:
    return card(
        section_header(t("What clients read"), description=t("On the sign-in page of the portal, and in letters.")),
        rx.cond(
            SETTINGS.may_change,
            live_form(
                text_area("welcome", t("Welcome text"), default_value=SETTINGS.welcome, optional_label=True),
                text_field(
                    "support_contact",
                    t("Contact for clients who are stuck"),
                    hint=t("For example: Call the front desk, 416 555 0134"),
                    default_value=SETTINGS.support_contact,
                    optional_label=True,
                ),
                form_actions(button(t("Save"), type="submit")),
                on_submit=PortalSettingsState.save,
                errors=PortalSettingsState.errors,
                answer=PortalSettingsState.answers,
            ),
            description_list(
                [
                    (t("Welcome text"), SETTINGS.welcome),
                    (t("Contact for clients who are stuck"), SETTINGS.support_contact),
                ]
            ),
        ),
    )
