"""The screens of money: the Billing tab with its windows, Settings > Receipts, and what receipts say."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.screens import OWNER, Screen


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


def _settings(somebody: Person) -> None:
    expect(somebody.heading("Taxes")).to_be_visible()


def _profile(somebody: Person) -> None:
    expect(somebody.heading("Signature")).to_be_visible()


BILLING_SCREENS = [
    Screen("record-billing", OWNER, "/clients?q=ana+roy", _billing),
    Screen("record-payment", OWNER, "/clients?q=ana+roy", _record),
    Screen("record-payment-refused", OWNER, "/clients?q=ana+roy", _refused),
    Screen("settings-receipts", OWNER, "/settings/receipts", _settings),
    Screen("receipts-about-me", OWNER, "/settings/team/me", _profile),
]
