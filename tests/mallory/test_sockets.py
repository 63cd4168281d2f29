"""Mallory at the event socket: another person's tab, forged headers, undeclared events, ended sign-ins."""

import json
import subprocess
import sys
from contextlib import suppress
from uuid import UUID

import pytest

from owl_app.clock import now
from owl_app.models import Account, AuditEntry, Client, Role, SignIn
from owl_app.security.tokens import hash_token
from tests.cast import STARTER, Person
from tests.door import change, row, rows
from tests.mallory.house import House
from tests.mallory.wire import HYDRATE, STATE, Refused, Tab, handler
from tests.server import ROOT

ACCOUNT = "/portal/account"
LOAD_ACCOUNT = handler("portal.account_state", "account_state", "load")
SAVE_ACCOUNT = handler("portal.account_state", "account_state", "save")
LOAD_CLIENTS = handler("admin.clients_state", "clients_state", "load")
LOAD_CLIENT = handler("admin.client_state", "client_state", "load")
SAVE_CLIENT = handler("admin.client_state", "client_state", "save")
LOAD_MAIL = handler("admin.mail_state", "mail_state", "load")
LOAD_DEVICES = handler("web.devices_state", "devices_state", "load")
END_OTHERS = handler("web.devices_state", "devices_state", "end_others")
STATES = {
    "admin.client_state": "client_state",
    "admin.clients_state": "clients_state",
    "admin.add_client_state": "add_client_state",
    "admin.mail_state": "mail_state",
    "admin.portal_access_state": "portal_access_state",
    "admin.portal_settings_state": "portal_settings_state",
    "admin.practice_settings_state": "practice_settings_state",
    "admin.team_state": "team_state",
    "portal.account_state": "account_state",
    "portal.whose_state": "whose_state",
    "web.call_state": "call_state",
    "web.devices_state": "devices_state",
    "web.screen": "frame",
}


def of_ana(house: House) -> list[str]:
    ana = house.cast.ana
    return [ana.name, ana.email, ana.client_id, str(ana.account_id)]


def hears_nothing_of_ana(house: House, tab: Tab) -> None:
    assert not [secret for secret in of_ana(house) if secret in tab.text]


def test_ana_sees_herself(house: House) -> None:
    tab = house.tab(house.cast.ana, ACCOUNT)
    assert tab.state()["account_state.person"]["name"] == "Ana Lopez"


def test_mallory_with_the_token_of_anas_tab_gets_nothing_of_ana(house: House) -> None:
    anas = house.tab(house.cast.ana, ACCOUNT, token="the-token-of-anas-tab")
    bound = anas.state()["state.rx_router_session"]["client_token"]
    assert bound != "the-token-of-anas-tab"
    same = house.tab(house.cast.mallory, ACCOUNT, token="the-token-of-anas-tab")
    assert same.state()["state.rx_router_session"]["client_token"] != bound
    same.leave()
    for token in ("the-token-of-anas-tab", bound):
        for boot in (HYDRATE, LOAD_ACCOUNT, f"{STATE}.hydrate", None):
            mallory = house.tab(house.cast.mallory, ACCOUNT, token=token, boot=boot)
            mallory.answer_to(LOAD_ACCOUNT)
            hears_nothing_of_ana(house, mallory)
            assert mallory.state()["account_state.person"]["name"] == "Mallory Mole"
            mallory.leave()
    assert "Mallory" not in anas.answer_to(LOAD_ACCOUNT)


def test_a_stranger_with_the_token_of_anas_tab_gets_nothing(house: House) -> None:
    house.tab(house.cast.ana, ACCOUNT, token="another-token-of-ana")
    for path in (ACCOUNT, "/portal", "/nonsense"):
        stranger = house.tab(None, path, token="another-token-of-ana")
        stranger.answer_to(LOAD_ACCOUNT, path="/portal")
        hears_nothing_of_ana(house, stranger)


