"""Services and a session's page: what is offered, what is moved and cancelled, and both clocks."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import add_client, set_up

DAY = "2041-01-08"


def test_a_service_is_added_retired_and_brought_back(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    _add_service(olivia, house)
    olivia.shot("1-added")
    olivia.page.get_by_role("checkbox", name="Individual therapy", exact=True).check()
    bar = olivia.page.get_by_role("region", name="What is chosen")
    bar.get_by_role("button", name="Retire").click()
    olivia.dialog().get_by_role("button", name="Retire").click()
    olivia.sees("Retired: 1. The filter “Retired” still shows them.")
    expect(olivia.link("Individual therapy")).to_have_count(0)
    olivia.open("/settings/services?state=retired")
    olivia.page.get_by_role("checkbox", name="Individual therapy", exact=True).check()
    bar.get_by_role("button", name="Bring back").click()
    olivia.dialog().get_by_role("button", name="Bring back").click()
    olivia.sees("Brought back: 1.")


def test_a_session_is_moved_closed_and_cancelled_on_its_page(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    _add_service(olivia, house)
    client_id = add_client(olivia, "Ana", "Roy").rsplit("/", 1)[1]
    session = house.book(client_id, DAY, "14:00", repeat="weekly", until="2041-01-29")
    other = house.book(client_id, DAY, "17:00")
    olivia.open(session)
    expect(olivia.heading("Ana Roy")).to_be_visible()
    olivia.sees("January 8, 2041, 2:00 p.m. – 2:50 p.m. (Toronto time)")
    expect(olivia.page.locator(".own-clock")).to_have_count(0)

    olivia.press("Change")
    olivia.field("Start").fill("17:20")
    _in_window(olivia, "Save")
    olivia.sees("Please look at this first")
    olivia.sees("Ana Roy has another session")
    olivia.shot("1-looked-at")
    _in_window(olivia, "Save anyway")
    olivia.sees("Olivia Feather has a session then (January 8, 2041, 5:00 p.m. – 5:50 p.m.). Choose another time.")
    expect(olivia.field("Start")).to_have_value("17:20")
    olivia.shot("2-refused")
    olivia.field("Start").fill("15:30")
    olivia.page.get_by_label("This one and those that follow").check()
    _in_window(olivia, "Save")
    olivia.sees("Changed: 4.")
    olivia.sees("January 8, 2041, 3:30 p.m. – 4:20 p.m. (Toronto time)")
    olivia.sees("moved the session from January 8, 2041, 2:00 p.m. to January 8, 2041, 3:30 p.m., and 3 that follow")

    olivia.page.get_by_label("What became of it").select_option("attended")
    olivia.page.get_by_role("button", name="Save", exact=True).last.click()
    olivia.sees("This session has not begun yet.")
    olivia.press("Cancel session")
    olivia.page.get_by_label("Late: it is charged all the same").check()
    _in_window(olivia, "Cancel session")
    olivia.sees("The session is cancelled.")
    olivia.sees("Late cancelled")
    olivia.shot("3-cancelled")

    olivia.open(f"/clients/{client_id}")
    expect(olivia.page.get_by_role("table", name="Upcoming sessions").get_by_role("row")).to_have_count(6)
    olivia.open(other)
    expect(olivia.heading("Ana Roy")).to_be_visible()


def test_two_who_change_one_session_are_told_of_each_other(house: House, person: Callable[..., Person]) -> None:
    olivia, elsewhere = person(), person(zone="America/Vancouver")
    _add_service(olivia, house)
    client_id = add_client(olivia, "Ana", "Roy").rsplit("/", 1)[1]
    session = house.book(client_id, DAY, "14:00")
    olivia.open(session)
    house.add_owner("Adam Perch", "adam@example.org", "copper kettle morning 5")
    elsewhere.open("/login")
    elsewhere.write(Email_address="adam@example.org", Password="copper kettle morning 5")
    elsewhere.press("Sign in")
    elsewhere.is_at("/home")
    elsewhere.open(session)
    elsewhere.sees("On your device's clock: Tuesday, January 8, 2041")
    elsewhere.shot("1-both-clocks")
    elsewhere.press("Change")
    elsewhere.field("Note for the client").fill("Bring tea")
    olivia.press("Change")
    olivia.field("Start").fill("15:00")
    _in_window(olivia, "Save")
    olivia.sees("Saved.")
    _in_window(elsewhere, "Save")
    elsewhere.sees("Somebody else changed this since you opened it. What you typed is still here.")
    expect(elsewhere.field("Note for the client")).to_have_value("Bring tea")
    elsewhere.shot("2-told")


def _add_service(olivia: Person, house: House) -> None:
    set_up(olivia, house)
    olivia.open("/settings/services")
    olivia.press("Add service")
    olivia.write(Name="Individual therapy", Fee="140")
    _in_window(olivia, "Save")
    olivia.sees("Individual therapy is added.")
    olivia.sees("$140.00")


def _in_window(somebody: Person, name: str) -> None:
    somebody.dialog().get_by_role("button", name=name, exact=True).click()
