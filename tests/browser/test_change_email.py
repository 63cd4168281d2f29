"""Changing the address one signs in with, as a client and on the team."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import (
    CLIENT,
    CLIENT_PASSWORD,
    OWNER,
    OWNER_PASSWORD,
    add_client,
    client_with_access,
    first_sign_in,
    give_access,
    set_up,
    sign_in,
)

NEW = "ana.roy@example.org"
TAKEN = "ben@example.org"
CONFIRM = "Confirm your new email address"


def test_a_client_changes_their_address_and_the_old_one_works_until_the_new_one_is_proven(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana, tablet = person(), person(width=PHONE), person()
    client_with_access(olivia, ana, house)
    sign_in(tablet, CLIENT, CLIENT_PASSWORD)
    tablet.is_at("/portal/account")

    ana.link("Sign-in and security").click()
    ana.press("Change email address")
    window = ana.dialog()
    window.get_by_label("New email address").fill("no address")
    _send(ana)
    expect(window.get_by_text("Write an email address, like name@example.org.")).to_be_visible()
    expect(window.get_by_label("New email address")).to_be_focused()
    window.get_by_label("New email address").fill(NEW)
    window.get_by_label("Current password", exact=True).fill("wrong wrong wrong")
    _send(ana)
    expect(window.get_by_text("This is not your current password.")).to_be_visible()
    expect(window.get_by_label("Current password", exact=True)).to_be_focused()
    ana.shot("1-wrong-password")
    window.get_by_label("Current password", exact=True).fill(CLIENT_PASSWORD)
    _send(ana)
    expect(window).to_be_hidden()
    ana.sees(f"Your new address {NEW} is not confirmed yet")
    expect(ana.button("Change email address")).to_be_focused()
    ana.shot("2-waiting")
    told = house.letter(CLIENT, "A new email address was asked for")
    assert "/link/" not in told.text and NEW not in told.text

    first = house.letter(NEW, CONFIRM).link
    ana.press("Send again")
    ana.sees(f"A letter is on its way to {NEW}.")
    link = house.letter(NEW, CONFIRM, number=2).link
    stranger = person(width=PHONE)
    stranger.page.goto(link)
    stranger.is_at("/new-email")
    stranger.shot("3-confirm")
    stranger.press("Confirm my new address")
    stranger.is_at("/portal")
    stranger.sees("Please sign in with your old address first, then open the link in the letter again.")
    sign_in(stranger, NEW, CLIENT_PASSWORD)
    stranger.sees("This email address and password do not fit together.")
    sign_in(stranger, CLIENT, CLIENT_PASSWORD)
    stranger.is_at("/portal/account")

    ana.page.goto(first)
    ana.press("Confirm my new address")
    ana.sees("This link was used already, or a newer one was sent.")
    ana.shot("4-older-link")
    ana.page.goto(link)
    ana.press("Confirm my new address")
    ana.is_at("/portal/security")
    ana.sees("You sign in with your new email address now. Every other device is signed out.")
    expect(ana.page.get_by_text(NEW)).to_be_visible()
    ana.shot("5-changed")
    for device in (tablet, stranger):
        device.is_at("/portal")
        device.sees("You were signed out. Please sign in again.")
    for address in (CLIENT, NEW):
        assert "/link/" not in house.letter(address, "Your sign-in address was changed").text
    tablet.write(Email_address=CLIENT, Password=CLIENT_PASSWORD)
    tablet.press("Sign in")
    tablet.sees("This email address and password do not fit together.")
    tablet.write(Email_address=NEW, Password=CLIENT_PASSWORD)
    tablet.press("Sign in")
    tablet.is_at("/portal/account")


def test_an_address_that_has_a_login_is_told_and_the_asker_learns_nothing(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana, ben = person(), person(width=PHONE), person()
    client_with_access(olivia, ana, house)
    olivia.link("Clients").first.click()
    add_client(olivia, "Ben", "Ray")
    first_sign_in(ben, give_access(olivia, TAKEN), email=TAKEN)

    ana.open("/portal/security")
    _ask(ana, TAKEN.upper(), CLIENT_PASSWORD)
    ana.sees("is not confirmed yet: open the letter we sent there")
    ana.shot("1-waiting")
    told = house.letter(TAKEN, "Your email address has a login already")
    assert "/link/" not in told.text and "Ana" not in told.text
    assert house.letters(TAKEN, CONFIRM) == []

    ana.press("Keep the old one")
    ana.sees("Your email address stays as it is.")
    expect(ana.button("Keep the old one")).to_be_hidden()
    ana.shot("2-kept")
    ben.open("/portal/security")
    ben.sees(TAKEN)


def test_an_owner_changes_their_address(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/account")
    _ask(olivia, "olivia.feather@example.org", OWNER_PASSWORD)
    olivia.sees("Your new address olivia.feather@example.org is not confirmed yet")
    olivia.shot("1-waiting")
    link = house.letter("olivia.feather@example.org", CONFIRM).link
    elsewhere = person()
    elsewhere.page.goto(link)
    elsewhere.press("Confirm my new address")
    elsewhere.is_at("/login")
    sign_in(elsewhere, OWNER, OWNER_PASSWORD, at="/login")
    elsewhere.is_at("/home")
    elsewhere.page.goto(link)
    elsewhere.press("Confirm my new address")
    elsewhere.is_at("/account")
    elsewhere.sees("You sign in with your new email address now.")
    elsewhere.shot("2-changed")
    olivia.is_at("/login")
    sign_in(olivia, "olivia.feather@example.org", OWNER_PASSWORD, at="/login")
    olivia.is_at("/home")


def _ask(somebody: Person, email: str, password: str) -> None:
    somebody.press("Change email address")
    window = somebody.dialog()
    window.get_by_label("New email address").fill(email)
    window.get_by_label("Current password", exact=True).fill(password)
    _send(somebody)
    expect(window).to_be_hidden()


def _send(somebody: Person) -> None:
    somebody.dialog().get_by_role("button", name="Send the letter", exact=True).click()