def test_anas_tab_does_not_stay_anas_after_she_signs_out_and_mallory_signs_in(house: House) -> None:
    somebody = house.newcomer()
    house.tab(somebody, ACCOUNT, token="a-shared-computer")
    assert house.http(somebody).post("/auth/sign-out").status == 303
    mallory = house.tab(house.cast.mallory, ACCOUNT, token="a-shared-computer")
    assert somebody.name not in mallory.text


@pytest.mark.parametrize("name", ["x-owl-sign-in", "X-Owl-Sign-In", "x_owl_sign_in"])
def test_the_header_of_a_sign_in_is_never_taken_from_outside(house: House, name: str) -> None:
    hashed = hash_token(house.cast.ana.token)
    stranger = house.tab(None, ACCOUNT, headers={name: hashed})
    assert stranger.is_told() == ["/portal"]
    mallory = house.tab(house.cast.mallory, ACCOUNT, headers={name: hashed})
    hears_nothing_of_ana(house, mallory)
    assert mallory.state()["account_state.person"]["name"] == "Mallory Mole"


def test_the_raw_cookie_lies_in_no_state_no_redis_and_no_log(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT, headers={"Authorization": f"Bearer {somebody.token}"})
    tab.answer_to(LOAD_ACCOUNT)
    tab.say(f"{STATE}.no_such_handler")
    tab.say("nonsense")
    tab.finish()
    for secret in (somebody.token, somebody.device_token):
        assert secret not in tab.text
        assert secret.encode() not in house.in_redis()
        assert secret not in house.server.printed()


def test_redis_holds_states_under_bound_tokens_alone(house: House) -> None:
    house.tab(house.cast.ana, ACCOUNT, token="a-token-that-is-looked-for")
    assert b"a-token-that-is-looked-for" not in house.in_redis()


def test_a_stranger_gets_a_redirect_and_no_snapshot_from_every_private_page(house: House) -> None:
    expected = {
        ACCOUNT: "/portal",
        "/portal/security": "/portal",
        "/first-password": "/portal",
        "/home": "/login",
        "/clients": "/login",
        f"/clients/{house.cast.ana.client_id}": "/login",
        f"/clients/{house.cast.ana.client_id}/edit": "/login",
        "/settings/portal": "/login",
        "/settings/team": "/login",
        "/settings/mail": "/login",
        "/account": "/login",
    }
    for path, to in expected.items():
        tab = house.tab(None, path)
        assert tab.is_told() == [to], path
        assert not any(update.get("delta") for update in tab.heard), path


def test_a_dead_cookie_gets_a_redirect_and_no_snapshot(house: House) -> None:
    somebody = house.newcomer()
    house.http(somebody).post("/auth/sign-out")
    tab = house.tab(somebody, ACCOUNT)
    assert tab.is_told() == ["/portal?why=ended"]
    assert not any(update.get("delta") for update in tab.heard)


def test_a_starter_password_opens_nothing_but_the_page_that_replaces_it(house: House) -> None:
    somebody = house.newcomer(starter=True)
    for path in (ACCOUNT, "/portal/security", "/clients"):
        tab = house.tab(somebody, path)
        assert tab.is_told() == ["/first-password"]
        assert somebody.email not in tab.text
    tab = house.tab(somebody, "/first-password")
    for event in (LOAD_ACCOUNT, LOAD_DEVICES, LOAD_CLIENTS):
        assert somebody.email not in tab.answer_to(event)


def test_the_client_never_hears_the_staffs_pages_and_staff_never_the_clients(house: House) -> None:
    assert house.tab(house.cast.mallory, "/clients").is_told() == [ACCOUNT]
    assert house.tab(house.cast.thea, ACCOUNT).is_told() == ["/home"]
    assert house.tab(house.cast.thea, "/settings/mail").is_told() == ["/home"]
    assert house.tab(house.cast.thea, "/settings/team").is_told() == ["/home"]


