"""What the public pages share: the flash sentences, and what to do for somebody who is stuck."""

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.web.components import flash_notice, link, slot


def flashes() -> list[rx.Component]:
    """What the last request had to say; the server fills the one that fits."""
    return [flash_notice(f"flash-{tone}", tone) for tone in ("danger", "success", "info")]


def help_line() -> rx.Component:
    """The practice's own words for whoever is stuck."""
    return rx.el.p(slot("support"), class_name="public-help")


def here(route: str) -> str:
    """The route in the language of the page."""
    return localised(route, current_language())


def back_link(route: str) -> rx.Component:
    return link(t("Back to sign-in"), here(route), reload=True)
