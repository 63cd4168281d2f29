"""Mallory at other people's logins: their page of the portal, their settings, and what an address gives away."""

import json
from typing import Any
from uuid import UUID

import pytest

from owl_app.models import Account, AuditEntry, Client, ClientAccess
from tests.cast import Person, add_client, add_login
from tests.door import row, rows
from tests.mallory.house import House
from tests.mallory.wire import Tab, handler

ACCOUNT = "/portal/account"
LOAD_ACCOUNT = handler("portal.account_state", "account_state", "load")
LOAD_WHOSE = handler("portal.whose_state", "whose_state", "load")
SAVE_ACCOUNT = handler("portal.account_state", "account_state", "save")
LOAD_ACCESS = handler("admin.portal_access_state", "portal_access_state", "load")
ACTS = ("invite", "disable", "enable", "unlock", "remove")


def on_login(act: str) -> str:
    return handler("admin.portal_access_state", "portal_access_state", act)


def told(tab: Tab, act: str, payload: dict[str, Any]) -> str:
    """What the page of the record says to an act on a login, however late it comes."""
    before = tab.state()["portal_access_state.answers"]
    tab.say(on_login(act), payload)
    tab.hear(lambda: tab.state()["portal_access_state.answers"] > before)
    said: str = tab.state()["portal_access_state.notice"]
    return said


def child_of(house: House, parent: Person, first_name: str) -> str:
    """A child of Thea's whom somebody's login is tied to as well."""
    owner = house.another_device(house.cast.olivia)
    client_id = add_client(owner, first_name, "Nest", therapist_id=str(house.cast.thea.account_id))
    typed = {"relationship": "parent", "name": "Parent", "connect": str(parent.account_id)}
    add_login(owner, client_id, parent.email, **typed)
    return client_id


def chosen(tab: Tab) -> str:
    name: str = tab.state()["account_state.person"]["name"]
    return name


def test_a_parent_switches_between_the_children_by_the_address(house: House) -> None:
    parent = house.newcomer(proven=True)
    milo, pia = child_of(house, parent, "Milo"), child_of(house, parent, "Pia")
    tab = house.tab(parent, ACCOUNT)
    assert chosen(tab) == parent.name
    for client_id, name in ((milo, "Milo Nest"), (pia, "Pia Nest"), (parent.client_id, parent.name)):
        tab.say(LOAD_ACCOUNT, path=f"{ACCOUNT}?client={client_id}")
        tab.hear(lambda name=name: chosen(tab) == name)  # type: ignore[misc]
        assert tab.state()["whose_state.query"] == f"?client={client_id}"


@pytest.mark.parametrize("asked", ["{ana}", "{ana}&client={ana}", "%00", "'", "x" * 3000, "", "nonsense"])
def test_mallory_switches_to_nobody_but_herself(house: House, asked: str) -> None:
    ana = house.cast.ana
    path = f"{ACCOUNT}?client={asked.replace('{ana}', ana.client_id)}"
    tab = house.tab(house.cast.mallory, path)
    for event in (LOAD_ACCOUNT, LOAD_WHOSE):
        tab.answer_to(event, path=path)
    assert chosen(tab) == "Mallory Mole"
    assert [secret for secret in (ana.name, ana.email) if secret in tab.text] == []
    assert tab.state()["whose_state.people"] == []


def test_a_child_taken_away_is_gone_from_the_open_page_at_once(house: House) -> None:
    parent = house.newcomer(proven=True)
    milo = child_of(house, parent, "Milo")
    tab = house.tab(parent, f"{ACCOUNT}?client={milo}")
    assert chosen(tab) == "Milo Nest"
    thea = house.tab(house.cast.thea, f"/clients/{milo}/edit")
    assert told(thea, "remove", {"login_id": str(parent.account_id)}) == f"{parent.name} sees Milo Nest no more."
    tab.hear(lambda: chosen(tab) == parent.name)
    form = {"client_id": milo, "version": "1", "city": "Mallorytown"}
    tab.answer_to(SAVE_ACCOUNT, {"form": form})
    assert row(Client, milo).city == ""


def test_whoever_loses_everybody_is_told_on_the_open_page(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT)
    thea = house.tab(house.cast.thea, f"/clients/{somebody.client_id}/edit")
    assert "is tied to nobody now" in told(thea, "remove", {"login_id": str(somebody.account_id)})
    tab.hear(lambda: tab.state()["account_state.person"]["client_id"] == "")
    assert somebody.name not in json.dumps(tab.state()["account_state.person"])


def test_tom_changes_nothing_of_a_login_of_theas_client(house: House) -> None:
    ana = house.cast.ana
    before = row(Account, ana.account_id)
    for path in (f"/clients/{ana.client_id}", f"/clients/{ana.client_id}/edit"):
        tab = house.tab(house.cast.tom, path)
        for act in ACTS:
            assert "There is no such client" in told(tab, act, {"login_id": str(ana.account_id)})
        form = {"login": str(ana.account_id), "email": "tom@evil.example", "relationship": "self"}
        assert "There is no such client" in told(tab, "change", {"form": form})
        assert [secret for secret in (ana.name, ana.email) if secret in tab.text] == []
    assert row(Account, ana.account_id) == before


