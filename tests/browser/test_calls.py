"""A session by video: preview, waiting room, call, a couple, a guest, a relay, bad networks and missing cameras."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests import machine
from tests.browser.callers import (
    FAKE_DEVICES,
    admit,
    hears,
    join,
    knock,
    practice_at,
    prepare,
    says_in_chat,
    sees_others_move,
    shares,
    start,
)
from tests.browser.conftest import seats
from tests.browser.house import KINDS, House
from tests.browser.person import PHONE, Person
from tests.browser.steps import sign_in
from tests.browser.test_accessibility import has_no_faults
from tests.eventually import eventually
from tests.turn_server import turn_server

Callers = Callable[..., Person]


@pytest.fixture(scope="module")
def studio(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with a camera and a microphone."""
    browser = playwright.chromium.launch(executable_path=machine.chromium(), args=FAKE_DEVICES)
    yield browser
    browser.close()


@pytest.fixture
def caller(studio: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Callers]:
    """Makes people with cameras at the house."""
    yield from _callers(studio, house, re.sub(r"\W+", "-", request.node.name).strip("-"))


def _callers(browser: Browser, house: House, folder: str) -> Iterator[Callers]:
    seated = seats(browser, house.origin, folder if house.kind == KINDS[0] else "")
    sit_down = next(seated)

    def prepared(*, relay_only: bool = False, **props: object) -> Person:
        somebody: Person = sit_down(**props)
        prepare(somebody, relay_only=relay_only)
        return somebody

    yield prepared
    next(seated, None)


