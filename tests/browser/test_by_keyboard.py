"""The first journey without a mouse: Tab, Enter, Space and the arrow keys."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, CLIENT_PASSWORD, OWNER, OWNER_PASSWORD

_FOCUS_SHOWS = """element => {
  const looks = [element, element.parentElement, element.closest("label"), element.closest("tr")].filter(Boolean);
  const shows = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return looks.some((each) => shows(getComputedStyle(each)) || shows(getComputedStyle(each, "::after")));
}"""
_HOLDS_FOCUS = """window => {
  const focused = document.activeElement;
  return window.contains(focused) || focused.hasAttribute("data-base-ui-focus-guard") || focused === document.body;
}"""


def test_from_the_set_up_to_my_account_by_keyboard_alone(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    olivia.open("/")
    _type(olivia, olivia.field("Name of the practice"), "Maple Street Therapy")
    _type(olivia, olivia.field("Your full name"), "Olivia Feather")
    _type(olivia, olivia.field("Email address"), OWNER)
    _type(olivia, olivia.field("Password"), OWNER_PASSWORD)
    _type(olivia, olivia.field("Set-up code"), house.code)
    olivia.page.keyboard.press("Enter")
    olivia.is_at("/home")
    _press(olivia, olivia.link("Add the first client"))
    olivia.is_at("/clients")
    olivia.sees("No clients yet")

    add = olivia.button("Add Client").first
    _press(olivia, add)
    window = olivia.dialog()
    expect(window).to_be_visible()
    _stays_inside(olivia, window)
    olivia.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(add).to_be_focused()
    olivia.page.keyboard.press("Space")
    _type(olivia, window.get_by_label("First name"), "Ana")
    _type(olivia, window.get_by_label("Last name"), "Roy")
    olivia.page.keyboard.press("Enter")
    olivia.is_at("/clients/*")

    _reach(olivia, olivia.page.get_by_role("tab", name="Sessions"))
    olivia.page.keyboard.press("ArrowRight")
    olivia.page.keyboard.press("ArrowRight")
    expect(olivia.page.get_by_role("tab", name="Portal access")).to_be_focused()
    olivia.page.keyboard.press("Enter")
    olivia.sees("No portal access yet")
    _press(olivia, olivia.link("Give access"))
    olivia.is_at("/clients/*/edit")
    _type(olivia, olivia.page.locator("#portal").get_by_label("Email address"), CLIENT)
    olivia.page.keyboard.press("Tab")
    expect(olivia.page.get_by_label("Send an invitation (recommended)")).to_be_focused()
    olivia.page.keyboard.press("ArrowDown")
    starter = olivia.field("Starter password")
    _reach(olivia, starter)
    expect(starter).not_to_have_value("")
    password = starter.input_value()
    olivia.page.keyboard.press("Enter")
    expect(olivia.heading("Ready to hand over")).to_be_focused()
    _press(olivia, olivia.button("Copy all"))
    olivia.sees("Copied")

    ana = person(width=PHONE)
    ana.open("/portal")
    _type(ana, ana.field("Email address"), CLIENT)
    _type(ana, ana.field("Password"), password)
    ana.page.keyboard.press("Enter")
    ana.is_at("/first-password")
    _type(ana, ana.field("New password"), CLIENT_PASSWORD)
    ana.page.keyboard.press("Enter")
    ana.is_at("/portal/account")
    correct = ana.button("Correct phone or address")
    _press(ana, correct)
    _stays_inside(ana, ana.dialog())
    _type(ana, ana.dialog().get_by_label("Phone"), "416 555 0134")
    ana.page.keyboard.press("Enter")
    expect(ana.dialog()).to_be_hidden()
    expect(correct).to_be_focused()
    ana.sees("(416) 555-0134")

    menu = ana.page.get_by_role("button", name="Ana Roy").filter(visible=True)
    _press(ana, menu)
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


def _reach(somebody: Person, target: Locator) -> None:
    """Press Tab until the target has the focus, which has to be visible on the way."""
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(_FOCUS_SHOWS), f"the focus cannot be seen on {target}"
            return
        somebody.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


def _press(somebody: Person, target: Locator) -> None:
    _reach(somebody, target)
    somebody.page.keyboard.press("Enter")


def _type(somebody: Person, field: Locator, text: str) -> None:
    _reach(somebody, field)
    somebody.page.keyboard.press("Control+A")
    somebody.page.keyboard.type(text)


def _stays_inside(somebody: Person, window: Locator) -> None:
    """The focus goes round inside an open dialog, and never to the page behind it."""
    for _ in range(25):
        somebody.page.keyboard.press("Tab")
        assert window.evaluate(_HOLDS_FOCUS)
