"""Mallory and the accounts of others: roles on the team, and the addresses people sign in with."""

import json

import pytest

from owl_app.models import Account, Area, Role
from tests.cast import Person, letters_to, link_in
from tests.door import row, rows
from tests.mallory.house import House
from tests.mallory.wire import Answer, handler

LOAD_TEAM = handler("admin.team_state", "team_state", "load")
CHANGE_ROLE = handler("admin.team_state", "team_state", "change_role")
DEACTIVATE = handler("admin.team_state", "team_state", "deactivate")
INVITE = handler("admin.team_state", "team_state", "invite")


def test_a_therapist_hears_nothing_of_the_team_and_changes_nobody(house: House) -> None:
    tom, adam = house.cast.tom, house.cast.adam
    tab = house.tab(tom, "/clients")
    tab.answer_to(LOAD_TEAM)
    for event, form in (
        (CHANGE_ROLE, {"id": str(tom.account_id), "role": "owner"}),
        (DEACTIVATE, {"id": str(adam.account_id), "successor": "nobody"}),
        (INVITE, {"name": "Mallory Mole", "email": "mallory@evil.example", "role": "owner"}),
    ):
        tab.answer_to(event, {"form": form})
    assert adam.email not in tab.text
    assert row(Account, tom.account_id).role is Role.THERAPIST
    assert row(Account, adam.account_id).disabled_at is None
    assert not rows(Account, area=Area.STAFF, email="mallory@evil.example")


def test_an_admin_can_make_no_owner_by_socket(house: House) -> None:
    adam = house.cast.adam
    tab = house.tab(adam, "/settings/team")
    refused = "Ask an Owner for everybody else."
    for event, form in (
        (CHANGE_ROLE, {"id": str(adam.account_id), "role": "owner", "sure": "on"}),
        (CHANGE_ROLE, {"id": str(house.cast.tom.account_id), "role": "owner"}),
        (DEACTIVATE, {"id": str(house.cast.olivia.account_id), "successor": "nobody"}),
        (INVITE, {"name": "Mallory Mole", "email": "mallory@evil.example", "role": "owner"}),
    ):
        assert refused in tab.answer_to(event, {"form": form})
    assert [row(Account, each.account_id).role for each in (adam, house.cast.tom)] == [Role.ADMIN, Role.THERAPIST]


@pytest.mark.parametrize("form", [{}, {"id": None}, {"id": ["x"]}, {"id": 7, "role": 5}, {"role": {"$ne": 1}}])
def test_nonsense_changes_nobody(house: House, form: dict[str, object]) -> None:
    tab = house.tab(house.cast.olivia, "/settings/team")
    before = [(each.role, each.disabled_at) for each in rows(Account, area=Area.STAFF)]
    for event in (CHANGE_ROLE, DEACTIVATE, INVITE):
        assert "team_state" in tab.answer_to(event, {"form": form})
    assert [(each.role, each.disabled_at) for each in rows(Account, area=Area.STAFF)] == before


def test_the_open_page_of_a_colleague_is_told_of_another_role_and_of_being_deactivated(house: House) -> None:
    nia = house.colleague()
    tab = house.tab(nia, "/clients")
    olivia = house.tab(house.cast.olivia, "/settings/team")
    assert "The role is changed." in olivia.answer_to(
        CHANGE_ROLE, {"form": {"id": str(nia.account_id), "role": "admin"}}
    )
    tab.hear(lambda: tab.is_told() == ["/login?why=ended"])
    again = house.another_device(nia)
    tab = house.tab(again, "/settings/team")
    form = {"id": str(nia.account_id), "successor": "nobody"}
    assert "signed out everywhere" in olivia.answer_to(DEACTIVATE, {"form": form})
    tab.hear(lambda: tab.is_told() == ["/login?why=ended"])
    before = len(tab.heard)
    assert "team_state" not in json.dumps(tab.heard[before:]) + tab.answer_to(LOAD_TEAM)


def test_an_owner_who_steps_down_is_led_away_from_the_team(house: House) -> None:
    nia = house.colleague(Role.OWNER)
    tab = house.tab(nia, "/settings/team")
    tab.answer_to(CHANGE_ROLE, {"form": {"id": str(nia.account_id), "role": "therapist", "sure": "on"}})
    tab.hear(lambda: "/home" in tab.is_told())
    assert row(Account, nia.account_id).role is Role.THERAPIST
    before = len(tab.heard)
    tab.answer_to(LOAD_TEAM)
    assert "team_state.colleagues" not in json.dumps(tab.heard[before:])


