"""Receipts: a year at a time, each to view or download, the whole year in one file, and the statement for taxes."""

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.frame import portal_screen
from owl_app.portal.receipts_state import MOST, ReceiptLine, ReceiptsState
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
    section_header,
    skeleton,
    stack,
)
from owl_app.web.routes import PORTAL_ACCOUNT

STATE = ReceiptsState
FILES = STATE.files


def page() -> rx.Component:
    return portal_screen(
        "receipts",
        page_header(rx.cond(STATE.whose != "", t("Receipts of {name}", name=STATE.whose), t("Receipts"))),
        notice_bar(STATE.notice, STATE.notice_tone),
        ready(
            STATE.loaded,
            rx.cond(STATE.is_shown, rx.cond(STATE.year != "", _year(), _none()), _hidden()),
            skeleton("card"),
        ),
    )


def _year() -> rx.Component:
    return stack(
        rx.cond(STATE.years.length() > 1, _years()),
        card(
            rx.el.div(
                section_header(STATE.year, description=rx.cond(STATE.total != "", _total(), "")),
                class_name="card-head",
            ),
            rx.el.ul(rx.foreach(STATE.receipts, receipt_item), class_name="item-list"),
            flush=True,
        ),
        rx.cond(STATE.has_more | STATE.too_many, notice(_too_many(), "info", "note")),
        rx.cond((FILES.statement != "") | (FILES.together != ""), _files()),
    )


def _total() -> str:
    return t("Paid in this year: {amount}", amount=STATE.total)


def _too_many() -> str:
    return t("A list and a file hold at most {count} receipts of a year. Please ask your practice for all.", count=MOST)


def _years() -> rx.Component:
    return rx.el.nav(
        rx.foreach(
            STATE.years,
            lambda year: button(
                year,
                kind=rx.cond(year == STATE.year, "primary", "secondary"),
                on_click=STATE.show_year(year),
                aria_pressed=rx.cond(year == STATE.year, "true", "false"),
            ),
        ),
        class_name="form-actions",
        aria_label=t("Year"),
    )


def receipt_item(receipt: rx.Var[ReceiptLine]) -> rx.Component:
    """One receipt, with the ways to its file."""
    number = t("Receipt {number}", number=receipt.label)
    words = rx.el.div(
        rx.el.div(
            rx.el.h3(number, class_name=rx.cond(receipt.is_void, "item-title struck", "item-title")),
            rx.cond(receipt.is_void, badge(t("Void"), "warning")),
            class_name="item-name",
        ),
        rx.el.p(
            rx.el.span(t("Paid on {day}", day=receipt.day)),
            rx.el.span(receipt.provider),
            rx.el.span(receipt.amount, class_name=rx.cond(receipt.is_void, "struck", "")),
            class_name="session-facts",
        ),
    )
    acts = rx.el.div(
        link_button(t("View"), receipt.href, new_tab=True, aria_label=t("View receipt {number}", number=receipt.label)),
        link_button(
            t("Download"),
            receipt.download,
            reload=True,
            download="",
            aria_label=t("Download receipt {number}", number=receipt.label),
        ),
        class_name="page-actions",
    )
    return rx.el.li(rx.el.div(words, acts, class_name="item"), class_name="item-row", key=receipt.id)


def _files() -> rx.Component:
    return card(
        section_header(
            t("For your insurer and your taxes"),
            description=t("The statement lists what was paid in the year, by the day of payment."),
        ),
        rx.el.div(
            rx.cond(
                FILES.statement != "",
                link_button(t("Statement {year}", year=STATE.year), FILES.statement, kind="primary", new_tab=True),
            ),
            rx.cond(
                FILES.together != "",
                link_button(t("Statement {year}, everybody together", year=STATE.year), FILES.together, new_tab=True),
            ),
            rx.cond(
                FILES.pdf != "",
                link_button(t("Receipts of {year} in one PDF", year=STATE.year), FILES.pdf, reload=True, download=""),
            ),
            rx.cond(
                FILES.archive != "",
                link_button(t("Receipts of {year} as ZIP", year=STATE.year), FILES.archive, reload=True, download=""),
            ),
            class_name="form-actions",
        ),
    )


def _none() -> rx.Component:
    return card(
        empty_state(
            t("No receipt yet"),
            t("Once your practice issues one, it is here, and the statement of each year with it."),
            icon="document",
        )
    )


def _hidden() -> rx.Component:
    return card(
        empty_state(
            t("There is nothing here"),
            t("Please ask your practice if you need something from them."),
            link_button(t("My Account"), localised(PORTAL_ACCOUNT, current_language())),
        )
    )
