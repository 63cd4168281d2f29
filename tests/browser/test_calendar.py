"""The calendar: booking, series, dragging and what springs back, clock changes, and all of it without a mouse."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.keyboard import press, reach, type_in
from tests.browser.person import PHONE, Person
from tests.browser.steps import OWNER, OWNER_PASSWORD, add_client, set_up, sign_in

HOUR = 60
"""Pixels of an hour of the calendar."""


def practice(olivia: Person, house: House, *clients: str) -> None:
    """A practice that offers one service, with these clients."""
    set_up(olivia, house)
    for name in clients:
        add_client(olivia, *name.split())
    olivia.open("/settings/services")
    olivia.press("Add service")
    olivia.write(Name="Individual therapy", Fee="140.00")
    olivia.dialog().get_by_role("button", name="Save", exact=True).click()
    expect(olivia.link("Individual therapy")).to_be_visible()


def book(somebody: Person, clients: list[str], day: str, start: str, **typed: str) -> Locator:
    """Fill in the booking window and press Book; gives back the window, which may still be open."""
    somebody.press("Book a session")
    window = somebody.dialog()
    for name in clients:
        window.get_by_label("Who comes").fill(name)
        somebody.page.get_by_role("option", name=name).click()
    window.get_by_label("Day", exact=True).fill(day)
    window.get_by_label("Start").fill(start)
    if typed:
        window.get_by_label("Repeat").select_option(label=typed["repeat"])
        window.get_by_label("Last day").fill(typed["until"])
    window.get_by_role("button", name="Book", exact=True).click()
    return window


def drag(somebody: Person, session: Locator, hours: float, *, by_its_end: bool = False) -> None:
    session.scroll_into_view_if_needed()
    session.hover()
    box = session.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 2 if by_its_end else 12)
    mouse = somebody.page.mouse
    mouse.move(x, y)
    mouse.down()
    for step in (0.4, 0.8, 1):
        mouse.move(x, y + step * hours * HOUR)
    mouse.up()


def session_of(somebody: Person, *names: str, at: str) -> Locator:
    """The session in the calendar, once it stands at this time."""
    return somebody.page.get_by_role("link").filter(has_text=", ".join(names)).filter(has_text=at)


def test_a_couple_is_booked_moved_by_hand_made_longer_and_cancelled(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    practice(olivia, house, "Ana Roy", "Ben Starling", "Chloe Wren")
    olivia.link("Calendar").first.click()
    olivia.is_at("/calendar")
    olivia.open("/calendar?date=2027-01-12")
    expect(book(olivia, ["Ana Roy", "Ben Starling"], "2027-01-12", "10:00")).to_be_hidden()
    olivia.sees("Booked on January 12, 2027.")
    book(olivia, ["Chloe Wren"], "2027-01-12", "13:00")
    couple, alone = ("Ana Roy", "Ben Starling"), session_of(olivia, "Chloe Wren", at="1:00 p.m.")
    expect(alone).to_be_visible()
    olivia.shot("1-booked")

    drag(olivia, session_of(olivia, *couple, at="10:00 a.m."), 3)
    olivia.sees("Olivia Feather has a session then (January 12, 2027, 1:00 p.m. – 1:50 p.m.). Choose another time.")
    expect(session_of(olivia, *couple, at="10:00 a.m.")).to_be_visible()
    olivia.shot("2-sprung-back")

    drag(olivia, session_of(olivia, *couple, at="10:00 a.m."), 1)
    expect(session_of(olivia, *couple, at="11:00 a.m.")).to_be_visible()
    olivia.sees("Saved.")
    drag(olivia, session_of(olivia, *couple, at="11:00 a.m."), 0.5, by_its_end=True)
    expect(session_of(olivia, *couple, at="11:00 a.m.")).to_be_visible()
    session_of(olivia, *couple, at="11:00 a.m.").click()
    olivia.is_at("/sessions/*")
    olivia.sees(re.compile("January 12, 2027, 11:00 a.m. – 12:20 p.m."))

    olivia.press("Cancel session")
    olivia.dialog().get_by_role("button", name="Cancel session", exact=True).click()
    olivia.sees("The session is cancelled.")
    olivia.page.go_back()
    struck = session_of(olivia, *couple, at="11:00 a.m.").locator(".session-title")
    expect(struck).to_have_css("text-decoration-line", "line-through")
    olivia.shot("3-cancelled")


def test_a_series_over_a_clock_change_is_looked_at_first_and_its_rest_moves_along(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, elsewhere = person(), person(width=PHONE, zone="America/Vancouver")
    practice(olivia, house, "Ana Roy")
    olivia.open("/calendar?date=2027-03-09")
    window = book(olivia, ["Ana Roy"], "2027-03-09", "09:00", repeat="Every week", until="2027-03-30")
    olivia.sees("Please look at this first")
    expect(window.get_by_text("The clocks change on March 14, 2027.")).to_be_visible()
    olivia.shot("1-clock-change")
    window.get_by_role("button", name="Book anyway").click()
    olivia.sees("Booked: 4 sessions, the first on March 9, 2027.")
    olivia.press("Later")
    expect(olivia.page).to_have_url(re.compile("date=2027-03-16"))
    drag(olivia, session_of(olivia, "Ana Roy", at="9:00 a.m."), 2)
    olivia.sees(re.compile("from March 16, 2027, 9:00 a.m. to March 16, 2027, 11:00 a.m."))
    olivia.dialog().get_by_role("button", name="Cancel", exact=True).click()
    expect(session_of(olivia, "Ana Roy", at="9:00 a.m.")).to_be_visible()

    drag(olivia, session_of(olivia, "Ana Roy", at="9:00 a.m."), 2)
    olivia.dialog().get_by_label("This one and those that follow").check()
    olivia.dialog().get_by_role("button", name="Save", exact=True).click()
    olivia.sees("Please look at this first")
    olivia.shot("2-this-and-the-following")
    olivia.dialog().get_by_role("button", name="Save anyway").click()
    olivia.sees("Changed: 3.")
    expect(session_of(olivia, "Ana Roy", at="11:00 a.m.")).to_be_visible()
    olivia.page.get_by_text("Month", exact=True).click()
    expect(olivia.page.get_by_role("link").filter(has_text="Ana Roy")).to_have_count(4)
    expect(session_of(olivia, "Ana Roy", at="11:00 a.m.")).to_have_count(3)
    olivia.shot("3-month")
    olivia.page.go_back()
    expect(olivia.heading("Mar 14–20, 2027")).to_be_visible()

    sign_in(elsewhere, OWNER, OWNER_PASSWORD, at="/login")
    elsewhere.is_at("/home")
    elsewhere.open("/calendar?date=2027-03-16")
    elsewhere.sees("All times are Toronto time. Your device's clock shows another.")
    expect(session_of(elsewhere, "Ana Roy", at="11:00 a.m. – 11:50 a.m.")).to_be_visible()
    elsewhere.shot("4-elsewhere")
    session_of(elsewhere, "Ana Roy", at="11:00 a.m.").click()
    elsewhere.is_at("/sessions/*")


def test_what_is_booked_is_seen_elsewhere_at_once_and_the_address_names_client_and_day(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, at_home = person(), person()
    practice(olivia, house, "Ana Roy")
    sign_in(at_home, OWNER, OWNER_PASSWORD, at="/login")
    at_home.is_at("/home")
    at_home.open("/calendar?view=day&date=2027-01-12")
    expect(at_home.heading("Tuesday, January 12, 2027")).to_be_visible()
    olivia.link("Clients").first.click()
    olivia.link("Ana Roy", said=True).click()
    olivia.link("Book a session").click()
    olivia.is_at("/calendar")
    window = olivia.dialog()
    expect(window.get_by_role("button", name="Remove Ana Roy")).to_be_visible()
    expect(window.get_by_label("Length in minutes")).to_have_value("50")
    window.get_by_label("Day", exact=True).fill("2027-01-12")
    window.get_by_label("Start").fill("14:00")
    window.get_by_role("button", name="Book", exact=True).click()
    olivia.sees("Booked on January 12, 2027.")
    expect(olivia.page).to_have_url(re.compile("/calendar$"))
    expect(session_of(at_home, "Ana Roy", at="2:00 p.m. – 2:50 p.m.")).to_be_visible()

    session = session_of(at_home, "Ana Roy", at="2:00 p.m.").bounding_box()
    assert session
    at_home.page.mouse.click(session["x"] + 80, session["y"] + 2.1 * HOUR)
    window = at_home.dialog()
    expect(window.get_by_label("Day", exact=True)).to_have_value("2027-01-12")
    expect(window.get_by_label("Start")).to_have_value(re.compile("16:00|16:15"))
    at_home.page.keyboard.press("Escape")
    expect(window).to_be_hidden()


def test_a_session_is_booked_and_moved_by_keyboard_alone(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    practice(olivia, house, "Ana Roy")
    olivia.open("/calendar?view=list&date=2027-01-12")
    olivia.sees("No sessions in these days.")
    opener = olivia.button("Book a session")
    press(olivia, opener)
    window = olivia.dialog()
    olivia.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(opener).to_be_focused()
    olivia.page.keyboard.press("Space")
    type_in(olivia, window.get_by_label("Who comes"), "roy")
    expect(olivia.page.get_by_role("option", name="Ana Roy")).to_be_visible()
    olivia.page.keyboard.press("Enter")
    expect(window.get_by_role("button", name="Remove Ana Roy")).to_be_visible()
    reach(olivia, window.get_by_label("Start"))
    olivia.page.keyboard.type("0900a")
    press(olivia, window.get_by_role("button", name="Book", exact=True))
    expect(window).to_be_hidden()

    press(olivia, session_of(olivia, "Ana Roy", at="9:00 a.m."))
    olivia.is_at("/sessions/*")
    press(olivia, olivia.button("Change"))
    reach(olivia, olivia.dialog().get_by_label("Start"))
    olivia.page.keyboard.type("1030a")
    press(olivia, olivia.dialog().get_by_role("button", name="Save", exact=True))
    olivia.sees(re.compile("January 12, 2027, 10:30 a.m. – 11:20 a.m."))
    press(olivia, olivia.link("Calendar").last)
    olivia.is_at("/calendar")