@pytest.mark.parametrize("path", ["/nonsense", "/portal", "/", "//", "/clients/..", "/portal/account/../../clients"])
def test_a_page_that_mallory_makes_up_opens_nothing(house: House, path: str) -> None:
    tab = house.tab(house.cast.mallory, path)
    for event in (LOAD_CLIENTS, LOAD_CLIENT, LOAD_MAIL):
        tab.say(event, path=path)
        tab.say(event, path=f"/clients/{house.cast.ana.client_id}")
    tab.finish()
    hears_nothing_of_ana(house, tab)


def test_setvar_is_refused_in_every_state(house: House) -> None:
    tab = house.tab(house.cast.ana, ACCOUNT)
    before = tab.state()
    for module, state in STATES.items():
        for variable in ("notice", "viewer_name", "loaded", "kind", "is_hydrated"):
            tab.say(handler(module, state, "setvar"), {"var_name": variable, "value": "Mallory was here"})
    tab.say(f"{STATE}.setvar", {"var_name": "is_hydrated", "value": "Mallory was here"})
    tab.finish()
    assert "Mallory was here" not in tab.text
    assert tab.state()["account_state.person"] == before["account_state.person"]


def test_client_storage_cannot_write_into_a_state(house: House) -> None:
    variables = {f"{STATE}.owl_app___portal___account_state____account_state.support": "Mallory was here"}
    tab = house.tab(house.cast.ana, ACCOUNT)
    for event in (
        f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal",
        HYDRATE,
    ):
        tab.say(event, {"vars": variables})
    tab.finish()
    assert "Mallory was here" not in tab.text


