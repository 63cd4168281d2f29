"""Settings > Mail: every letter with its state, its reason when it failed, and its text while nobody delivers it."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.mail_state import LetterLine, MailState
from owl_app.i18n import t
from owl_app.web.components import (
    badge,
    button,
    card,
    empty_state,
    link_button,
    notice,
    notice_bar,
    page_header,
    ready,
    skeleton,
    stack,
)
from owl_app.web.routes import SETTINGS_MAIL


def page() -> rx.Component:
    return staff_screen(
        "settings",
        page_header(t("Settings")),
        settings_tabs(SETTINGS_MAIL),
        notice_bar(MailState.notice, MailState.notice_tone),
        ready(MailState.loaded, stack(_provider(), _letters()), skeleton("table")),
    )


def _provider() -> rx.Component:
    return rx.match(
        MailState.provider,
        (
            "files",
            notice(
                t(
                    "No mail provider is set up: letters are written to files and can be read here. "
                    "To send them, set OWL_MAIL_FROM, and OWL_RESEND_API_KEY or OWL_SMTP_URL, in the file .env, "
                    "and start Owl App again."
                ),
                "warning",
                "note",
            ),
        ),
        rx.fragment(),
    )


def _letters() -> rx.Component:
    return rx.cond(
        MailState.letters.length() > 0,
        card(rx.el.ul(rx.foreach(MailState.letters, _letter), class_name="item-list"), flush=True),
        card(
            empty_state(
                t("No letters yet"), t("Letters to clients and to your team appear here with their state."), icon="mail"
            )
        ),
    )


def _letter(letter: rx.Var[LetterLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(letter.subject, class_name="item-title"),
                rx.el.p(letter.addressee, " · ", letter.when, class_name="item-text"),
                rx.cond(letter.reason != "", rx.el.p(letter.reason, class_name="item-warning")),
            ),
            rx.el.div(
                _state(letter),
                rx.cond(
                    letter.may_read,
                    link_button(t("Read"), f"{SETTINGS_MAIL}/{letter.id}", new_tab=True),
                ),
                rx.cond(
                    letter.may_resend, button(t("Send again"), kind="secondary", on_click=MailState.resend(letter.id))
                ),
                class_name="item-acts",
            ),
            class_name="item",
        ),
        class_name="item-row",
    )


def _state(letter: rx.Var[LetterLine]) -> rx.Component:
    return rx.match(
        letter.state,
        ("accepted", badge(letter.state_text, "success")),
        ("failed", badge(letter.state_text, "danger")),
        ("unknown", badge(letter.state_text, "warning")),
        badge(letter.state_text, "neutral"),
    )
