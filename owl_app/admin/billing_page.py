"""Billing > Owed and > Payments: two lists whose lines lead to the client's own Billing tab."""

import reflex as rx

from owl_app.admin.billing_state import OwedState, PaymentsState
from owl_app.admin.billing_totals_page import download_payments
from owl_app.admin.frame import billing_tabs, staff_screen
from owl_app.i18n import current_language, localised, t
from owl_app.web.billing_words import method_names
from owl_app.web.components import GridColumn, empty_state, notice_bar, page_header
from owl_app.web.components.display import Tone
from owl_app.web.grid import Filter, grid
from owl_app.web.routes import BILLING, BILLING_PAYMENTS, BILLING_TAB, CLIENTS


def owed() -> rx.Component:
    """What clients owe, session by session."""
    in_list = rx.cond(
        OwedState.sums == "", t("Nothing is owed in this list."), t("Owed in this list: {sum}", sum=OwedState.sums)
    )
    in_all = rx.cond(OwedState.sums == "", t("Nothing is owed."), t("Owed now: {sum}", sum=OwedState.sums))
    sums = rx.cond(OwedState.narrowed, in_list, in_all)
    return staff_screen(
        "billing",
        page_header(t("Billing"), description=rx.cond(OwedState.loaded, sums, "\u00a0")),
        billing_tabs(BILLING),
        notice_bar(OwedState.notice, OwedState.notice_tone),
        grid(
            OwedState,
            caption=t("Sessions that are owed"),
            search=t("Name, email, phone"),
            columns=[
                GridColumn(t("Client"), "client", initials=True, share=1.8),
                GridColumn(t("Session"), "session", sort="date", own_order=True, note="therapist", share=1.4),
                GridColumn(t("Fee with tax"), "fee", align="end"),
                GridColumn(t("Paid"), "paid", align="end"),
                GridColumn(t("Owing"), "owing", sort="amount", align="end"),
            ],
            href_start=_clients(),
            href_end=f"#{BILLING_TAB}",
            filters=[
                Filter("therapist", t("Therapist"), OwedState.therapist_filter),
                Filter(
                    "period",
                    t("Period"),
                    [
                        *_periods(),
                        ("over_30", t("More than 30 days ago")),
                        ("over_90", t("More than 90 days ago")),
                    ],
                ),
            ],
            empty=empty_state(
                t("Everything is paid"), t("A session stands here once it has begun and is not paid."), icon="check"
            ),
        ),
    )


def payments() -> rx.Component:
    """What came in, the newest payment first."""
    return staff_screen(
        "billing",
        page_header(
            t("Billing"), download_payments(PaymentsState.year), description=t("Every payment that was recorded.")
        ),
        billing_tabs(BILLING_PAYMENTS),
        notice_bar(PaymentsState.notice, PaymentsState.notice_tone),
        grid(
            PaymentsState,
            caption=t("Payments"),
            search=t("Client, payor, receipt number"),
            columns=[
                GridColumn(t("Client"), "client", initials=True, note="payor", share=1.55),
                GridColumn(t("Received"), "day", share=1.4),
                GridColumn(t("Method"), "method", note="reference"),
                GridColumn(t("Receipts"), "receipts", share=0.8),
                GridColumn(t("State"), "state", badges=_states(), share=1.2),
                GridColumn(t("Amount"), "amount", sort="amount", align="end", share=0.85),
            ],
            orders=[("", t("Newest first")), ("date", t("Oldest first"))],
            href_start=_clients(),
            href_end=f"#{BILLING_TAB}",
            filters=[
                Filter("therapist", t("Therapist"), PaymentsState.therapist_filter),
                Filter("method", t("Method"), [("", t("All methods")), *method_names().items()]),
                Filter("period", t("Period"), _periods()),
            ],
            empty=empty_state(
                t("Nothing came in yet"),
                t("Payments are recorded in the client's record, under Billing."),
                icon="receipt",
            ),
        ),
    )


def _clients() -> str:
    return f"{localised(CLIENTS, current_language())}/"


def _periods() -> list[tuple[str, str]]:
    return [
        ("", t("Any time")),
        ("month", t("This month")),
        ("last_month", t("Last month")),
        ("year", t("This year")),
        ("last_year", t("Last year")),
    ]


def _states() -> dict[str, tuple[str, Tone]]:
    return {
        "void": (t("Void"), "neutral"),
        "refunded": (t("Refunded"), "warning"),
        "part_refunded": (t("Partly refunded"), "warning"),
        "credit": (t("Credit left"), "info"),
    }
