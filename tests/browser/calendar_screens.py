"""The screens of the calendar, in every state worth looking at."""

from datetime import timedelta

from playwright.sync_api import expect

from owl_app.clock import now
from tests.browser.person import Person
from tests.browser.screens import OWNER, THERAPIST, Screen

NEXT_WEEK = f"{now() + timedelta(days=7):%Y-%m-%d}"
"""A day of the week after this one, in which all sessions are of a series."""


def calendar(somebody: Person) -> None:
    expect(somebody.page.locator(".session").first).to_be_visible()


def _refused(somebody: Person) -> None:
    calendar(somebody)
    somebody.press("Book a session")
    somebody.dialog().get_by_role("button", name=somebody.t("Book"), exact=True).click()
    somebody.sees(somebody.t("Choose who comes."))


def _people(somebody: Person) -> None:
    calendar(somebody)
    somebody.press("Book a session")
    somebody.field("Who comes").fill("ana")
    somebody.page.get_by_role("option", name="Ana Roy").click()
    somebody.field("Who comes").fill("roy")
    expect(somebody.page.get_by_role("option").first).to_be_visible()


def _moved(somebody: Person) -> None:
    """A session of a series is dragged, and it is asked what that is for the others."""
    calendar(somebody)
    session = somebody.page.locator(".session--movable").first
    session.scroll_into_view_if_needed()
    session.hover()
    somebody.page.mouse.down()
    box = session.bounding_box()
    assert box
    somebody.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 40, steps=6)
    somebody.page.mouse.up()
    expect(somebody.dialog()).to_be_visible()


CALENDAR_SCREENS = [
    Screen("calendar", OWNER, "/calendar", calendar),
    Screen("calendar-month", THERAPIST, "/calendar?view=month", calendar),
    Screen("calendar-moved", OWNER, f"/calendar?view=week&date={NEXT_WEEK}", _moved),
    Screen("calendar-people", OWNER, "/calendar?view=day", _people),
    Screen("calendar-refused", THERAPIST, "/calendar?view=list", _refused),
]
