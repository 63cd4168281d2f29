"""Sessions as clients live them: booked, moved, cancelled, reminded of, and those of a parent's two children."""

import re
from collections.abc import Callable

from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from playwright.sync_api import Locator, expect

from tests.browser.house import House, Letter, eventually
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, add_client, client_with_access, confirm_address, set_up

DAY = "2041-01-08"
BOOKED, CHANGED, CANCELLED = "Session booked", "Session moved", "Session cancelled"
PARENT, PARENT_PASSWORD = "rosa@example.org", "amber canal winter 31"


def test_a_session_is_booked_moved_and_cancelled(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE, zone="America/Vancouver")
    client_id = _client(olivia, ana, house)
    session = house.book(client_id, DAY, "14:00", note="The door on the left")

    letter = house.letter(CLIENT, BOOKED)
    assert letter.subject == "Session booked: Tuesday, January 8, 2041 · Maple Street Therapy"
    _says(letter, "Tuesday, January 8, 2041, 2:00 p.m. – 2:50 p.m. (Toronto time)")
    assert "The door on the left" not in letter.text + letter.html + letter.calendar
    first = _entry(letter)
    assert (first.uid, first.sequence, f"{first.start:%Y-%m-%d %H:%M}") == (_id(session), 0, "2041-01-08 14:00")

    ana.page.goto(_link(letter))
    card = _card(ana)
    expect(card).to_contain_text("Tuesday, January 8, 2041")
    expect(card).to_contain_text("2:00 p.m. – 2:50 p.m. (Toronto time)")
    expect(card).to_contain_text("With Olivia Feather")
    expect(card).to_contain_text("The door on the left")
    ana.sees("On your device's clock: Tuesday, January 8, 2041")
    expect(ana.button("Join")).to_be_disabled()
    ana.sees("Join opens at 11:30 a.m. on your device's clock, 30 minutes before it begins.")
    ana.shot("1-booked")
    with ana.page.expect_download() as downloading:
        ana.link("Add to calendar").click()
    assert downloading.value.suggested_filename == "session.ics"
    (kept,) = _read(downloading.value.path().read_text(encoding="utf-8")).events
    assert (kept.uid, kept.sequence) == (first.uid, 0)

    olivia.open(session)
    olivia.press("Change")
    olivia.field("Start").fill("16:30")
    olivia.dialog().get_by_role("button", name="Save", exact=True).click()
    expect(card).to_contain_text("4:30 p.m. – 5:20 p.m. (Toronto time)")
    letter = house.letter(CLIENT, CHANGED)
    _says(letter, "Before: Tuesday, January 8, 2041, 2:00 p.m. – 2:50 p.m. (Toronto time)")
    _says(letter, "Now: Tuesday, January 8, 2041, 4:30 p.m. – 5:20 p.m. (Toronto time)")
    moved = _entry(letter)
    assert (moved.uid, moved.sequence, f"{moved.start:%H:%M}") == (first.uid, 1, "16:30")

    olivia.press("Cancel session")
    olivia.dialog().get_by_role("button", name="Cancel session", exact=True).click()
    expect(card).to_contain_text("No session is booked.")
    letter = house.letter(CLIENT, CANCELLED)
    gone = _entry(letter)
    assert (gone.uid, gone.sequence, gone.status) == (first.uid, 2, "CANCELLED")
    assert "METHOD:CANCEL" in letter.calendar
    ana.link("All sessions").click()
    ana.is_at("/portal/sessions")
    ana.sees("Cancelled")
    expect(ana.link("Add to calendar")).to_have_count(0)
    ana.shot("2-cancelled")
    became = ana.page.get_by_label("What became of it")
    became.select_option("Took place")
    ana.sees("Nothing found")
    ana.page.reload()
    ana.sees("Nothing found")
    ana.shot("3-nothing-found")
    became.select_option("Cancelled")
    expect(ana.heading("Upcoming")).to_be_visible()
    ana.page.get_by_label("Year").select_option("2041")
    expect(ana.page).to_have_url(re.compile(r"\?became=cancelled&year=2041$"))
    ana.sees("4:30 p.m. – 5:20 p.m. (Toronto time)")
    expect(ana.heading("Past")).to_have_count(0)
    ana.page.go_back()
    expect(ana.page.get_by_label("Year")).to_have_value("")


