"""Forgot Your Password?, for clients and for staff."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import (
    CLIENT,
    CLIENT_PASSWORD,
    OWNER,
    add_client,
    client_with_access,
    confirm_address,
    give_access,
    set_up,
    sign_in,
)

ON_BOTH = True

CALM = "If this address can be used to choose a new password, a letter is on its way to it."
SUBJECT = "Choose a new password"
NEW = "seven quiet harbours 31"


def test_a_client_with_a_proven_address_chooses_a_new_password(house: House, person: Callable[..., Person]) -> None:
    olivia, phone, ana = person(), person(width=PHONE), person(width=PHONE)
    client_with_access(olivia, phone, house)
    confirm_address(phone, house)
    phone.is_at("/portal/account")
    olivia.link("Clients").first.click()
    add_client(olivia, "Ben", "Ray")
    give_access(olivia, "ben@example.org")

    ana.open("/portal")
    ana.link("Forgot Your Password?").click()
    ana.is_at("/portal/forgot")
    ana.shot("1-forgot")
    answers = {email: _ask(ana, email) for email in ("nobody@example.org", "ben@example.org", CLIENT)}
    assert len(set(answers.values())) == 1
    ana.shot("2-calm-answer")
    link = house.letter(CLIENT, SUBJECT).link
    assert len(house.letters("ben@")) == 0 and len(house.letters("nobody@")) == 0

    assert [ana.context.request.get(link).status for _ in range(2)] == [200, 200]
    ana.page.goto(link)
    ana.is_at("/new-password")
    ana.shot("3-new-password")
    ana.write(New_password="short")
    ana.press("Set my new password")
    ana.sees("Use at least 10 characters.")
    ana.write(New_password=NEW)
    ana.press("Set my new password")
    ana.is_at("/portal")
    ana.sees("Your new password is set. Sign in with it now.")
    expect(ana.field("Email address")).to_have_value(CLIENT)
    ana.shot("4-set")
    phone.is_at("/portal")
    phone.sees("You were signed out. Please sign in again.")
    ana.write(Password=CLIENT_PASSWORD)
    ana.press("Sign in")
    ana.sees("This email address and password do not fit together.")
    ana.write(Password=NEW)
    ana.press("Sign in")
    ana.is_at("/portal/account")


def test_links_that_cannot_be_used_say_why(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    client_with_access(olivia, ana, house)
    confirm_address(ana, house)
    ana.is_at("/portal/account")
    ben = person(width=PHONE)

    ben.open("/link/this-is-no-link")
    _try(ben, "This link is not complete or not for this page. Copy the whole link from the letter.")
    ben.shot("1-malformed")

    ben.open("/portal/forgot")
    _ask(ben, CLIENT)
    link = house.letter(CLIENT, SUBJECT).link
    ben.page.goto(link)
    ben.write(New_password=NEW)
    ben.press("Set my new password")
    ben.is_at("/portal")
    ben.page.goto(link)
    _try(ben, "This link was used already, or a newer one was sent. Ask for a new one if you still need it.")
    ben.shot("2-used")

    ben.open("/portal/forgot")
    _ask(ben, CLIENT)
    ben.page.goto(house.letter(CLIENT, SUBJECT, number=2).link)
    house.let_links_expire()
    _try(ben, "This link is too old. Ask for a new one.")
    ben.shot("3-expired")


def test_staff_choose_a_new_password_once_their_address_is_proven(house: House, person: Callable[..., Person]) -> None:
    olivia, elsewhere = person(), person()
    set_up(olivia, house)
    elsewhere.open("/login")
    elsewhere.link("Forgot Your Password?").click()
    elsewhere.is_at("/login/forgot")
    before = _ask(elsewhere, OWNER)

    olivia.open("/account")
    expect(olivia.button("Send me the letter again")).to_be_visible()
    olivia.shot("1-unconfirmed")
    olivia.page.goto(house.letter(OWNER).link)
    assert [letter.subject for letter in house.letters(OWNER)] == ["Confirm your email address · Maple Street Therapy"]
    olivia.press("Confirm my email address")
    olivia.is_at("/home")

    assert _ask(elsewhere, OWNER) == before
    elsewhere.page.goto(house.letter(OWNER, SUBJECT).link)
    elsewhere.write(New_password=NEW)
    elsewhere.press("Set my new password")
    elsewhere.is_at("/login")
    elsewhere.shot("2-set")
    olivia.is_at("/login")
    elsewhere.write(Password=NEW)
    elsewhere.press("Sign in")
    elsewhere.is_at("/home")
    sign_in(olivia, OWNER, NEW, at="/login")
    olivia.is_at("/home")


def _ask(somebody: Person, email: str) -> str:
    """Ask for a letter; gives back the whole page that answers."""
    somebody.write(Email_address=email)
    somebody.press("Send me a link")
    somebody.sees(CALM)
    return somebody.page.get_by_role("main").inner_text()


def _try(somebody: Person, sentence: str) -> None:
    somebody.is_at("/new-password")
    somebody.write(New_password="another good harbour 9")
    somebody.press("Set my new password")
    somebody.sees(sentence)
