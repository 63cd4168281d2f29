"""Mallory at other people's sessions: their pages, their handlers and their calendar files, and what was undone."""

import json
from uuid import UUID

import pytest

from owl_app.models import Account, Appointment, Association, Service
from owl_app.services import associations
from owl_app.services.associations import AssociationForm
from tests.booking import add_service, booked_in
from tests.cast import Person, add_client, add_login
from tests.door import act, row, rows
from tests.mallory.house import House
from tests.mallory.wire import Tab, handler

ACCOUNT, SESSIONS = "/portal/account", "/portal/sessions"
LOAD_NEXT = handler("portal.next_session_state", "next_session_state", "load")
LOAD_ALL = handler("portal.sessions_state", "sessions_state", "load")
TURNS = [handler("portal.sessions_state", "sessions_state", f"turn_{part}") for part in ("upcoming", "past")]
SET_WANTED = handler("portal.reminders_state", "reminders_state", "set_wanted")
CANCEL = handler("admin.session_state", "session_state", "cancel")
CHANGE = handler("admin.session_state", "session_state", "change")
SECRET = "The door on the left, as always"
"""What the practice wrote to somebody beside their session."""


def book(house: House, client_id: str, hours: float) -> str:
    """A session of Thea's with a note that nobody else may read."""
    olivia = house.another_device(house.cast.olivia)
    found = rows(Service)
    service_id = str(found[0].id) if found else add_service(olivia)
    typed = {"therapist_id": str(house.cast.thea.account_id), "note": SECRET}
    return booked_in(olivia, service_id, client_id, hours=hours, **typed)


def file_of(appointment_id: str) -> str:
    return f"{SESSIONS}/{appointment_id}/calendar.ics"


def child_of(house: House, parent: Person, first_name: str) -> str:
    owner = house.another_device(house.cast.olivia)
    client_id = add_client(owner, first_name, "Nest", therapist_id=str(house.cast.thea.account_id))
    typed = {"relationship": "parent", "name": "Parent", "connect": str(parent.account_id)}
    add_login(owner, client_id, parent.email, **typed)
    return client_id


def next_id(tab: Tab) -> str:
    found: str = tab.state()["next_session_state.session"]["id"]
    return found


@pytest.fixture
def ana(house: House) -> tuple[Person, str]:
    """Somebody like Ana, and her session."""
    somebody = house.newcomer(proven=True)
    return somebody, book(house, somebody.client_id, hours=20 + len(rows(Appointment)))


@pytest.mark.parametrize("path", [ACCOUNT, SESSIONS])
def test_mallory_sees_no_session_of_somebody_else_by_asking_for_their_page(
    house: House, ana: tuple[Person, str], path: str
) -> None:
    somebody, made = ana
    asked = f"{path}?client={somebody.client_id}"
    tab = house.tab(house.cast.mallory, asked)
    for event in (LOAD_NEXT, LOAD_ALL):
        tab.answer_to(event, path=asked)
    for event in TURNS:
        tab.answer_to(event, {"page": 1}, path=asked)
    assert [secret for secret in (SECRET, made, somebody.name) if secret in tab.text] == []


@pytest.mark.parametrize("page", [-1, 0, 10**9, "1", None, [1]])
def test_a_page_that_is_none_is_answered_with_nothing(house: House, ana: tuple[Person, str], page: object) -> None:
    somebody, _ = ana
    tab = house.tab(somebody, SESSIONS)
    for event in TURNS:
        tab.answer_to(event, {"page": page})
    assert "went wrong" not in tab.text
    tab.answer_to(TURNS[0], {"page": 1})
    assert [line["note"] for line in tab.state()["sessions_state.upcoming"]] == [SECRET]


def test_a_calendar_file_is_for_those_who_come_and_kept_by_no_browser(house: House, ana: tuple[Person, str]) -> None:
    somebody, made = ana
    answer = house.http(somebody).get(file_of(made))
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="session.ics"'
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert f"UID:{made}" in answer.text
    assert SECRET not in answer.text
    for stranger in (house.cast.mallory, house.cast.ben, house.newcomer()):
        assert house.http(stranger).get(file_of(made)).status == 404
    for nobody in (None, house.cast.pat, house.cast.thea, house.cast.olivia, house.newcomer(starter=True)):
        answer = house.http(nobody).get(file_of(made))
        assert (answer.status, answer.location) == (303, ACCOUNT)
    for nonsense in ("%00", "..%2f", "x" * 3000, made.upper() + "x"):
        assert house.http(somebody).get(file_of(nonsense)).status in {404, 414}


