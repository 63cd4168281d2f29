"""The screens of sessions and receipts in the portal, in every state worth looking at."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.screens import CLIENT, PARENT, TIED_TO_NOBODY, Screen

WAITING = ("chloe.tern@demo.example", "/portal")
"""Whose next session cannot be joined yet."""


def _sessions(somebody: Person) -> None:
    expect(somebody.heading("Upcoming")).to_be_visible()
    expect(somebody.link("Join").first).to_be_visible()


def _waits(somebody: Person) -> None:
    expect(somebody.heading("Next session")).to_be_visible()
    expect(somebody.button("Join")).to_be_disabled()


def _none(somebody: Person) -> None:
    somebody.sees(somebody.t("No session yet"))


def _nobody(somebody: Person) -> None:
    somebody.sees(somebody.t("No sessions here yet"))


def _receipts(somebody: Person) -> None:
    expect(somebody.heading("Receipts").first).to_be_visible()


def _none_found(somebody: Person) -> None:
    somebody.sees(somebody.t("Nothing found"))


PORTAL_SESSION_SCREENS = [
    Screen("portal-receipts", CLIENT, "/portal/receipts", _receipts),
    Screen("portal-sessions", CLIENT, "/portal/sessions", _sessions),
    Screen("portal-sessions-none-found", CLIENT, "/portal/sessions?became=non_billable&year=1999", _none_found),
    Screen("portal-sessions-parent", PARENT, "/portal/sessions", _none),
    Screen("portal-sessions-nobody", TIED_TO_NOBODY, "/portal/sessions", _nobody),
    Screen("my-account-waits", WAITING, "/portal/account", _waits),
]
