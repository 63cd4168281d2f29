"""The messages of a call, the passes back into it, and the credentials for the relay."""

import json

import pytest

from owl_app.security import call_passes
from owl_app.security.turn import credentials
from owl_app.web.calls import protocol
from owl_app.web.calls.protocol import Enter, Malformed, Signal

KEY = b"k" * 40
ID = "0123456789abcdef"


def said(**message: object) -> str:
    return json.dumps(message)


def test_a_page_comes_to_the_door_with_a_name_and_perhaps_a_pass() -> None:
    message = protocol.read(said(type="enter", name="  Ana   Lopez ", tab=ID, **{"pass": "x"}))
    assert isinstance(message, Enter)
    assert (message.name, message.tab, message.pass_) == ("Ana Lopez", ID, "x")


def test_what_is_passed_on_is_what_was_meant_for_it_and_nothing_else() -> None:
    text = said(type="signal", to=ID, tab=ID, description={"type": "offer", "sdp": "v=0"})
    message = protocol.read(text)
    assert isinstance(message, Signal)
    assert message.content == {"description": {"type": "offer", "sdp": "v=0"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        "7",
        '{"type":"nonsense"}',
        said(type="admit"),
        said(type="admit", id="../../etc"),
        said(type="admit", id=["a"]),
        said(type="admit", id=ID, more=1),
        said(type="enter", name="", tab=ID),
        said(type="enter", name="\u202e\u200b", tab=ID),
        said(type="enter", name=5, tab=ID),
        said(type="enter", name="Ana", tab="short"),
        said(type="signal", to=ID, tab=ID, **{"from": ID}),
        said(type="signal", to=ID, tab=ID, description={"type": "rollback", "sdp": ""}),
        said(type="signal", to=ID, tab=ID, description={"type": "offer", "sdp": "x" * 30_000}),
        said(type="signal", to=ID, tab=ID, candidate={"candidate": "x" * 2_000}),
        said(type="signal", to=ID, tab=ID, candidate={"candidate": "", "sdpMLineIndex": "0"}),
        said(type="ping") + " " * 40_000,
        "[" * 100_000,
    ],
)
def test_what_is_no_message_of_ours_is_none(text: str) -> None:
    with pytest.raises(Malformed):
        protocol.read(text)


@pytest.mark.parametrize("raw", [None, b"\x00\x01"])
def test_what_is_no_text_is_no_message(raw: bytes | None) -> None:
    with pytest.raises(Malformed):
        protocol.read(raw)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Chloé  Élie", "Chloé Élie"),
        ("Ana\nLopez\t(she)", "Ana Lopez (she)"),
        ("\u202eanA", "anA"),
        ("Z" + "\u0301" * 50, "Ź" + "\u0301" * 3),
        ("李小龍", "李小龍"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_name_stands_on_one_line_and_turns_nothing_round(typed: str, shown: str) -> None:
    assert protocol.readable(typed) == shown


def test_a_pass_is_good_for_five_minutes_for_one_person_and_one_session() -> None:
    given = call_passes.give(KEY, "room", "ana", at=1000.0)
    assert call_passes.given_at(KEY, "room", "ana", given, at=1299.0) == 1000.0
    assert call_passes.given_at(KEY, "room", "ana", given, at=1301.0) is None
    assert call_passes.given_at(KEY, "room", "ben", given, at=1001.0) is None
    assert call_passes.given_at(KEY, "other", "ana", given, at=1001.0) is None
    assert call_passes.given_at(b"o" * 40, "room", "ana", given, at=1001.0) is None


def test_a_pass_that_was_changed_or_made_up_is_no_good() -> None:
    given = call_passes.give(KEY, "room", "ana", at=1000.0)
    _, _, seal = given.partition(".")
    for text in ("", "x", f"1000001.{seal}", f"99999999999999.{seal}", given.upper(), f" {given}", f"{given}\n"):
        assert call_passes.given_at(KEY, "room", "ana", text, at=1001.0) is None


def test_somebody_has_one_name_in_a_room_and_another_in_the_next() -> None:
    ids = {call_passes.person_id(KEY, room, who) for room in ("a", "b") for who in ("ana", "ben")}
    assert len(ids) == 4
    assert call_passes.person_id(KEY, "a", "ana") == call_passes.person_id(KEY, "a", "ana")


def test_the_relays_credentials_are_what_coturn_computes() -> None:
    given = credentials("a secret that the relay and the app share", "0123456789abcdef", at=1_800_000_000.0)
    assert (given.username, given.password) == ("1800014400:0123456789abcdef", "0a8W9cYhxxdNsSwLeiB473uUZbc=")
