"""How somebody without a mouse gets around: Tab, Enter, and typing, with the focus always in sight."""

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

_FOCUS_SHOWS = """element => {
  const around = ["label", "tr", ".input"].map((name) => element.closest(name));
  const looks = [element, element.parentElement, ...around].filter(Boolean);
  const shows = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return looks.some((each) => shows(getComputedStyle(each)) || shows(getComputedStyle(each, "::after")));
}"""
_HOLDS_FOCUS = """window => {
  const focused = document.activeElement;
  return window.contains(focused) || focused.hasAttribute("data-base-ui-focus-guard") || focused === document.body;
}"""


def reach(somebody: Person, target: Locator) -> None:
    """Press Tab until the target has the focus, which has to be visible on the way."""
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(_FOCUS_SHOWS), f"the focus cannot be seen on {target}"
            return
        somebody.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


def press(somebody: Person, target: Locator) -> None:
    reach(somebody, target)
    somebody.page.keyboard.press("Enter")


def type_in(somebody: Person, field: Locator, text: str) -> None:
    reach(somebody, field)
    somebody.page.keyboard.press("Control+A")
    somebody.page.keyboard.type(text)


def stays_inside(somebody: Person, window: Locator) -> None:
    """The focus goes round inside an open dialog, and never to the page behind it."""
    for _ in range(25):
        somebody.page.keyboard.press("Tab")
        assert window.evaluate(_HOLDS_FOCUS)
