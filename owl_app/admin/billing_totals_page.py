"""Billing > Totals: a chart of the year, and tables that say the same and more."""

from typing import Any

import reflex as rx

from owl_app.admin.billing_totals_state import Bar, BillingTotalsState, CurrencyTotals, MonthLine
from owl_app.admin.frame import billing_tabs, staff_screen
from owl_app.i18n import current_language, t
from owl_app.web.components import (
    card,
    empty_state,
    grid_filter,
    grid_scope,
    link_button,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
    tabs,
)
from owl_app.web.routes import BILLING_TOTALS, PAYMENTS_FILE

STATE = BillingTotalsState


def page() -> rx.Component:
    return staff_screen(
        "billing",
        page_header(
            t("Billing"), description=t("What came in, less what was given back. What is void does not count.")
        ),
        billing_tabs(BILLING_TOTALS),
        notice_bar(STATE.notice, STATE.notice_tone),
        grid_scope(
            rx.el.div(
                grid_filter("year", t("Year"), STATE.years), download_payments(STATE.year), class_name="totals-tools"
            ),
            ready(
                STATE.loaded,
                rx.cond(
                    STATE.totals.length() > 0,
                    stack(rx.foreach(STATE.totals, _totals)),
                    card(
                        empty_state(
                            t("Nothing came in that year"),
                            t("Payments are recorded in the client's record, under Billing."),
                            icon="receipt",
                        )
                    ),
                ),
                skeleton("card"),
            ),
            on_ask=STATE.load,
        ),
    )


def download_payments(year: Any) -> rx.Component:
    """The payments of a year as a file."""
    address: rx.Var[str] = rx.Var.create(f"{PAYMENTS_FILE}?lang={current_language()}&year=") + year
    return link_button(t("Download {year}", year=year), address, icon="download", reload=True, download=True)


def _totals(totals: rx.Var[CurrencyTotals]) -> rx.Component:
    return stack(
        card(
            section_header(
                rx.el.span(t("Received in {year}", year=STATE.year)),
                rx.el.p(totals.received, class_name="totals-sum"),
                description=rx.cond(
                    totals.tax == "",
                    t("In {currency}", currency=totals.currency),
                    t("In {currency}, {tax} of it is tax", currency=totals.currency, tax=totals.tax),
                ),
            ),
            rx.el.div(rx.foreach(totals.bars, _bar), class_name="bars", aria_hidden="true"),
        ),
        card(
            rx.el.div(
                tabs(
                    t("Month by month"),
                    [
                        (t("By therapist"), _table(t("Received by therapist"), totals.therapists)),
                        (t("By method"), _table(t("Received by method"), totals.methods)),
                        (t("Tax"), _table(t("Tax in what was received"), totals.taxes)),
                    ],
                ),
                class_name="totals-parts",
            ),
        ),
    )


def _bar(bar: rx.Var[Bar]) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.div(class_name="bar", style={"height": bar.height}), class_name="bar-room", title=bar.amount),
        rx.el.span(bar.month),
        class_name="bar-month",
    )


def _table(caption: str, table: Any) -> rx.Component:
    return rx.cond(
        table.lines.length() > 0,
        rx.el.div(
            rx.el.table(
                rx.el.caption(caption, class_name="visually-hidden"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("Month"), scope="col"),
                        rx.foreach(table.heads, lambda head: rx.el.th(head, scope="col")),
                    )
                ),
                rx.el.tbody(rx.foreach(table.lines, _line)),
                class_name="totals-table",
            ),
            class_name="totals-scroll",
            role="region",
            aria_label=caption,
            custom_attrs={"tabIndex": 0},
        ),
        rx.el.p(t("No tax was collected that year."), class_name="quiet"),
    )


def _line(line: rx.Var[MonthLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line.name, scope="row"),
        rx.foreach(line.cells, lambda cell: rx.el.td(cell)),
        class_name=rx.cond(line.is_total, "totals-year", ""),
    )
