"""The screens of services and sessions, in every state worth looking at."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.screens import ADMIN, OWNER, THERAPIST, Screen


def _services(somebody: Person) -> None:
    expect(somebody.link("Individual therapy", said=True)).to_be_visible()


def _retire(somebody: Person) -> None:
    _services(somebody)
    somebody.page.get_by_role("checkbox", name="Letter or report", exact=True).check()
    bar = somebody.page.get_by_role("region", name=somebody.t("What is chosen"))
    bar.get_by_role("button", name=somebody.t("Retire"), exact=True).click()
    expect(somebody.dialog()).to_be_visible()


def _no_services(somebody: Person) -> None:
    somebody.sees(somebody.t("Nothing found"))


def _add_refused(somebody: Person) -> None:
    _services(somebody)
    somebody.press("Add service")
    expect(somebody.dialog()).to_be_visible()
    somebody.dialog().get_by_role("button", name=somebody.t("Save"), exact=True).click()
    somebody.sees(somebody.t("Please fill this in."))


def _service(somebody: Person) -> None:
    _services(somebody)
    somebody.link("Couples therapy", said=True).click()
    expect(somebody.heading("Couples therapy", said=True)).to_be_visible()


def _service_missing(somebody: Person) -> None:
    somebody.sees(somebody.t("This service is not here"))


def _record(somebody: Person) -> None:
    somebody.link("Ana Roy", said=True).click()
    expect(somebody.heading("Upcoming")).to_be_visible()
    expect(somebody.page.locator(".row-link").first).to_be_visible()


def _session(somebody: Person) -> None:
    _record(somebody)
    somebody.page.locator(".row-link").first.click()
    expect(somebody.heading("History")).to_be_visible()
    expect(somebody.heading("Video session")).to_be_visible()


def _change(somebody: Person) -> None:
    _session(somebody)
    somebody.press("Change")
    expect(somebody.field("Start")).to_be_visible()


def _change_refused(somebody: Person) -> None:
    _change(somebody)
    somebody.field("Length in minutes").fill("1000")
    somebody.dialog().get_by_role("button", name=somebody.t("Save"), exact=True).click()
    expect(somebody.page.get_by_text("720").first).to_be_visible()


def _cancel(somebody: Person) -> None:
    _session(somebody)
    somebody.press("Cancel session")
    expect(somebody.dialog()).to_be_visible()


def _session_missing(somebody: Person) -> None:
    somebody.sees(somebody.t("This session is not here"))


def _today(somebody: Person) -> None:
    expect(somebody.heading("Today")).to_be_visible()


SESSION_SCREENS = [
    Screen("services", OWNER, "/settings/services", _services),
    Screen("services-retire", ADMIN, "/settings/services", _retire),
    Screen("services-none", OWNER, "/settings/services?q=zzzz", _no_services),
    Screen("services-add-refused", OWNER, "/settings/services", _add_refused),
    Screen("service", OWNER, "/settings/services", _service),
    Screen("service-read", THERAPIST, "/settings/services", _service),
    Screen("service-missing", OWNER, "/settings/services/none", _service_missing),
    Screen("record-sessions", OWNER, "/clients?q=ana+roy", _record),
    Screen("session", OWNER, "/clients?q=ana+roy", _session),
    Screen("session-change", OWNER, "/clients?q=ana+roy", _change),
    Screen("session-change-refused", OWNER, "/clients?q=ana+roy", _change_refused),
    Screen("session-cancel", OWNER, "/clients?q=ana+roy", _cancel),
    Screen("session-missing", OWNER, "/sessions/none", _session_missing),
    Screen("home-today", OWNER, "/home", _today),
]
