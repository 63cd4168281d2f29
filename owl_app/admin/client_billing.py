"""The Billing tab of the client record: what is open, what came in, and the receipts for it."""

from typing import Any

import reflex as rx

from owl_app.admin.charge_changes import change_button, change_windows, service_cell, session_href, waived
from owl_app.admin.client_billing_state import ChargeLine, ClientBillingState, PaymentLine, ReceiptLine
from owl_app.admin.receipt_mail import EMAIL_RECEIPT
from owl_app.admin.receipt_mail_state import ReceiptMailState
from owl_app.i18n import t
from owl_app.web.billing_words import method_names
from owl_app.web.components import (
    Column,
    badge,
    button,
    card,
    checkbox_field,
    data_table,
    description_list,
    dialog,
    dialog_opener,
    empty_state,
    fieldset,
    menu,
    menu_item,
    notice,
    notice_bar,
    ready,
    section_header,
    skeleton,
    stack,
    sum_of_ticks,
)
from owl_app.web.form import Field, form

STATE = ClientBillingState


def client_billing() -> rx.Component:
    """Figures on top, then the sessions that are not paid, then the payments."""
    return ready(
        STATE.loaded,
        rx.fragment(
            notice_bar(STATE.notice, STATE.notice_tone),
            rx.cond(
                ReceiptMailState.notice_tone == "success",
                notice_bar(ReceiptMailState.notice, ReceiptMailState.notice_tone),
            ),
            stack(
                rx.cond(STATE.may_bill & ~STATE.has_address, _no_address()),
                _figures(),
                _to_pay(),
                rx.cond(STATE.waived.length() > 0, waived()),
                _payments(),
            ),
            change_windows(),
        ),
        skeleton("table"),
    )


def _no_address() -> rx.Component:
    return notice(
        t("This record has no address, and many insurers ask for it. Add it under Edit before you issue a receipt."),
        "warning",
    )


def _figures() -> rx.Component:
    record = dialog(
        button(t("Record payment"), icon="add", on_click=STATE.begin),
        t("Record payment"),
        _payment_form(),
        close_on=STATE.saves,
    )
    from_credit = dialog(
        button(t("Pay out of credit"), kind="secondary", on_click=STATE.begin),
        t("Pay out of credit"),
        form(
            STATE,
            first=[_sessions()],
            on_submit=STATE.pay_from_credit,
            save=t("Pay these sessions"),
            in_dialog=True,
        ),
        description=t("The oldest credit goes first, to the oldest session first."),
        close_on=STATE.saves,
    )
    acts = rx.fragment(rx.cond((STATE.credit != "") & (STATE.charges.length() > 0), from_credit), record)
    return card(
        section_header(t("Billing"), rx.cond(STATE.may_bill, acts)),
        description_list(
            [
                (t("Owed now"), rx.cond(STATE.owed == "", t("Nothing"), STATE.owed)),
                (t("Credit"), rx.cond(STATE.credit == "", t("None"), STATE.credit)),
            ]
        ),
    )


def _payment_form() -> rx.Component:
    hint = t("More than the sessions cost becomes credit; you are asked first.")
    told = t("Without it, the client gets a letter that the payment came in.")
    return form(
        STATE,
        Field("amount", t("Amount"), required=True, value=STATE.due, placeholder=t("140.00"), hint=hint),
        Field("day", t("Received on"), "date", hint=t("Empty is today.")),
        Field("payor", t("Paid by"), required=True, value=STATE.payor),
        _method(),
        Field("reference", t("Reference"), half=False),
        Field("with_receipt", t("Issue the receipt now"), "yes_no", value=True, half=False, hint=told),
        first=[
            _hidden("key", STATE.key),
            _sessions(),
            sum_of_ticks("amount", STATE.amounts),
            rx.cond(STATE.credit_asked != "", notice(STATE.credit_asked, "warning", role="alert")),
        ],
        on_submit=STATE.record,
        save=t("Record payment"),
        in_dialog=True,
    )


def _method() -> Field:
    return Field(
        "method", t("Method"), "choice", options=list(method_names().items()), required=True, value="e_transfer"
    )


def _sessions() -> rx.Component:
    """The sessions that are not paid, those that are due ticked."""
    return rx.cond(
        STATE.charges.length() > 0,
        fieldset(
            t("Sessions"),
            rx.foreach(
                STATE.charges,
                lambda line: checkbox_field(line.field, line.label, default_checked=line.is_ticked, key=line.id),
            ),
        ),
        rx.el.p(t("No session is open: all of it becomes credit."), class_name="quiet"),
    )


def _to_pay() -> rx.Component:
    table = data_table(
        [
            Column(t("Session"), lambda line: line.day),
            Column(t("Service"), service_cell),
            Column(t("Fee with tax"), lambda line: line.total),
            Column(t("Paid"), lambda line: rx.cond(line.paid == "", "—", line.paid)),
            Column(t("Open"), _open),
            Column(t("What is owed"), change_button),
        ],
        STATE.charges,
        session_href,
        caption=t("Sessions that are not paid"),
        empty=empty_state(t("Everything is paid"), t("A session appears here as soon as it is booked."), icon="check"),
    )
    return card(rx.el.div(section_header(t("To pay")), class_name="card-head"), table, flush=True)


