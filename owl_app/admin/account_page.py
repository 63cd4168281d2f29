"""A member of staff's own account."""

import reflex as rx

from owl_app.admin.frame import staff_screen
from owl_app.i18n import t
from owl_app.web.account_cards import account_cards
from owl_app.web.components import page_header
from owl_app.web.screen import Frame


def page() -> rx.Component:
    return staff_screen("account", page_header(t("Account"), description=Frame.viewer_name), account_cards())
