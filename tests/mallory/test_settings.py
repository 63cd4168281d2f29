"""The practice's settings by socket: what an Admin may not take, and pages that are open when a right is taken away."""

from collections.abc import Iterator
from typing import Any

import pytest

from owl_app.models import Practice
from tests.door import change, row
from tests.mallory.house import House
from tests.mallory.wire import Tab, handler

SAVE = handler("admin.practice_settings_state", "practice_settings_state", "save")
SAVE_PORTAL = handler("admin.portal_settings_state", "portal_settings_state", "save")
SETTINGS = "/settings/practice"


@pytest.fixture(autouse=True)
def as_at_first(house: House) -> Iterator[None]:
    yield
    change(Practice, 1, therapists_see_all=False, admins_see_clinical=False, welcome="")


def form(**typed: Any) -> dict[str, dict[str, Any]]:
    as_it_is = {
        "version": str(row(Practice, 1).version),
        "name": "Willow Street Therapy",
        "time_zone": "America/Toronto",
        "locale": "en_CA",
        "currency": "CAD",
        "therapists_see_all": "no",
    }
    return {"form": {**as_it_is, **typed}}


def missing(tab: Tab) -> bool:
    return bool(tab.state()["client_state.missing"])


def test_a_record_that_is_open_closes_at_once_when_therapists_see_their_own_clients_alone(house: House) -> None:
    change(Practice, 1, therapists_see_all=True)
    olivia = house.tab(house.another_device(house.cast.olivia), SETTINGS)
    toms = house.tab(house.another_device(house.cast.tom), f"/clients/{house.cast.ana.client_id}")
    assert toms.state()["client_state.record"]["name"] == "Ana Lopez"
    olivia.say(SAVE, form(therapists_see_all="no"))
    toms.hear(lambda: missing(toms))
    assert toms.state()["client_state.record"]["name"] == ""


def test_a_list_that_is_open_grows_shorter_at_once(house: House) -> None:
    change(Practice, 1, therapists_see_all=True)
    olivia = house.tab(house.another_device(house.cast.olivia), SETTINGS)
    toms = house.tab(house.another_device(house.cast.tom), "/clients")
    assert len(toms.state()["clients_state.rows"]) > 1
    olivia.say(SAVE, form(therapists_see_all="no"))
    toms.hear(lambda: [each["name"] for each in toms.state()["clients_state.rows"]] == ["Chloé Élie"])


def test_an_admin_cannot_give_admins_clinical_fields(house: House) -> None:
    adam = house.tab(house.another_device(house.cast.adam), SETTINGS)
    adam.answer_to(SAVE, form(admins_see_clinical="yes"))
    assert "Only an Owner" in adam.state()["practice_settings_state.notice"]
    assert row(Practice, 1).admins_see_clinical is False


@pytest.mark.parametrize("name", ["thea", "ana", "mallory"])
def test_nobody_else_changes_the_settings(house: House, name: str) -> None:
    who = house.another_device(getattr(house.cast, name))
    tab = house.tab(who, "/account" if name == "thea" else "/portal/account")
    before = row(Practice, 1).version
    tab.answer_to(SAVE, form(city="Evil", therapists_see_all="yes"))
    tab.answer_to(SAVE_PORTAL, {"form": {"version": str(before), "welcome": "Evil"}})
    assert row(Practice, 1).version == before


def test_a_form_that_no_page_sends_gets_sentences_and_changes_nothing(house: House) -> None:
    adam = house.tab(house.another_device(house.cast.adam), SETTINGS)
    before = row(Practice, 1).version
    nonsense: list[dict[str, Any]] = [{}, {"version": "9" * 5000}, {"version": None, "name": ["a"]}, {"id": "2"}]
    for typed in nonsense:
        adam.answer_to(SAVE, form(**typed) if typed else {"form": {}})
        assert adam.state()["practice_settings_state.errors"]
    assert row(Practice, 1).version == before
