"""The first journey without a mouse: Tab, Enter, Space and the arrow keys."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.keyboard import press, reach, stays_inside, type_in
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, CLIENT_PASSWORD, OWNER, OWNER_PASSWORD


def test_from_the_set_up_to_my_account_by_keyboard_alone(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    olivia.open("/")
    type_in(olivia, olivia.field("Name of the practice"), "Maple Street Therapy")
    type_in(olivia, olivia.field("Your full name"), "Olivia Feather")
    type_in(olivia, olivia.field("Email address"), OWNER)
    type_in(olivia, olivia.field("Password"), OWNER_PASSWORD)
    type_in(olivia, olivia.field("Set-up code"), house.code)
    olivia.page.keyboard.press("Enter")
    olivia.is_at("/home")
    press(olivia, olivia.link("Add the first client"))
    olivia.is_at("/clients")
    olivia.sees("No clients yet")

    add = olivia.button("Add Client").first
    press(olivia, add)
    window = olivia.dialog()
    expect(window).to_be_visible()
    stays_inside(olivia, window)
    olivia.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(add).to_be_focused()
    olivia.page.keyboard.press("Space")
    type_in(olivia, window.get_by_label("First name"), "Ana")
    type_in(olivia, window.get_by_label("Last name"), "Roy")
    olivia.page.keyboard.press("Enter")
    olivia.is_at("/clients/*")

    reach(olivia, olivia.page.get_by_role("tab", name="Sessions"))
    for name in ("Contact & Clinical", "Billing", "Portal access"):
        olivia.page.keyboard.press("ArrowRight")
        expect(olivia.page.get_by_role("tab", name=name)).to_be_focused()
    olivia.page.keyboard.press("Enter")
    olivia.sees("No portal access yet")
    press(olivia, olivia.link("Give access"))
    olivia.is_at("/clients/*/edit")
    type_in(olivia, olivia.page.locator("#portal").get_by_label("Email address"), CLIENT)
    olivia.page.keyboard.press("Tab")
    expect(olivia.page.get_by_label("Send an invitation (recommended)")).to_be_focused()
    olivia.page.keyboard.press("ArrowDown")
    starter = olivia.field("Starter password")
    reach(olivia, starter)
    expect(starter).not_to_have_value("")
    password = starter.input_value()
    olivia.page.keyboard.press("Enter")
    expect(olivia.heading("Ready to hand over")).to_be_focused()
    press(olivia, olivia.button("Copy all"))
    olivia.sees("Copied")

    ana = person(width=PHONE)
    ana.open("/portal")
    type_in(ana, ana.field("Email address"), CLIENT)
    type_in(ana, ana.field("Password"), password)
    ana.page.keyboard.press("Enter")
    ana.is_at("/first-password")
    type_in(ana, ana.field("New password"), CLIENT_PASSWORD)
    ana.page.keyboard.press("Enter")
    ana.is_at("/portal/account")
    correct = ana.button("Correct phone or address")
    press(ana, correct)
    stays_inside(ana, ana.dialog())
    type_in(ana, ana.dialog().get_by_label("Phone"), "416 555 0134")
    ana.page.keyboard.press("Enter")
    expect(ana.dialog()).to_be_hidden()
    expect(correct).to_be_focused()
    ana.sees("(416) 555-0134")

    menu = ana.page.get_by_role("button", name="Ana Roy").filter(visible=True)
    press(ana, menu)
    expect(ana.page.get_by_role("menuitem").first).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("menuitem").first).to_be_focused()
    ana.page.keyboard.press("End")
    expect(ana.page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    ana.page.keyboard.press("Enter")
    ana.is_at("/portal")
    ana.sees("You are signed out.")
