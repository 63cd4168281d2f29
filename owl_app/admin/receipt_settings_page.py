"""Settings > Receipts: their numbers, what stands on them, and taxes."""

import reflex as rx

from owl_app.admin.frame import settings_tabs, staff_screen
from owl_app.admin.receipt_settings_state import ReceiptSettingsState, TaxesState
from owl_app.i18n import current_language, localised, t
from owl_app.web.components import (
    button,
    card,
    confirm_dialog,
    dialog,
    link_button,
    menu,
    menu_item,
    notice,
    notice_bar,
    page_header,
    ready,
    section_header,
    skeleton,
    stack,
)
from owl_app.web.form import Field, Group, form
from owl_app.web.routes import SETTINGS_PRACTICE, SETTINGS_RECEIPTS, SETTINGS_TEAM

SETTINGS = ReceiptSettingsState.settings


def page() -> rx.Component:
    return staff_screen(
        "settings",
        page_header(t("Settings")),
        settings_tabs(SETTINGS_RECEIPTS),
        notice_bar(ReceiptSettingsState.notice, ReceiptSettingsState.notice_tone),
        notice_bar(TaxesState.notice, TaxesState.notice_tone),
        ready(
            ReceiptSettingsState.loaded,
            stack(rx.cond(~SETTINGS.has_address, _no_address()), _receipts(), _taxes(), _providers()),
            skeleton("card"),
        ),
    )


def _no_address() -> rx.Component:
    where = localised(SETTINGS_PRACTICE, current_language())
    return notice(
        rx.fragment(
            t("Receipts need the practice's address, and it is not known yet. "),
            rx.el.a(t("Settings > Practice"), href=where, class_name="link"),
        ),
        "warning",
    )


def _receipts() -> rx.Component:
    number = t("The next one is {number}.", number=ReceiptSettingsState.example)
    return card(
        section_header(t("Receipts"), description=t("What insurers ask for is always on them. This comes beside it.")),
        form(
            ReceiptSettingsState,
            Group(
                t("Numbers"),
                [
                    Field("receipt_prefix", t("Before the number"), placeholder=t("W-"), hint=number),
                    Field(
                        "next_receipt",
                        t("First number"),
                        value=SETTINGS.next_receipt.to_string(),
                        shown=~SETTINGS.has_receipts,
                        hint=t("It stands once a receipt is issued. From there on no number is left out."),
                    ),
                ],
            ),
            Field("business_number", t("Business number"), half=False),
            Field("receipt_note", t("Text at the foot"), "lines", half=False),
            Group(
                t("Printed as well"),
                [
                    Field("prints_date_of_birth", t("The client's date of birth"), "yes_no", half=False),
                    Field("prints_attendance", t("Attendance beside each session"), "yes_no", half=False),
                    Field("prints_next_session", t("When the next session is"), "yes_no", half=False),
                ],
            ),
            values=SETTINGS,
            on_submit=ReceiptSettingsState.save,
        ),
    )


def _taxes() -> rx.Component:
    add = dialog(
        button(t("Add tax"), kind="secondary", icon="add"),
        t("Add tax"),
        form(TaxesState, *_fields(None), on_submit=TaxesState.add, in_dialog=True),
        close_on=TaxesState.saves,
    )
    return card(
        section_header(
            t("Taxes"),
            add,
            description=t("Psychotherapy is exempt: a service without a tax needs nothing here."),
        ),
        rx.cond(
            TaxesState.taxes.length() > 0,
            rx.el.ul(rx.foreach(TaxesState.taxes, _tax), class_name="item-list"),
            rx.el.p(t("No tax so far."), class_name="quiet"),
        ),
    )


def _tax(tax: rx.Var) -> rx.Component:
    change, remove = rx.Var.create("tax-") + tax.id, rx.Var.create("remove-tax-") + tax.id
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(
                    rx.el.span(t("{name} {rate} %", name=tax.name, rate=tax.rate), class_name="item-title"),
                    class_name="item-name",
                ),
                rx.el.p(
                    rx.cond(
                        tax.number != "",
                        t("Registered as {number}", number=tax.number),
                        t("No registration number"),
                    ),
                    class_name="item-text",
                ),
                class_name="item-words",
            ),
            menu(
                menu_item(t("Change"), icon="edit", opens=change),
                menu_item(t("Remove"), icon="close", tone="danger", opens=remove),
                label=t("What can be done about {name}", name=tax.name),
            ),
            class_name="item-person",
        ),
        dialog(
            None,
            t("Change {name}", name=tax.name),
            form(
                TaxesState,
                *_fields(tax),
                values=tax,
                on_submit=TaxesState.change,
                first=[rx.el.input(type="hidden", name="id", value=tax.id, read_only=True)],
                in_dialog=True,
            ),
            name=change,
            close_on=TaxesState.saves,
        ),
        confirm_dialog(
            None,
            t("Remove {name}?", name=tax.name),
            t("Services cannot have it any more. Receipts that have it stay as they are."),
            name=remove,
            confirm=t("Remove"),
            on_confirm=TaxesState.retire(tax.id),
        ),
        key=tax.id,
        class_name="item-row",
    )


def _fields(tax: rx.Var | None) -> list[Field]:
    name, rate, registered = (None, None, None) if tax is None else (tax.name, tax.rate, tax.number)
    number = t("As receipts print it. A therapist's own number goes before it.")
    return [
        Field("name", t("Name"), required=True, placeholder=t("HST"), value=name),
        Field("rate", t("Rate in percent"), required=True, placeholder=t("13"), value=rate),
        Field("number", t("Registration number"), hint=number, half=False, value=registered),
    ]


def _providers() -> rx.Component:
    return card(
        section_header(
            t("Who provides the service"),
            link_button(t("Team"), localised(SETTINGS_TEAM, current_language())),
            description=t("Name as registered, title, college and registration number are in each one's own page."),
        ),
    )
