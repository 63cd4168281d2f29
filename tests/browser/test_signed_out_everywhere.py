"""Devices signed in: ending one, ending all others, and what the others see of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, CLIENT_PASSWORD, client_with_access, sign_in

ON_BOTH = True

ENDED = "You were signed out. Please sign in again."


@pytest.fixture
def phone(person: Callable[..., Person]) -> Person:
    return person(width=PHONE)


@pytest.fixture
def phone_line(phone: Person) -> "_Line":
    return _Line(phone.page)


@pytest.fixture
def ana(house: House, person: Callable[..., Person], phone: Person) -> tuple[Person, Person]:
    """Ana's laptop and her phone, both in Sign-in and security."""
    laptop = person()
    client_with_access(person(), laptop, house)
    sign_in(phone, CLIENT, CLIENT_PASSWORD)
    for device in (laptop, phone):
        device.is_at("/portal/account")
        device.open("/portal/security")
        expect(device.page.get_by_role("heading", name="Devices signed in")).to_be_visible()
    return laptop, phone


def test_signing_out_everywhere_else_is_seen_by_the_other_browser_without_a_click(ana: tuple[Person, Person]) -> None:
    laptop, phone = ana
    laptop.shot("1-two-devices")
    _everywhere_else(laptop)
    phone.is_at("/portal")
    phone.sees(ENDED)
    phone.shot("2-told")
    laptop.sees("Every other device is signed out.")
    expect(laptop.page.get_by_text("This device", exact=True)).to_be_visible()
    expect(laptop.button("Sign out everywhere else")).to_be_hidden()
    laptop.shot("3-one-device")


def test_the_next_event_of_a_browser_that_was_not_told_is_refused(
    phone_line: "_Line", ana: tuple[Person, Person]
) -> None:
    laptop, phone = ana
    phone_line.go_deaf()
    _everywhere_else(laptop)
    laptop.sees("Every other device is signed out.")
    phone.is_at("/portal/security")
    phone.press("Send me the letter again")
    phone.is_at("/portal")
    phone.sees(ENDED)


def test_a_changed_password_signs_out_every_other_browser_and_keeps_this_one(ana: tuple[Person, Person]) -> None:
    laptop, phone = ana
    laptop.write(Current_password="wrong wrong wrong", New_password="seven quiet harbours 31")
    laptop.press("Change password")
    laptop.sees("This is not your current password.")
    expect(laptop.field("Current password")).to_be_focused()
    laptop.shot("1-wrong-password")
    laptop.write(Current_password=CLIENT_PASSWORD)
    laptop.press("Change password")
    laptop.sees("Your password is changed. Every other device is signed out.")
    laptop.shot("2-changed")
    phone.is_at("/portal")
    phone.sees(ENDED)
    laptop.press("Send me the letter again")
    laptop.sees(f"A letter is on its way to {CLIENT}.")
    laptop.is_at("/portal/security")


def test_one_device_of_the_list_is_signed_out(ana: tuple[Person, Person]) -> None:
    laptop, phone = ana
    laptop.page.get_by_role("button", name="Sign out Chrome · Linux").click()
    laptop.sees("The device is signed out.")
    phone.is_at("/portal")
    phone.sees(ENDED)


def _everywhere_else(somebody: Person) -> None:
    somebody.press("Sign out everywhere else")
    sure = somebody.page.get_by_role("alertdialog")
    expect(sure.get_by_text("Every device but this one has to sign in again.")).to_be_visible()
    sure.get_by_role("button", name="Sign out everywhere else").click()


class _Line:
    """Somebody's event socket, which can go deaf: what the server says never arrives, until the page itself speaks."""

    def __init__(self, page: Page) -> None:
        self._deaf = False
        page.route_web_socket("**/_event/**", self._connect)

    def go_deaf(self) -> None:
        self._deaf = True

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def speak(message: str | bytes) -> None:
            self._deaf = self._deaf and "send_confirmation" not in str(message)
            server.send(message)

        page.on_message(speak)
        server.on_message(lambda message: None if self._deaf else page.send(message))
