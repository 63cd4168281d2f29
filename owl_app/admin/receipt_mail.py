"""The window that emails a receipt: as a link to the portal, or as a file that a password opens."""

import reflex as rx

from owl_app.admin.receipt_mail_state import LEAST, ReceiptMailState
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    dialog,
    dialog_actions,
    fetch_form,
    form_actions,
    notice,
    password_field,
    posting,
    ready,
    refusal,
    section_header,
    select_field,
    skeleton,
    stack,
)

STATE = ReceiptMailState
EMAIL_RECEIPT = "email-receipt"
"""The window's name, for a button or menu item that opens it with `ReceiptMailState.begin(receipt_id)`."""


def email_receipt_window() -> rx.Component:
    """One for the page, however many receipts stand there."""
    return dialog(
        None,
        t("Email receipt {number}", number=STATE.label),
        ready(STATE.loaded, rx.cond(STATE.is_void, _void(), stack(_link(), _file())), skeleton("form")),
        name=EMAIL_RECEIPT,
        close_on=STATE.saves,
    )


def _void() -> rx.Component:
    return stack(
        notice(t("This receipt is void. Send the one that holds."), "warning", "note"),
        dialog_actions(cancel=t("Close")),
    )


def _link() -> rx.Component:
    return rx.el.div(
        section_header(
            t("A letter that it is ready"),
            description=rx.cond(
                STATE.readers != "",
                t("With a link to the portal, to {email}. It names no amount.", email=STATE.readers),
                rx.cond(
                    STATE.is_shown,
                    t("Nobody has a portal login with a confirmed address here."),
                    t("Clients see no receipts in the portal. Settings > Client Portal shows them."),
                ),
            ),
        ),
        refusal(STATE.notice, STATE.notice_tone, STATE.answers),
        rx.cond(STATE.readers != "", form_actions(button(t("Send the letter"), on_click=STATE.tell))),
        class_name="stack",
    )


def _file() -> rx.Component:
    return rx.el.div(
        section_header(
            t("As a file"),
            description=t("The PDF, encrypted. Tell the password by phone or in person: it is kept nowhere."),
        ),
        rx.cond(
            STATE.addresses.length() > 0,
            fetch_form(
                select_field("email", t("To"), STATE.addresses),
                password_field(
                    "password",
                    t("Password of the file"),
                    autocomplete="new-password",
                    hint=t("At least {count} characters.", count=LEAST),
                    min_length=LEAST,
                ),
                dialog_actions(button(t("Send the file"), type="submit", kind="secondary"), cancel=t("Close")),
                action=rx.Var.create("/receipts/") + STATE.receipt_id + posting("/email"),
                reset_on_done=True,
                key=STATE.receipt_id,
            ),
            rx.el.p(t("The record has no email address."), class_name="section-text"),
        ),
        class_name="stack",
    )
