"""The page for an address where nothing is."""

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components import link_button
from owl_app.web.layout import public_layout


def not_found() -> rx.Component:
    return public_layout(
        link_button(t("Back to the first page"), "/", kind="primary", reload=True, full_width=True),
        title=t("There is nothing here"),
        description=t("The address may be old or mistyped."),
    )