def test_the_team_page_of_others_shows_a_change_at_once(house: House) -> None:
    nia = house.colleague()
    adam, olivia = house.tab(house.cast.adam, "/settings/team"), house.tab(house.cast.olivia, "/settings/team")
    olivia.answer_to(DEACTIVATE, {"form": {"id": str(nia.account_id)}})

    def left() -> list[str]:
        return [each["email"] for each in adam.state()["team_state.deactivated"]]

    adam.hear(lambda: nia.email in left())


def change_email(house: House, person: Person, email: str, current: str = "") -> Answer:
    return house.http(person).post("/auth/change-email", {"email": email, "current": current or person.password})


def test_the_address_is_changed_with_the_current_password_alone(house: House) -> None:
    somebody = house.newcomer()
    wrong = change_email(house, somebody, "elsewhere@post.example", "not it at all")
    assert (wrong.status, json.loads(wrong.body)) == (
        422,
        {"errors": {"current": "This is not your current password."}},
    )
    assert row(Account, somebody.account_id).new_email == ""
    assert change_email(house, somebody, "elsewhere@post.example").status == 200
    assert row(Account, somebody.account_id).new_email == "elsewhere@post.example"


def test_guesses_at_the_password_of_an_open_page_are_throttled(house: House) -> None:
    somebody = house.newcomer()
    answers = [change_email(house, somebody, "guess@post.example", "not it at all").status for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_asking_for_an_address_answers_the_same_whether_or_not_it_has_a_login(house: House) -> None:
    one, other = house.newcomer(), house.newcomer()
    taken = change_email(house, one, house.cast.chloe.email)
    free = change_email(house, other, "nobodys@post.example")
    assert (taken.status, sorted(taken.headers)) == (free.status, sorted(free.headers))
    said = [
        answer.text.replace(email, "…")
        for answer, email in ((taken, "chloe@post.example"), (free, "nobodys@post.example"))
    ]
    assert said[0] == said[1]
    pages = [house.tab(who, "/portal/security").state() for who in (one, other)]
    assert [page["devices_state.new_email"] for page in pages] == ["chloe@post.example", "nobodys@post.example"]
    assert [page["devices_state.email_proven"] for page in pages] == [False, False]


def test_mallory_cannot_prove_somebody_elses_new_address(house: House) -> None:
    somebody = house.newcomer()
    change_email(house, somebody, "hers@post.example")
    token = link_in(letters_to(somebody, "change_email")[0])
    for http, page in ((house.http(house.cast.mallory), "/new-email"), (house.http(), "/portal")):
        assert http.get(f"/link/{token}").location == "/new-email"
        assert http.post("/auth/new-email").location == page
        assert row(Account, somebody.account_id).email == somebody.email
    assert row(Account, house.cast.mallory.account_id).email == house.cast.mallory.email
    http = house.http(somebody)
    http.get(f"/link/{token}")
    assert row(Account, somebody.account_id).email == somebody.email
    assert http.post("/auth/new-email").location == "/portal/security?changed=email"
    assert row(Account, somebody.account_id).email == "hers@post.example"


def test_a_stranger_with_a_colleagues_link_is_sent_to_the_teams_sign_in(house: House) -> None:
    tom = house.another_device(house.cast.tom)
    change_email(house, tom, "tom.elsewhere@willow.example")
    http = house.http()
    http.get(f"/link/{link_in(letters_to(tom, 'change_email')[0])}")
    assert http.post("/auth/new-email").location == "/login"


def test_a_new_address_signs_every_other_device_out_and_tells_its_pages(house: House) -> None:
    somebody = house.newcomer()
    phone = house.another_device(somebody)
    tab, own = house.tab(phone, "/portal/account"), house.tab(somebody, "/portal/security")
    change_email(house, somebody, "another@post.example")
    own.hear(lambda: own.state()["devices_state.new_email"] == "another@post.example")
    http = house.http(somebody)
    http.get(f"/link/{link_in(letters_to(somebody, 'change_email')[0])}")
    http.post("/auth/new-email")
    tab.hear(lambda: tab.is_told() == ["/portal?why=ended"])
    own.hear(lambda: own.state()["devices_state.email"] == "another@post.example")
    assert own.is_told() == []
    for email, page in ((somebody.email, "/portal"), ("another@post.example", "/portal/account")):
        form = {"email": email, "password": somebody.password}
        assert house.http().post("/auth/portal/sign-in", form).location == page
