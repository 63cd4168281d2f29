"""The frame around every staff screen, filled from the state."""

from typing import Any

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.web.components import link_tabs
from owl_app.web.layout import admin_layout
from owl_app.web.routes import (
    BILLING,
    BILLING_PAYMENTS,
    BILLING_TOTALS,
    CLIENTS,
    PROSPECTS,
    SETTINGS_MAIL,
    SETTINGS_PORTAL,
    SETTINGS_PRACTICE,
    SETTINGS_RECEIPTS,
    SETTINGS_SERVICES,
    SETTINGS_TEAM,
)
from owl_app.web.screen import Frame


def staff_screen(active: str, *children: Any) -> rx.Component:
    """A staff screen under the practice's name."""
    return admin_layout(
        active,
        *children,
        practice_name=Frame.practice_name,
        person_name=Frame.viewer_name,
        initials=Frame.viewer_initials,
        brand=Frame.brand,
        prospects=rx.cond(Frame.manages, Frame.prospects, "0"),
        waiting=Frame.waiting,
    )


def clients_tabs(active: str) -> rx.Component:
    """All Clients, and for Owners and Admins its Prospects."""
    language = current_language()
    waiting = rx.cond(Frame.prospects != "0", t("Prospects ({count})", count=Frame.prospects), t("Prospects"))
    rooms = [(t("All Clients"), CLIENTS), (waiting, PROSPECTS)]
    tabs = link_tabs(
        t("Clients"), [(name, localised(route, language)) for name, route in rooms], active=localised(active, language)
    )
    return rx.cond(Frame.manages, tabs)


def billing_tabs(active: str) -> rx.Component:
    """What is owed, what came in, and what it comes to."""
    language = current_language()
    rooms = [(t("Owed"), BILLING), (t("Payments"), BILLING_PAYMENTS), (t("Totals"), BILLING_TOTALS)]
    return link_tabs(
        t("Billing"), [(name, localised(route, language)) for name, route in rooms], active=localised(active, language)
    )


def settings_tabs(active: str) -> rx.Component:
    """The rooms of Settings; therapists have those that are for them."""
    here = localised(active, current_language())
    for_all = [(t("Client Portal"), SETTINGS_PORTAL), (t("Services"), SETTINGS_SERVICES)]
    for_managers = [
        (t("Practice"), SETTINGS_PRACTICE),
        *for_all,
        (t("Receipts"), SETTINGS_RECEIPTS),
        (t("Team"), SETTINGS_TEAM),
        (t("Mail"), SETTINGS_MAIL),
    ]
    return rx.cond(Frame.manages, _tabs(for_managers, here), _tabs(for_all, here))


def _tabs(rooms: list[tuple[str, str]], here: str) -> rx.Component:
    language = current_language()
    return link_tabs(t("Settings"), [(name, localised(route, language)) for name, route in rooms], active=here)