@pytest.mark.parametrize("house", KINDS, indirect=True)
def test_a_client_joins_is_let_in_and_they_see_and_hear_each_other(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    thea, ana = caller(), caller(width=PHONE)
    start(thea, practice, session_id)
    thea.sees(thea.t("You are the first"))
    sign_in(ana, practice.cast.ana.email, practice.cast.ana.password)
    ana.is_at("/portal/account")
    ana.open(f"/portal/sessions/{session_id}")
    expect(ana.heading("Session with Thea Thorne")).to_be_visible()
    expect(ana.field("Your name")).to_have_value("Ana Lopez")
    expect(ana.page.locator(".preview video")).to_be_visible()
    level = "() => Number(getComputedStyle(document.querySelector('.meter-level')).getPropertyValue('--level'))"
    eventually(lambda: ana.page.evaluate(level) > 0.1)
    ana.shot("preview")
    knock(ana)
    ana.shot("waiting-room")
    expect(thea.button("Admit Ana Lopez")).to_be_visible()
    thea.shot("somebody-waits")
    admit(thea, "Ana Lopez")
    for somebody in (thea, ana):
        sees_others_move(somebody)
        hears(somebody)
    thea.shot("call")
    ana.shot("call-of-the-client")

    says_in_chat(thea, "Can you hear me well?")
    expect(ana.page.get_by_role("button", name="Chat, unread: 1")).to_be_visible()
    says_in_chat(ana, "Yes, thank you!")
    expect(thea.page.get_by_role("log").get_by_text("Yes, thank you!")).to_be_visible()
    thea.shot("chat")
    for somebody in (thea, ana):
        has_no_faults(somebody)

    ana.press("Close")
    ana.press("Turn the microphone off")
    expect(thea.page.locator(".tile").get_by_text("Microphone off:")).to_be_attached()
    ana.press("Turn the camera off")
    expect(thea.page.locator(".tile .tile-face").filter(has_text="AL")).to_be_visible()
    ana.press("Turn the camera on")
    sees_others_move(thea)

    thea.press("Share your screen")
    eventually(lambda: shares(ana))
    ana.shot("screen")
    thea.button("Stop sharing").first.click()
    expect(ana.page.locator(".tile--screen")).to_have_count(0)

    thea.press("Leave")
    thea.press("End for all")
    for somebody in (thea, ana):
        somebody.sees(somebody.t("The session has ended"))
    ana.shot("ended")


def test_whoever_reloads_comes_back_without_asking(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    thea, ana = caller(), caller()
    start(thea, practice, session_id)
    join(ana, practice.cast.ana, session_id)
    admit(thea, "Ana Lopez")
    sees_others_move(thea)
    ana.page.reload()
    for somebody in (ana, thea):
        sees_others_move(somebody)
    thea.page.reload()
    for somebody in (ana, thea):
        sees_others_move(somebody)


def test_a_restart_of_the_server_is_seen_but_not_heard(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    thea, ana = caller(), caller()
    for somebody in (thea, ana):
        somebody.offline_is_fine = True
    start(thea, practice, session_id)
    join(ana, practice.cast.ana, session_id)
    admit(thea, "Ana Lopez")
    sees_others_move(thea)
    house.server.kill()
    for somebody in (thea, ana):
        somebody.sees(somebody.t("Reconnecting… sound and picture go on where they can."))
        sees_others_move(somebody)
    house.start()
    for somebody in (thea, ana):
        expect(somebody.page.get_by_text("Reconnecting…")).to_have_count(0)
        sees_others_move(somebody)
    connections = thea.page.evaluate("() => window.owlConnections.length")
    assert connections == 1
    says_in_chat(ana, "Still here")
    expect(thea.page.get_by_role("button", name="Chat, unread: 1")).to_be_visible()


@pytest.mark.parametrize("house", KINDS, indirect=True)
def test_a_couple_with_one_of_them_on_hold_and_a_guest_by_the_link(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana, practice.cast.ben)
    thea, ana, ben, rosa = caller(), caller(), caller(), caller(width=PHONE)
    sign_in(thea, practice.cast.thea.email, practice.cast.thea.password, at="/login")
    thea.is_at("/home")
    thea.open(f"/sessions/{session_id}")
    thea.press("Switch the link on")
    link = thea.page.locator("[data-secret]").inner_text()
    thea.shot("drop-in-link")
    thea.link("Start the session").click()
    thea.press("Start the session")
    join(ana, practice.cast.ana, session_id)
    join(ben, practice.cast.ben, session_id)
    admit(thea, "Ana Lopez")
    admit(thea, "Ben Okafor")
    for somebody in (thea, ana, ben):
        sees_others_move(somebody, others=2)
    thea.shot("three")

    thea.page.get_by_role("button", name=re.compile("^People")).click()
    thea.press("Put on hold: Ben Okafor")
    ben.sees(ben.t("One moment, please"))
    ben.shot("on-hold")
    sees_others_move(ana, others=1)
    thea.shot("people")
    thea.press("Admit: Ben Okafor")
    sees_others_move(ben, others=2)

    rosa.page.goto(link)
    knock(rosa, "Aunt Rosa")
    expect(thea.page.get_by_text("came by the drop-in link")).to_be_visible()
    thea.press("Admit: Aunt Rosa")
    for somebody in (thea, ana, ben, rosa):
        sees_others_move(somebody, others=3)
    rosa.shot("four")

    office = caller()
    sign_in(office, practice.cast.thea.email, practice.cast.thea.password, at="/login")
    office.is_at("/home")
    office.open(f"/sessions/{session_id}")
    office.press("Switch the link off")
    rosa.sees(rosa.t("This link does not work any more"))
    sees_others_move(thea, others=2)
    rosa.shot("link-off")


@pytest.mark.turn
def test_a_call_through_the_relay_alone_recovers_from_a_cut(house: House, caller: Callers, tmp_path: Path) -> None:
    with turn_server(tmp_path) as relay:
        house.restart(**relay.settings)
        practice = practice_at(house)
        session_id = practice.session(practice.cast.ana)
        thea, ana = caller(relay_only=True), caller(relay_only=True)
        start(thea, practice, session_id)
        join(ana, practice.cast.ana, session_id)
        admit(thea, "Ana Lopez")
        for somebody in (thea, ana):
            sees_others_move(somebody)
            hears(somebody)
        relay.fall_silent()
        for somebody in (thea, ana):
            somebody.sees(somebody.t("Connection lost, trying again…"))
        thea.shot("connection-lost")
        relay.answer_again()
        for somebody in (thea, ana):
            sees_others_move(somebody)
            hears(somebody)


def test_before_the_time_the_page_says_when_and_opens_by_itself(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana, starts_in=timedelta(minutes=30, seconds=12))
    ana = caller(width=PHONE)
    sign_in(ana, practice.cast.ana.email, practice.cast.ana.password)
    ana.is_at("/portal/account")
    ana.open(f"/portal/sessions/{session_id}")
    ana.sees(ana.t("It is not time yet"))
    ana.sees(re.compile("You can join from"))
    ana.shot("too-early")
    expect(ana.button("Join")).to_be_visible()


def test_another_client_and_a_cancelled_session_are_told_so(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    mallory, thea, ana = caller(), caller(), caller()
    sign_in(mallory, practice.cast.mallory.email, practice.cast.mallory.password)
    mallory.is_at("/portal/account")
    mallory.open(f"/portal/sessions/{session_id}")
    mallory.sees(mallory.t("There is no such session"))
    start(thea, practice, session_id)
    join(ana, practice.cast.ana, session_id)
    office = caller()
    sign_in(office, practice.cast.thea.email, practice.cast.thea.password, at="/login")
    office.is_at("/home")
    office.sees(re.compile("Ana Lopez waits for you"))
    office.shot("waiting-in-the-panel")
    office.open(f"/sessions/{session_id}")
    office.press("Cancel session")
    office.dialog().get_by_role("button", name="Cancel session", exact=True).click()
    for somebody in (thea, ana):
        somebody.sees(somebody.t("This session is cancelled"))
    ana.shot("cancelled")


def test_a_call_is_run_by_keyboard_alone(house: House, caller: Callers) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    thea, ana = caller(), caller()
    sign_in(ana, practice.cast.ana.email, practice.cast.ana.password)
    ana.is_at("/portal/account")
    ana.open(f"/portal/sessions/{session_id}")
    expect(ana.button("Join")).to_be_visible()
    reach(ana, "Your name")
    ana.page.keyboard.press("Enter")
    ana.sees(ana.t("You are in the waiting room"))
    sign_in(thea, practice.cast.thea.email, practice.cast.thea.password, at="/login")
    thea.is_at("/home")
    thea.open(f"/sessions/{session_id}/call")
    expect(thea.button("Start the session")).to_be_visible()
    reach(thea, "Start the session")
    thea.page.keyboard.press("Enter")
    expect(thea.button("Admit Ana Lopez")).to_be_visible()
    reach(thea, "Admit Ana Lopez")
    thea.page.keyboard.press("Space")
    sees_others_move(ana)
    reach(ana, "Turn the microphone off")
    ana.page.keyboard.press("Space")
    expect(ana.button("Turn the microphone on")).to_be_focused()
    reach(ana, "Chat")
    ana.page.keyboard.press("Enter")
    reach(ana, "Write a message")
    ana.page.keyboard.type("By keyboard")
    ana.page.keyboard.press("Enter")
    expect(thea.page.get_by_role("button", name="Chat, unread: 1")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("log")).to_have_count(0)
    reach(thea, "Leave")
    thea.page.keyboard.press("Enter")
    expect(thea.dialog()).to_be_visible()
    reach(thea, "End for all")
    thea.page.keyboard.press("Enter")
    ana.sees(ana.t("The session has ended"))


def reach(person: Person, name: str) -> None:
    """Press the tab key until the focus is on what is called so."""
    focused = """() => {
      const it = document.activeElement;
      return it.getAttribute("aria-label") || it.labels?.[0]?.innerText || it.innerText || "";
    }"""
    for _ in range(60):
        if person.page.evaluate(focused).strip() == name:
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never reaches {name}")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ("NotAllowedError", "This browser does not let us use camera and microphone."),
        ("NotFoundError", "There is neither camera nor microphone."),
        ("NotReadableError", "Another program uses camera and microphone."),
    ],
)
def test_whoever_has_no_camera_is_told_how_to_mend_it_and_joins_all_the_same(
    house: House, caller: Callers, failure: str, sentence: str
) -> None:
    practice = practice_at(house)
    session_id = practice.session(practice.cast.ana)
    thea, ana = caller(), caller()
    ana.context.add_init_script(
        f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{failure}'); }};"
    )
    start(thea, practice, session_id)
    sign_in(ana, practice.cast.ana.email, practice.cast.ana.password)
    ana.is_at("/portal/account")
    ana.open(f"/portal/sessions/{session_id}")
    ana.sees(ana.t(sentence))
    ana.shot("problem")
    knock(ana)
    admit(thea, "Ana Lopez")
    sees_others_move(ana)
    hears(ana)


@pytest.mark.turn
def test_a_client_tests_the_connection_and_the_therapist_reads_how_it_went(
    house: House, caller: Callers, tmp_path: Path
) -> None:
    with turn_server(tmp_path) as relay:
        house.restart(**relay.settings)
        practice = practice_at(house)
        session_id = practice.session(practice.cast.ana, starts_in=timedelta(days=2))
        ana, thea = caller(width=PHONE), caller()
        sign_in(ana, practice.cast.ana.email, practice.cast.ana.password)
        ana.is_at("/portal/account")
        sign_in(thea, practice.cast.thea.email, practice.cast.thea.password, at="/login")
        thea.is_at("/home")
        thea.open(f"/sessions/{session_id}")
        thea.sees(thea.t("Not tested"))
        ana.open("/portal/test")
        ana.press("Start the test")
        expect(ana.heading("Good")).to_be_visible()
        ana.shot("good")
        thea.sees(re.compile("^Good$"))
        thea.shot("session-page")