def test_the_app_does_not_start_with_a_handler_that_does_not_say_who_may_call_it() -> None:
    program = (
        "import reflex as rx\n"
        "from owl_app.web.event_gate import check_declared\n"
        "class Careless(rx.State):\n"
        "    __module__ = 'owl_app.careless'\n"
        "    def open_to_all(self): pass\n"
        "check_declared()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "UndeclaredHandler" in ended.stderr
    assert "open_to_all" in ended.stderr


def test_tom_gets_nothing_of_theas_client_by_claiming_her_address(house: House) -> None:
    path = f"/clients/{house.cast.ana.client_id}"
    tab = house.tab(house.cast.tom, path)
    assert tab.state()["client_state.missing"] is True
    form = {"first_name": "Tom", "last_name": "Was Here", "version": "1"}
    assert "There is no such client" in tab.answer_to(SAVE_CLIENT, {"form": form})
    assert not [secret for secret in of_ana(house)[:2] if secret in tab.text]
    assert row(Client, house.cast.ana.client_id).last_name == "Lopez"


def test_tom_is_not_told_when_theas_client_changes(house: House) -> None:
    somebody = house.newcomer()
    tom = house.tab(house.cast.tom, f"/clients/{somebody.client_id}")
    thea = house.tab(house.cast.thea, f"/clients/{somebody.client_id}/edit")
    before = len(tom.heard)
    record = thea.state()["client_state.record"]
    form = {"first_name": record["first_name"], "last_name": "Changed", "version": str(record["version"])}
    assert "Saved." in thea.answer_to(SAVE_CLIENT, {"form": form})
    tom.drain(1)
    assert tom.heard[before:] == []


def test_mallory_cannot_correct_ana(house: House) -> None:
    tab = house.tab(house.cast.mallory, ACCOUNT)
    for client_id in (house.cast.ana.client_id, "nonsense", "", None, 7, [house.cast.ana.client_id]):
        tab.say(SAVE_ACCOUNT, {"form": {"client_id": client_id, "version": "1", "city": "Mallorytown"}})
    tab.finish()
    assert row(Client, house.cast.ana.client_id).city == ""
    hears_nothing_of_ana(house, tab)


def test_mallory_cannot_sign_anas_device_out(house: House) -> None:
    ana = rows(SignIn, account_id=house.cast.ana.account_id)[-1]
    tab = house.tab(house.cast.mallory, "/portal/security")
    said = tab.answer_to(handler("web.devices_state", "devices_state", "end_device"), {"device_id": str(ana.id)})
    assert "signed out already" in said
    assert row(SignIn, ana.id).ended_at is None


NONSENSE: list[object] = [None, 5, "x", [], {"form": 5}, {"form": None}, {"form": {"chosen": {"$ne": 1}}}]


NONSENSE_TO = [
    ("clients_state", "load"),
    ("clients_state", "change_status"),
    ("clients_state", "change_therapist"),
    ("add_client_state", "add"),
]


def test_nonsense_hurts_nobody(house: House) -> None:
    tab = house.tab(house.cast.thea, "/clients")
    for payload in (*NONSENSE, {"self": 1}, {"form": {"chosen": "x " * 25_000}}, {"form": {"status": 10**40}}):
        for state, event in NONSENSE_TO:
            tab.say_raw(
                "42/_event,"
                + json.dumps(
                    [
                        "event",
                        {
                            "name": handler(f"admin.{state}", state, event),
                            "payload": payload,
                            "router_data": {
                                "pathname": "/clients",
                                "asPath": "/clients?page=-1&sort=%00&q=%F0%9F%A6%89",
                            },
                        },
                    ]
                )
            )
    tab.finish()
    assert "Traceback" not in tab.text
    fresh = house.tab(house.cast.thea, "/clients")
    assert int(fresh.state()["clients_state.count"]) >= 2


@pytest.mark.parametrize(
    "frame",
    [
        "42/_event,",
        "42/_event,[]",
        '42/_event,["event"]',
        '42/_event,["event",null]',
        '42/_event,["event","x"]',
        '42/_event,["event",{"name":7}]',
        '42/_event,["event",{"name":"' + STATE + '.hydrate_and_load","payload":{},"router_data":7}]',
        '42/_event,["client_error",{"message":"x"}]',
        "40/other,",
        "999999",
        '451-/_event,["event",{"_placeholder":true,"num":0}]',
    ],
)
def test_a_frame_that_makes_no_sense_hurts_nobody_else(house: House, frame: str) -> None:
    ana = house.tab(house.cast.ana, ACCOUNT)
    mallory = house.tab(house.cast.mallory, ACCOUNT)
    mallory.say_raw(frame)
    with suppress(Refused):
        mallory.drain()
    assert ana.sees("Ana Lopez", LOAD_ACCOUNT)


def refused_at_once(tab: Tab, event: str, somebody: Person) -> None:
    before = len(tab.heard)
    said = tab.answer_to(event)
    assert somebody.email not in said
    assert any(event["name"] == "_redirect" for update in tab.heard[before:] for event in update.get("events", []))


def test_the_very_next_event_of_a_disabled_account_is_refused(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT)
    change(Account, somebody.account_id, disabled_at=now())
    refused_at_once(tab, LOAD_ACCOUNT, somebody)
    assert tab.is_told()[-1] == "/portal?why=ended"


def test_the_very_next_event_after_a_change_of_role_is_decided_anew(house: House) -> None:
    tab = house.tab(house.cast.adam, "/settings/mail")
    assert "mail_state.letters" in tab.state()
    change(Account, house.cast.adam.account_id, role=Role.THERAPIST)
    try:
        refused_at_once(tab, LOAD_MAIL, house.cast.adam)
    finally:
        change(Account, house.cast.adam.account_id, role=Role.ADMIN)


def test_the_open_page_of_a_device_is_told_when_another_signs_it_out(house: House) -> None:
    somebody = house.newcomer()
    other = house.another_device(somebody)
    tabs = [house.tab(other, path) for path in (ACCOUNT, "/portal/security")]
    mine = house.tab(somebody, "/portal/security")
    mine.say(END_OTHERS)
    for tab in tabs:
        tab.hear(lambda tab=tab: tab.is_told() == ["/portal?why=ended"])  # type: ignore[misc]
    mine.drain()
    assert not mine.is_told()


def test_the_open_page_is_told_when_staff_give_a_new_starter_password(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT)
    form = {"login": str(somebody.account_id), "password": "window pebble 64 sailor"}
    answer = house.http(house.cast.thea).post(f"/clients/{somebody.client_id}/starter-password", form)
    assert answer.status == 200
    tab.hear(lambda: tab.is_told() == ["/portal?why=ended"])


def test_signing_out_ends_the_other_tabs_of_this_browser(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(somebody, ACCOUNT)
    house.http(somebody).post("/auth/sign-out")
    tab.hear(lambda: tab.is_told() == ["/portal?why=ended"])


def test_looking_at_a_record_leaves_a_row_however_it_is_looked_at(house: House) -> None:
    somebody = house.newcomer()
    for path in (f"/clients/{somebody.client_id}", f"/clients/{somebody.client_id}/edit"):
        house.tab(house.cast.thea, path)
    seen = [entry for entry in rows(AuditEntry, client_id=UUID(somebody.client_id)) if entry.act == "client_seen"]
    assert [entry.actor_id for entry in seen] == [house.cast.thea.account_id]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://localhost:1", "http://localhost"])
def test_a_socket_from_another_site_is_refused(house: House, origin: str | None) -> None:
    with pytest.raises(Refused):
        Tab(house.port, origin=origin)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:1", "127.0.0.1.nip.example"])
def test_a_socket_to_another_host_is_refused(house: House, host: str) -> None:
    with pytest.raises(Refused):
        Tab(house.port, host=host, origin=f"http://{host}")


def test_a_starter_password_lies_in_no_state_no_redis_no_log_and_no_file(house: House) -> None:
    somebody = house.newcomer()
    tab = house.tab(house.cast.thea, f"/clients/{somebody.client_id}/edit")
    http = house.http(house.cast.thea)
    password = "window pebble 64 sailor"
    form = {"login": str(somebody.account_id), "password": password}
    given = http.post(f"/clients/{somebody.client_id}/starter-password", form)
    slip = http.post(f"/clients/{somebody.client_id}/access-slip", form)
    tab.drain()
    assert slip.body.startswith(b"%PDF")
    assert password not in given.text + tab.text + house.server.printed()
    assert password.encode() not in house.in_redis()
    assert STARTER not in house.server.printed()
    for path in (house.server.output.parent / "data").rglob("*"):
        assert not path.is_file() or password.encode() not in path.read_bytes()


def test_a_page_that_is_refreshed_for_somebody_stays_theirs(house: House) -> None:
    somebody = house.newcomer()
    client = house.tab(somebody, ACCOUNT)
    olivia = house.tab(house.cast.olivia, f"/clients/{somebody.client_id}")
    thea = house.tab(house.cast.thea, f"/clients/{somebody.client_id}/edit")
    record = thea.state()["client_state.record"]
    form = {"first_name": record["first_name"], "last_name": "Changed", "version": str(record["version"])}
    thea.say(SAVE_CLIENT, {"form": form})
    olivia.hear(lambda: olivia.state()["client_state.record"]["last_name"] == "Changed")
    client.hear(lambda: "Changed" in client.state()["account_state.person"]["name"])
    assert client.state()["frame.viewer_name"] == somebody.name
    assert olivia.state()["frame.viewer_name"] == "Olivia Owens"
    for secret in (hash_token(house.cast.thea.token), house.cast.thea.email):
        assert secret not in client.text
        assert secret not in olivia.text
    assert client.sees("Changed", LOAD_ACCOUNT)


def test_a_tab_that_is_loaded_anew_says_nothing_of_before(house: House) -> None:
    first = house.tab(house.cast.thea, "/clients", token="f" * 32)
    first.answer_to(handler("admin.clients_state", "clients_state", "change_status"), {"form": {}})
    assert first.state()["clients_state.notice"] != ""
    first.leave()
    again = house.tab(house.cast.thea, "/clients", token="f" * 32)
    assert again.state().get("clients_state.notice", "") == ""
    assert again.state()["clients_state.rows"] != []