def test_a_session_that_is_moved_or_cancelled_changes_the_pages_of_those_who_come_and_nobody_elses(
    house: House, ana: tuple[Person, str]
) -> None:
    somebody, made = ana
    tabs = [house.tab(somebody, path) for path in (ACCOUNT, SESSIONS)]
    mallory = house.tab(house.cast.mallory, SESSIONS)
    heard = len(mallory.heard)
    assert next_id(tabs[0]) == made
    thea = house.tab(house.another_device(house.cast.thea), f"/sessions/{made}")
    thea.answer_to(CHANGE, {"form": {"version": "1", "minutes": "45"}})
    tabs[0].hear(lambda: str(row(Appointment, made).ends_at.minute) in json.dumps(tabs[0].state()))
    thea.answer_to(CANCEL, {"form": {"version": "2"}})
    tabs[0].hear(lambda: next_id(tabs[0]) == "")
    tabs[1].hear(lambda: tabs[1].state()["sessions_state.upcoming"][0]["word"] == "Cancelled")
    mallory.drain(1)
    assert len(mallory.heard) == heard


def test_a_child_taken_away_takes_its_sessions_from_the_open_page_at_once(house: House) -> None:
    parent = house.newcomer(proven=True)
    milo = child_of(house, parent, "Milo")
    made = book(house, milo, hours=200 + len(rows(Appointment)))
    tab = house.tab(parent, f"{ACCOUNT}?client={milo}")
    assert next_id(tab) == made
    thea = house.tab(house.another_device(house.cast.thea), f"/clients/{milo}/edit")
    thea.say(
        handler("admin.portal_access_state", "portal_access_state", "remove"), {"login_id": str(parent.account_id)}
    )
    tab.hear(lambda: next_id(tab) == "")
    before = len(tab.heard)
    for event in (LOAD_NEXT, LOAD_ALL):
        tab.answer_to(event, path=f"{ACCOUNT}?client={milo}")
    assert SECRET not in json.dumps(tab.heard[before:])
    assert house.http(parent).get(file_of(made)).status == 404


def test_an_association_that_is_undone_takes_the_sessions_away_at_once(house: House) -> None:
    pat, olivia = house.cast.pat, house.another_device(house.cast.olivia)
    client_id = add_client(olivia, "Pat", "Prospect", therapist_id=str(house.cast.thea.account_id))
    made = book(house, client_id, hours=300 + len(rows(Appointment)))
    form = AssociationForm(relationship="self")
    act(olivia, associations.associate, prospect_id=pat.account_id, client_id=client_id, form=form)
    tab = house.tab(house.another_device(pat), ACCOUNT)
    assert next_id(tab) == made
    association = rows(Association, client_id=UUID(client_id))[0]
    staff = house.tab(olivia, "/prospects")
    undo = handler("admin.prospects_state", "prospects_state", "undo")
    staff.say(undo, {"association_id": str(association.id)})
    tab.hear(lambda: next_id(tab) == "")
    before = len(tab.heard)
    tab.answer_to(LOAD_ALL)
    assert SECRET not in json.dumps(tab.heard[before:])
    answer = house.http(pat).get(file_of(made))
    assert (answer.status, answer.location) == (303, ACCOUNT)


def test_mallory_turns_off_nobodys_reminders_but_her_own(house: House, ana: tuple[Person, str]) -> None:
    somebody, _ = ana
    tab = house.tab(house.cast.mallory, "/portal/security")
    for payload in ({"wanted": False, "account_id": str(somebody.account_id)}, {"wanted": "no"}, {}):
        tab.answer_to(SET_WANTED, payload)
    assert row(Account, house.cast.mallory.account_id).wants_reminders
    tab.answer_to(SET_WANTED, {"wanted": False})
    assert not row(Account, house.cast.mallory.account_id).wants_reminders
    assert row(Account, somebody.account_id).wants_reminders