def test_tom_changes_nothing_of_a_login_under_the_address_of_his_own_client(house: House) -> None:
    ana, chloe = house.cast.ana, house.cast.chloe
    before = row(Account, ana.account_id)
    tab = house.tab(house.cast.tom, f"/clients/{chloe.client_id}/edit")
    for login_id in (str(ana.account_id), str(house.cast.olivia.account_id), "nonsense", ""):
        for act in ACTS:
            said = told(tab, act, {"login_id": login_id})
            assert "not tied to the client any more" in said or "There is no such page" in said
    assert row(Account, ana.account_id) == before
    assert rows(ClientAccess, account_id=ana.account_id)


def test_the_open_page_of_a_disabled_client_is_told_and_its_next_event_refused(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT)
    thea = house.tab(house.cast.thea, f"/clients/{somebody.client_id}/edit")
    assert "can sign in no more" in told(thea, "disable", {"login_id": str(somebody.account_id)})
    tab.hear(lambda: tab.is_told()[:1] == ["/portal?why=ended"])
    assert somebody.name not in tab.answer_to(LOAD_ACCOUNT)
    assert house.http(somebody).get(ACCOUNT, Accept="text/html").location == "/portal?why=ended"


def test_an_open_record_hears_of_its_logins_and_of_nobody_elses(house: House) -> None:
    ana, ben = house.cast.ana, house.cast.ben
    tabs = {who.name: house.tab(house.cast.thea, f"/clients/{who.client_id}") for who in (ana, ben)}
    heard = {name: len(tab.heard) for name, tab in tabs.items()}
    house.http().post("/auth/portal/sign-in", {"email": ana.email, "password": ana.password})
    tabs[ana.name].hear(lambda: len(tabs[ana.name].heard) > heard[ana.name])
    tabs[ben.name].drain(1)
    assert len(tabs[ben.name].heard) == heard[ben.name]


def test_an_address_tells_tom_nothing_of_whose_login_it_is(house: House) -> None:
    cast = house.cast
    path = f"/clients/{cast.chloe.client_id}/portal-access"
    form = {"relationship": "parent", "name": "Sol", "email": cast.ana.email, "way": "invitation"}
    for connect in ("", str(cast.ana.account_id), cast.ana.client_id):
        answer = house.http(cast.tom).post(path, {**form, "connect": connect})
        assert (answer.status, json.loads(answer.body)) == (
            422,
            {"errors": {"email": "This address is in use here. Ask an Owner or Admin to connect it."}},
        )
    assert {str(tie.client_id) for tie in rows(ClientAccess, account_id=cast.ana.account_id)} == {cast.ana.client_id}


def test_an_owner_is_asked_before_a_login_is_connected(house: House) -> None:
    parent = house.newcomer(proven=True)
    path = f"/clients/{add_client(house.another_device(house.cast.olivia), 'Milo', 'Nest')}/portal-access"
    form = {"relationship": "parent", "name": "Sol", "email": parent.email, "way": "invitation"}
    http = house.http(house.cast.olivia)
    asked = json.loads(http.post(path, form).body)
    assert asked == {
        "question": {
            "login": str(parent.account_id),
            "text": f"This address belongs to the login of {parent.name}, which sees {parent.name}.",
        }
    }
    assert len(rows(ClientAccess, account_id=parent.account_id)) == 1
    done = http.post(path, {**form, "connect": asked["question"]["login"]})
    assert (done.status, json.loads(done.body)["ok"]) == (200, True)
    assert len(rows(ClientAccess, account_id=parent.account_id)) == 2


def test_a_lock_out_is_noted_once_after_the_answer(house: House) -> None:
    somebody = house.newcomer()
    http = house.http()
    for number in range(13):
        form = {"email": somebody.email, "password": "wrong"}
        http.post("/auth/portal/sign-in", form, **{"X-Forwarded-For": f"198.51.100.{number}"})
    thea = house.tab(house.cast.thea, f"/clients/{somebody.client_id}")
    assert thea.state()["portal_access_state.logins"][0]["locked"] is True
    assert len(rows(AuditEntry, act="locked_out", account_id=somebody.account_id)) == 1
    assert rows(AuditEntry, act="locked_out", client_id=UUID(somebody.client_id))


def test_reading_portal_access_alone_leaves_a_row_that_the_record_was_seen(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(house.cast.thea, "/account")
    tab.say(LOAD_ACCESS, path=f"/clients/{somebody.client_id}")
    tab.hear(lambda: somebody.email in tab.text)
    seen = rows(AuditEntry, act="client_seen", client_id=UUID(somebody.client_id))
    assert [entry.actor_id for entry in seen] == [house.cast.thea.account_id]
