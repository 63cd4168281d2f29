"""A member of staff's own account."""

import reflex as rx

from owl_app.admin.account_state import StaffLettersState
from owl_app.admin.frame import staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.account_cards import account_cards
from owl_app.web.components import (
    card,
    checkbox_field,
    link_button,
    notice_bar,
    page_header,
    section_header,
    stack,
)
from owl_app.web.routes import MYSELF, SETTINGS_PROFILE
from owl_app.web.screen import Frame


def page() -> rx.Component:
    return staff_screen(
        "account",
        page_header(t("Account"), description=Frame.viewer_name),
        notice_bar(StaffLettersState.notice, StaffLettersState.notice_tone),
        stack(account_cards(), _receipts(), rx.cond(StaffLettersState.loaded, _letters())),
    )


def _receipts() -> rx.Component:
    where = localised(SETTINGS_PROFILE.replace("[colleague_id]", MYSELF), current_language())
    return card(
        section_header(
            t("What receipts say about you"),
            link_button(t("Open"), where),
            description=t("Name as registered, title, college, registration number and signature."),
        ),
    )


def _letters() -> rx.Component:
    return card(
        section_header(t("Letters")),
        checkbox_field(
            "hears_of_sign_ups",
            t("Write to me when somebody creates an account in the portal"),
            hint=t("At most one letter an hour, which names nobody."),
            default_checked=StaffLettersState.hears_of_sign_ups,
            on_change=StaffLettersState.set_hears_of_sign_ups,
        ),
    )
