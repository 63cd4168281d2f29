"""The frame around every staff screen, filled from the state."""

from typing import Any

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.web.components import link_tabs
from owl_app.web.layout import admin_layout
from owl_app.web.routes import SETTINGS_MAIL, SETTINGS_PORTAL
from owl_app.web.screen import Frame


def staff_screen(active: str, *children: Any) -> rx.Component:
    """A staff screen under the practice's name."""
    return admin_layout(
        active,
        *children,
        practice_name=Frame.practice_name,
        person_name=Frame.viewer_name,
        initials=Frame.viewer_initials,
    )


def settings_tabs(active: str) -> rx.Component:
    """The rooms of Settings; Mail is for Owners and Admins."""
    portal, mail = (localised(route, current_language()) for route in (SETTINGS_PORTAL, SETTINGS_MAIL))
    active = localised(active, current_language())
    some = [(t("Client Portal"), portal)]
    return rx.cond(
        Frame.manages,
        link_tabs(t("Settings"), [*some, (t("Mail"), mail)], active=active),
        link_tabs(t("Settings"), some, active=active),
    )
