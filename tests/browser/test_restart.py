"""The server is killed and started again between two clicks."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import OWNER, OWNER_PASSWORD, add_client, set_up, sign_in, to_clients

ON_BOTH = True

RECONNECTING = "Reconnecting… what you typed is kept."


def test_what_was_typed_before_a_restart_can_be_saved_after_it(house: House, person: Callable[..., Person]) -> None:
    olivia, at_the_desk = person(), person()
    set_up(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    sign_in(at_the_desk, OWNER, OWNER_PASSWORD, at="/login")
    at_the_desk.is_at("/home")
    to_clients(at_the_desk)
    expect(at_the_desk.link("Ana Roy")).to_be_visible()
    at_the_desk.press("Add Client")
    window = at_the_desk.dialog()
    window.get_by_label("First name").fill("Ben")
    olivia.link("Edit").click()
    olivia.is_at("/clients/*/edit")
    olivia.field("First name").fill("Anaïs")

    olivia.offline_is_fine = at_the_desk.offline_is_fine = True
    house.server.kill()
    for somebody in (olivia, at_the_desk):
        somebody.sees(RECONNECTING)
    olivia.shot("1-away-edit")
    at_the_desk.shot("2-away-add")
    window.get_by_label("Last name").fill("Ray")
    house.start()
    for somebody in (olivia, at_the_desk):
        expect(somebody.page.get_by_text(RECONNECTING)).to_be_hidden()
        somebody.offline_is_fine = False

    expect(window.get_by_label("First name")).to_have_value("Ben")
    expect(window.get_by_label("Last name")).to_have_value("Ray")
    window.get_by_role("button", name="Add Client", exact=True).click()
    at_the_desk.is_at("/clients/*")
    expect(at_the_desk.page.get_by_role("heading", level=1)).to_have_text("Ben Ray")

    expect(olivia.field("First name")).to_have_value("Anaïs")
    olivia.page.get_by_role("button", name="Save", exact=True).last.click()
    olivia.sees("Saved.")
    olivia.page.goto(record)
    expect(olivia.page.get_by_role("heading", level=1)).to_have_text("Anaïs Roy")
    olivia.shot("3-saved")


def test_a_click_while_the_server_is_away_is_done_once_it_is_back(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.press("Add Client")
    window = olivia.dialog()
    window.get_by_label("First name").fill("Ben")
    window.get_by_label("Last name").fill("Ray")
    olivia.offline_is_fine = True
    house.server.kill()
    olivia.sees(RECONNECTING)
    window.get_by_role("button", name="Add Client", exact=True).click()
    house.start()
    olivia.is_at("/clients/*")
    olivia.offline_is_fine = False
    olivia.link("Clients").first.click()
    expect(olivia.link("Ben Ray")).to_have_count(1)