def _open(line: rx.Var[ChargeLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(line.open),
        rx.cond(line.is_due, rx.fragment(), badge(t("Not due yet"), "neutral")),
        class_name="badge-row",
    )


def _payments() -> rx.Component:
    more = rx.el.div(button(t("Show more"), kind="secondary", on_click=STATE.show_more), class_name="table-more")
    return card(
        section_header(t("Payments")),
        rx.cond(
            STATE.payments.length() > 0,
            rx.el.ul(rx.foreach(STATE.payments, _payment), class_name="item-list"),
            empty_state(t("Nothing came in yet"), t("Record the first payment above."), icon="document"),
        ),
        rx.cond(STATE.has_more, more),
    )


def _payment(line: rx.Var[PaymentLine]) -> rx.Component:
    refund, void = _window("refund", line.id), _window("void-payment", line.id)
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(
                    rx.el.span(line.amount, class_name="item-title"),
                    rx.cond(line.is_void, badge(t("Void"), "neutral")),
                    class_name="item-name",
                ),
                rx.el.p(line.text, class_name="item-text"),
                rx.foreach(line.notes, lambda note: rx.el.p(note, class_name="item-text")),
                rx.foreach(line.receipts, _receipt),
                class_name="item-words",
            ),
            rx.cond(STATE.may_bill & ~line.is_void, _acts(line, refund, void)),
            class_name="item-person",
        ),
        rx.cond(STATE.may_bill & line.may_refund, _refund_window(line, refund)),
        rx.cond(STATE.may_bill & line.may_void, _void_window(line, void)),
        key=line.id,
        class_name="item-row",
    )


def _acts(line: rx.Var[PaymentLine], refund: rx.Var[str], void: rx.Var[str]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            line.lacks_receipt,
            button(t("Issue the receipt"), kind="secondary", on_click=STATE.issue(line.id)),
        ),
        rx.cond(
            line.may_refund,
            menu(
                menu_item(t("Refund"), icon="history", opens=refund, on_click=STATE.begin),
                rx.cond(
                    line.may_void,
                    menu_item(t("Void payment"), icon="close", tone="danger", opens=void, on_click=STATE.begin),
                ),
                label=t("What can be done about the payment of {amount}", amount=line.amount),
            ),
        ),
    )


def _refund_window(line: rx.Var[PaymentLine], name: rx.Var[str]) -> rx.Component:
    return dialog(
        None,
        t("Refund"),
        form(
            STATE,
            Field("amount", t("Amount"), required=True),
            Field("day", t("Given back on"), "date", hint=t("Empty is today.")),
            Field(
                "method", t("Method"), "choice", options=list(method_names().items()), required=True, value="e_transfer"
            ),
            Field("reference", t("Reference")),
            Field("reason", t("Reason"), required=True, half=False),
            Field("still_owed", t("The sessions are owed again"), "yes_no", value=False, half=False),
            first=[_hidden("payment", line.id), _hidden("key", STATE.key)],
            on_submit=STATE.refund,
            save=t("Record refund"),
            in_dialog=True,
        ),
        name=name,
        description=t(
            "Credit of this payment goes first, then its newest sessions. "
            "A receipt that names them is voided and replaced."
        ),
        close_on=STATE.saves,
    )


def _void_window(line: rx.Var[PaymentLine], name: rx.Var[str]) -> rx.Component:
    return dialog(
        None,
        t("Void payment"),
        form(
            STATE,
            Field("reason", t("Reason"), required=True, half=False),
            first=[_hidden("payment", line.id)],
            on_submit=STATE.void_payment,
            save=t("Void payment"),
            in_dialog=True,
        ),
        name=name,
        description=t("For a payment that never came in. Its receipts are void, and its sessions are owed again."),
        close_on=STATE.saves,
    )


def _receipt(line: rx.Var[ReceiptLine]) -> rx.Component:
    name = _window("void-receipt", line.id)
    link = rx.el.a(
        t("Receipt {number}", number=line.label),
        href=line.href,
        aria_label=rx.cond(
            line.is_void, t("Receipt {number}, void", number=line.label), t("Receipt {number}", number=line.label)
        ),
        target="_blank",
        rel="noopener",
        class_name=rx.cond(line.is_void, "link struck", "link"),
    )
    return rx.el.div(
        rx.el.p(
            link,
            rx.el.span(" · ", line.note),
            class_name="item-text",
        ),
        rx.cond(
            STATE.may_bill & ~line.is_void,
            rx.fragment(
                dialog_opener(
                    button(
                        t("Email"),
                        kind="quiet",
                        on_click=ReceiptMailState.begin(line.id),
                        aria_label=t("Email receipt {number}", number=line.label),
                    ),
                    EMAIL_RECEIPT,
                ),
                dialog(
                    button(
                        t("Void"),
                        kind="quiet",
                        on_click=STATE.begin,
                        aria_label=t("Void receipt {number}", number=line.label),
                    ),
                    t("Void receipt {number}", number=line.label),
                    _void_form(line),
                    name=name,
                    description=t("A receipt never changes: a mistake is voided, and another takes its place."),
                    close_on=STATE.saves,
                ),
            ),
        ),
        key=line.id,
        class_name="item-receipt",
    )


def _void_form(line: rx.Var[ReceiptLine]) -> rx.Component:
    ways = [
        ("replace", t("Issue another"), t("Over the same money, with the details as they are now.")),
        ("void", t("Only void it"), t("The payment stays, without a receipt.")),
    ]
    return form(
        STATE,
        Field("reason", t("Reason"), required=True, half=False),
        Field("then", t("And then"), "one_of", options=ways, value="replace", half=False),
        first=[_hidden("receipt", line.id)],
        on_submit=STATE.void_receipt,
        save=t("Void receipt"),
        in_dialog=True,
    )


def _hidden(name: str, value: Any) -> rx.Component:
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def _window(what: str, row_id: Any) -> rx.Var[str]:
    name: rx.Var[str] = rx.Var.create(f"{what}-") + row_id
    return name
