"""The screens of money: the Billing tab with its windows, Settings > Receipts, and what receipts say."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.screens import OWNER, THERAPIST, Screen


def _billing(somebody: Person) -> None:
    somebody.link("Ana Roy", said=True).click()
    somebody.page.get_by_role("tab", name=somebody.t("Billing"), exact=True).click()
    expect(somebody.heading("To pay")).to_be_visible()


def _record(somebody: Person) -> None:
    _billing(somebody)
    somebody.press("Record payment")
    expect(somebody.dialog()).to_be_visible()


def _refused(somebody: Person) -> None:
    _record(somebody)
    somebody.field("Amount").fill("-5")
    somebody.dialog().get_by_role("button", name=somebody.t("Record payment")).click()
    somebody.sees(somebody.t("Write an amount, like 140.00."))


def _owed(somebody: Person) -> None:
    _billing(somebody)
    somebody.page.get_by_role("button", name=re.compile("Change what is owed for")).first.click()
    expect(somebody.dialog()).to_be_visible()


def _settings(somebody: Person) -> None:
    expect(somebody.heading("Taxes")).to_be_visible()


def _list(search: str) -> Callable[[Person], None]:
    """A list of money, once somebody's line is there."""

    def act(somebody: Person) -> None:
        expect(somebody.page.get_by_role("row").nth(1)).to_contain_text(search)

    return act


def _nothing_found(somebody: Person) -> None:
    somebody.sees(somebody.t("Nothing found"))


def _totals(somebody: Person) -> None:
    expect(somebody.page.get_by_role("table").first).to_be_visible()


def _tax(somebody: Person) -> None:
    _totals(somebody)
    somebody.page.get_by_role("tab", name=somebody.t("Tax"), exact=True).click()


def _profile(somebody: Person) -> None:
    expect(somebody.heading("Signature")).to_be_visible()


BILLING_SCREENS = [
    Screen("billing-owed", OWNER, "/billing", _list("$")),
    Screen("billing-owed-none", OWNER, "/billing?q=nobody+of+this+name", _nothing_found),
    Screen("billing-payments", OWNER, "/billing/payments", _list("$")),
    Screen("billing-totals", OWNER, "/billing/totals", _totals),
    Screen("billing-totals-tax", THERAPIST, "/billing/totals", _tax),
    Screen("record-billing", OWNER, "/clients?q=ana+roy", _billing),
    Screen("record-payment", OWNER, "/clients?q=ana+roy", _record),
    Screen("record-payment-refused", OWNER, "/clients?q=ana+roy", _refused),
    Screen("record-owed", OWNER, "/clients?q=ana+roy", _owed),
    Screen("settings-receipts", OWNER, "/settings/receipts", _settings),
    Screen("receipts-about-me", OWNER, "/settings/team/me", _profile),
]
