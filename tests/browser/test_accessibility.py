"""axe-core finds nothing on any screen, light and dark, on a phone and on a desk; and every text is translated."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from owl_app.i18n import PSEUDO
from tests.browser.billing_screens import BILLING_SCREENS
from tests.browser.calendar_screens import CALENDAR_SCREENS
from tests.browser.call_screens import CALL_SCREENS
from tests.browser.house import House
from tests.browser.person import DESK, HEIGHT, PHONE, Person
from tests.browser.portal_session_screens import PORTAL_SESSION_SCREENS
from tests.browser.prospect_screens import PROSPECT_SCREENS
from tests.browser.screens import SCREENS, Screen, go
from tests.browser.session_screens import SESSION_SCREENS
from tests.browser.steps import set_up
from tests.browser.translation import unsaid

AXE = Axe()
_AT_REST = """async () => {
  await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
}"""
"""Colours that are still changing have no contrast yet."""
_RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""In the dark only the colours are others."""
_ALL_BUT_GUARDS = {"exclude": [["[data-base-ui-focus-guard]"]]}
"""Base UI's guards hand the focus on at once; axe believes so only while it finds the backdrop at five points, and a
menu's backdrop has a hole where its button is."""


@pytest.mark.parametrize(
    "screen",
    [
        *SCREENS,
        *PROSPECT_SCREENS,
        *SESSION_SCREENS,
        *PORTAL_SESSION_SCREENS,
        *CALENDAR_SCREENS,
        *CALL_SCREENS,
        *BILLING_SCREENS,
    ],
    ids=lambda screen: screen.name,
)
def test_a_screen_has_no_faults_and_says_nothing_that_is_not_translated(
    visitor: Callable[..., Person], screen: Screen
) -> None:
    somebody = visitor()
    faults = _faults_at(somebody, PHONE, screen)
    somebody.speak(PSEUDO)
    faults += _faults_at(somebody, DESK, screen)
    assert faults == []
    assert unsaid(somebody) == []


def test_axe_finds_nothing_before_anything_is_there(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    olivia.open("/set-up")
    has_no_faults(olivia)
    olivia.press("Set up my practice")
    olivia.sees("This is not the code.")
    has_no_faults(olivia)
    set_up(olivia, house)
    has_no_faults(olivia)
    olivia.open("/home")
    olivia.sees("Add the first client")
    has_no_faults(olivia)
    olivia.open("/clients?status=inactive")
    olivia.sees("Nothing found")
    has_no_faults(olivia)


def _faults_at(somebody: Person, width: int, screen: Screen) -> list[str]:
    """Come to the screen anew at each width: a menu opened on a desk is not there on a phone."""
    somebody.page.emulate_media(color_scheme="light")
    somebody.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
    go(somebody, screen)
    return _faults(somebody, width)


def has_no_faults(somebody: Person) -> None:
    """On a phone and on a desk, in light and in dark."""
    faults = []
    for width in (PHONE, DESK):
        somebody.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        faults += _faults(somebody, width)
    assert faults == []


def _faults(somebody: Person, width: int) -> list[str]:
    faults = []
    for colours in ("light", "dark"):
        somebody.page.emulate_media(color_scheme=colours)
        expect(somebody.page.locator("html")).to_have_class(re.compile(colours))
        somebody.page.evaluate(_AT_REST)
        somebody.picture(f"{colours}-{width}")
        faults += [
            f"{colours} {width}: {fault['id']}: {node['failureSummary']} {node['html']}"
            for fault in AXE.run(somebody.page, _ALL_BUT_GUARDS, _RULES[colours]).response["violations"]
            for node in fault["nodes"]
        ]
    return faults
