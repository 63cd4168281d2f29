"""The screens of video calls that one person can see alone, in every state worth looking at."""

import re

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.screens import CLIENT, NOBODY, OWNER, Screen

NOWHERE = "01a00000-0000-7000-8000-000000000000"


def _card(somebody: Person) -> None:
    somebody.link("Ana Roy", said=True).click()
    somebody.page.get_by_role("tabpanel").locator(".row-link").first.click()
    expect(somebody.heading("Drop-in link")).to_be_visible()


def _link(somebody: Person) -> None:
    _card(somebody)
    on, again = (somebody.button(name) for name in ("Switch the link on", "Make a new link"))
    expect(on.or_(again)).to_be_visible()
    on.or_(again).click()
    somebody.sees(somebody.t("The link is on, and shown only now. Whoever has it can come to the waiting room."))


def _lobby(somebody: Person) -> None:
    _card(somebody)
    somebody.link("Start the session").click()
    expect(somebody.heading("Session with Ana Roy")).to_be_visible()
    somebody.sees(somebody.t("There is neither camera nor microphone."))


def _no_name(somebody: Person) -> None:
    _lobby(somebody)
    somebody.write(Your_name="")
    somebody.press("Start the session")
    somebody.sees(somebody.t("Please write a name."))


def _alone(somebody: Person) -> None:
    """In the call; whoever was in it a moment ago is there without pressing anything."""
    _card(somebody)
    somebody.link("Start the session").click()
    begin = somebody.button("Start the session")
    expect(begin.or_(somebody.page.get_by_role("toolbar"))).to_be_visible()
    if begin.is_visible():
        begin.click()
    somebody.sees(somebody.t("You are the first"))


def _people(somebody: Person) -> None:
    _alone(somebody)
    somebody.press("People")
    expect(somebody.heading("In the session")).to_be_visible()


def _chat(somebody: Person) -> None:
    _alone(somebody)
    somebody.press("Chat")
    expect(somebody.page.get_by_role("log")).to_be_visible()


def _devices(somebody: Person) -> None:
    _alone(somebody)
    somebody.press("Devices and help")
    expect(somebody.dialog()).to_be_visible()


def _leave(somebody: Person) -> None:
    _alone(somebody)
    somebody.press("Leave")
    expect(somebody.dialog()).to_be_visible()


def _left(somebody: Person) -> None:
    _leave(somebody)
    somebody.press("Leave alone")
    somebody.sees(somebody.t("You have left the session"))


def _nowhere(somebody: Person) -> None:
    somebody.sees(somebody.t("There is no such session"))


def _dead_link(somebody: Person) -> None:
    somebody.sees(somebody.t("This link does not work any more"))


def _test(somebody: Person) -> None:
    expect(somebody.button("Start the test")).to_be_visible()
    expect(somebody.page.get_by_role("button", name="Ana Roy").filter(visible=True)).to_be_visible()


def _tested(somebody: Person) -> None:
    _test(somebody)
    somebody.press("Start the test")
    somebody.sees(somebody.t("It does not work yet"))
    somebody.sees(re.compile(re.escape("There is no microphone. Plug one in, and test again.")))


CALL_SCREENS = [
    Screen("session-drop-in", OWNER, "/clients", _link),
    Screen("call-lobby", OWNER, "/clients", _lobby),
    Screen("call-lobby-refused", OWNER, "/clients", _no_name),
    Screen("call-alone", OWNER, "/clients", _alone),
    Screen("call-people", OWNER, "/clients", _people),
    Screen("call-chat", OWNER, "/clients", _chat),
    Screen("call-devices", OWNER, "/clients", _devices),
    Screen("call-leave", OWNER, "/clients", _leave),
    Screen("call-left", OWNER, "/clients", _left),
    Screen("call-nowhere", CLIENT, f"/portal/sessions/{NOWHERE}", _nowhere),
    Screen("drop-in-dead", NOBODY, "/drop-in", _dead_link),
    Screen("connection-test", CLIENT, "/portal/test", _test),
    Screen("connection-tested", CLIENT, "/portal/test", _tested),
]