def test_a_reminder_comes_once_and_join_opens_by_itself(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    client_id = _client(olivia, ana, house)
    session = house.book(client_id, DAY, "14:00")
    house.let_begin(session, seconds=30 * 60 + 45)
    ana.open("/portal/account")
    expect(ana.button("Join")).to_be_disabled()
    ana.shot("1-waits")
    letter = house.letter(CLIENT, "Reminder: session at")
    _says(letter, "You can turn reminders off in the Client Portal, under Sign-in and security.")
    assert _entry(letter).uid == _id(session)
    expect(ana.link("Join")).to_be_visible(timeout=60_000)
    ana.sees("You can join now.")
    expect(ana.link("Join")).to_have_attribute("href", f"/portal/sessions/{_id(session)}")
    ana.shot("2-open")
    assert len(house.letters(CLIENT, "Reminder")) == 1


def test_a_parent_sees_the_sessions_of_each_child(house: House, person: Callable[..., Person]) -> None:
    olivia, rosa = person(), person()
    set_up(olivia, house)
    _offer(olivia)
    milo = _record(add_client(olivia, "Milo", "Nest"))
    _invite_parent(olivia, rosa, house)
    pia = _record(add_client(olivia, "Pia", "Nest"))
    _write_parent(olivia)
    olivia.press("Connect this login to Pia Nest too")
    olivia.sees("The login of Rosa Nest is connected.")
    house.book(milo, DAY, "14:00")
    house.book(pia, "2041-01-07", "10:00", meeting="phone")

    for child, name in ((milo, "Milo"), (pia, "Pia")):
        letter = _letter_for(house, name)
        assert f"?client={child}" in _link(letter)
        assert _entry(letter).summary == f"Session: {name}"
    rosa.open("/portal/account")
    card = _card(rosa)
    expect(card).to_contain_text("Tuesday, January 8, 2041")
    rosa.shot("1-milo")
    card.get_by_role("link", name="Next session of Pia Nest").click()
    expect(card).to_contain_text("Monday, January 7, 2041")
    expect(card).to_contain_text("Phone")
    expect(rosa.link("Join")).to_have_count(0)
    rosa.link("All sessions").click()
    expect(rosa.heading("Sessions of Pia Nest")).to_be_visible()
    rosa.shot("2-pia")


def test_whoever_wants_no_reminders_gets_none(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person()
    client_id = _client(olivia, ana, house)
    ana.open("/portal/security")
    ana.page.get_by_label("Remind me of sessions by email").uncheck()
    ana.sees("You are not reminded of sessions any more.")
    ana.shot("1-none")
    session = house.book(client_id, DAY, "14:00")
    house.let_begin(session, seconds=50 * 60)
    house.letter(CLIENT, BOOKED)
    olivia.open("/settings/portal")
    expect(olivia.page.get_by_label("An hour before")).to_be_checked()
    olivia.page.get_by_label("The day before").uncheck()
    olivia.page.get_by_role("button", name="Save", exact=True).click()
    olivia.sees("Saved.")
    expect(ana.page.get_by_text("An hour before.", exact=True)).to_be_visible()
    ana.page.reload()
    box = ana.page.get_by_label("Remind me of sessions by email")
    expect(box).not_to_be_checked()
    assert house.letters(CLIENT, "Reminder") == []
    box.check()
    ana.sees("You are reminded of sessions.")
    house.letter(CLIENT, "Reminder: session at")


def _client(olivia: Person, ana: Person, house: House) -> str:
    """Ana with access, her address proven, and something that is offered; gives back her record's id."""
    record = client_with_access(olivia, ana, house)
    confirm_address(ana, house)
    ana.is_at("/portal/account")
    _offer(olivia)
    return _record(record)


def _offer(olivia: Person) -> None:
    olivia.open("/settings/services")
    olivia.press("Add service")
    olivia.write(Name="Individual therapy", Fee="140")
    olivia.dialog().get_by_role("button", name="Save", exact=True).click()
    olivia.sees("Individual therapy is added.")


def _invite_parent(olivia: Person, rosa: Person, house: House) -> None:
    """Milo's mother accepts her invitation, which proves her address."""
    _write_parent(olivia)
    olivia.sees(f"The invitation is on its way to {PARENT}.")
    rosa.page.goto(house.letter(PARENT).link)
    rosa.write(New_password=PARENT_PASSWORD)
    rosa.press("Save and sign in")
    rosa.is_at("/portal/account")


def _write_parent(olivia: Person) -> None:
    olivia.link("Edit").click()
    olivia.is_at("/clients/*/edit")
    settings = olivia.page.locator("#portal")
    settings.get_by_label("Who signs in").select_option("Parent")
    olivia.write(Full_name="Rosa Nest")
    settings.get_by_label("Email address").fill(PARENT)
    settings.get_by_role("button", name="Save", exact=True).click()


def _letter_for(house: House, name: str) -> Letter:
    """The letter to the parent that says which child it is for."""
    return eventually(lambda: [each for each in house.letters(PARENT) if f"For: {name}" in each.text])[0]


def _record(address: str) -> str:
    return address.rsplit("/", 1)[1]


def _id(session: str) -> str:
    return session.rsplit("/", 1)[1]


def _card(somebody: Person) -> Locator:
    return somebody.page.locator(".next-session")


def _link(letter: Letter) -> str:
    found = re.search(r"Open the Client Portal:\s+(\S+)", letter.text)
    assert found, letter.text
    return found[1]


def _says(letter: Letter, text: str) -> None:
    assert text in letter.text, letter.text


def _read(calendar: str) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(calendar)


def _entry(letter: Letter) -> Event:
    (event,) = _read(letter.calendar).events
    return event
