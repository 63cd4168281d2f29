"""The room of a call: who comes in, who waits, who sees whom, and for how long a place is kept."""

from dataclasses import replace

import pytest

from owl_app.services.calls import Part
from owl_app.web.calls.room import Absent, Full, Person, Place, Room

START = 1_000_000.0


def somebody(person_id: str, part: Part = Part.CLIENT, seat: str = "seat", tab: str = "tab") -> Person:
    return Person(
        id=person_id,
        name=f"{person_id.title()} Typed",
        login="" if part is Part.GUEST else f"{person_id.title()} Login",
        account="",
        part=part,
        place=Place.WAITING,
        tab=tab,
        seat=seat,
        seen=0,
    )


def entered(room: Room, person: Person, *, pass_given: float | None = None, at: float = START) -> Place:
    room.enter(person, pass_given=pass_given, at=at)
    return room.people[person.id].place


@pytest.fixture
def room() -> Room:
    """Thea is in, Ana waits."""
    room = Room("host")
    entered(room, somebody("thea", Part.HOST))
    entered(room, somebody("ana"))
    return room


def names(shown: list[dict[str, object]]) -> list[object]:
    return [person["name"] for person in shown]


def test_the_host_is_in_at_once_and_others_wait(room: Room) -> None:
    assert [person.id for person in room.admitted] == ["thea"]
    assert [person.id for person in room.waiting] == ["ana"]


def test_whoever_waits_sees_nobody(room: Room) -> None:
    entered(room, somebody("ben"))
    assert room.seen_by("ana") == {"place": "waiting", "people": [], "door": []}


def test_the_host_sees_the_door_with_the_names_of_the_logins(room: Room) -> None:
    entered(room, somebody("guest", Part.GUEST))
    door = room.seen_by("thea")["door"]
    assert [(each["name"], each["login"], each["part"], each["place"]) for each in door] == [
        ("Ana Typed", "Ana Login", "client", "waiting"),
        ("Guest Typed", "", "guest", "waiting"),
    ]


def test_people_in_the_call_see_one_another_and_not_the_door(room: Room) -> None:
    entered(room, somebody("ben"))
    room.admit("ana")
    seen = room.seen_by("ana")
    assert (names(seen["people"]), seen["door"]) == (["Thea Typed"], [])
    assert "login" not in seen["people"][0]


def test_somebody_on_hold_sees_nobody_and_is_seen_by_the_host_alone(room: Room) -> None:
    entered(room, somebody("ben"))
    room.admit("ana")
    room.admit("ben")
    room.hold("ben", at=START + 1)
    assert room.seen_by("ben") == {"place": "held", "people": [], "door": []}
    assert names(room.seen_by("ana")["people"]) == ["Thea Typed"]
    assert [each["place"] for each in room.seen_by("thea")["door"]] == ["held"]


def test_four_are_in_a_call_and_a_fifth_is_not(room: Room) -> None:
    for person_id in ("ben", "carl", "dora"):
        entered(room, somebody(person_id))
    for person_id in ("ana", "ben", "carl"):
        room.admit(person_id)
    with pytest.raises(Full):
        room.admit("dora")
    assert len(room.admitted) == 4


def test_one_of_the_four_places_is_the_hosts_also_while_the_host_is_away() -> None:
    room = Room("host")
    for person_id in ("ana", "ben", "carl", "dora"):
        place = entered(room, somebody(person_id), pass_given=START)
        assert place is (Place.WAITING if person_id == "dora" else Place.ADMITTED)
    assert entered(room, somebody("thea", Part.HOST)) is Place.ADMITTED


def test_twelve_are_at_the_door_and_a_thirteenth_is_turned_away(room: Room) -> None:
    for number in range(11):
        entered(room, somebody(f"other{number}"))
    with pytest.raises(Full):
        room.enter(somebody("thirteenth"), pass_given=None, at=START)
    assert len(room.at_the_door) == 12


def test_a_pass_brings_back_into_the_call(room: Room) -> None:
    assert entered(room, somebody("ben"), pass_given=START - 10) is Place.ADMITTED


@pytest.mark.parametrize("act", ["send_back", "hold", "leave", "remove", "end"])
def test_a_pass_from_before_somebody_was_sent_out_or_left_is_no_good(room: Room, act: str) -> None:
    room.admit("ana")
    given = START + 1
    if act == "end":
        room.end(at=START + 2)
    elif act == "leave":
        room.leave("ana", "seat", at=START + 2)
    else:
        getattr(room, act)("ana", at=START + 2)
    room.remove("ana", at=START + 2)
    assert entered(room, somebody("ana"), pass_given=given, at=START + 3) is Place.WAITING


def test_whoever_is_admitted_and_reloads_is_in_again_and_their_older_socket_is_not_theirs(room: Room) -> None:
    room.admit("ana")
    room.lose("ana", "seat", at=START + 1)
    assert entered(room, somebody("ana", seat="new", tab="other"), at=START + 3) is Place.ADMITTED
    room.lose("ana", "seat", at=START + 4)
    assert room.people["ana"].away is None


@pytest.mark.parametrize(("seconds", "is_there"), [(29, True), (31, False)])
def test_a_place_in_the_call_is_kept_for_thirty_seconds(room: Room, seconds: float, is_there: bool) -> None:
    room.admit("ana")
    room.lose("ana", "seat", at=START)
    room.forget(at=START + seconds)
    assert ("ana" in room.people) is is_there


def test_whoever_waits_and_goes_does_not_knock_any_more(room: Room) -> None:
    room.lose("ana", "seat", at=START)
    assert room.waiting == []


def test_a_socket_without_a_sign_of_life_is_given_up_also_when_nobody_says_so(room: Room) -> None:
    room.admit("ana")
    room.sees("ana", "seat", at=START + 60)
    room.forget(at=START + 100)
    assert list(room.people) == ["ana"]


def test_whoever_comes_from_another_device_leaves_no_ghost(room: Room) -> None:
    room.people["thea"] = replace(room.people["thea"], account="the therapist")
    again = replace(somebody("tablet", Part.HOST), account="the therapist")
    room.lose("thea", "seat", at=START)
    assert entered(room, again, at=START + 1) is Place.ADMITTED
    assert [person.id for person in room.admitted] == ["tablet"]


def test_two_devices_of_one_person_that_are_both_there_stay(room: Room) -> None:
    room.people["thea"] = replace(room.people["thea"], account="the therapist")
    entered(room, replace(somebody("tablet", Part.HOST), account="the therapist"))
    assert [person.id for person in room.admitted] == ["thea", "tablet"]


def test_the_host_cannot_be_sent_out_and_nobody_absent_can(room: Room) -> None:
    for person_id in ("thea", "nobody"):
        with pytest.raises(Absent):
            room.hold(person_id, at=START)
    with pytest.raises(Absent):
        room.admit("nobody")


def test_a_room_is_the_same_after_it_was_written_down(room: Room) -> None:
    room.admit("ana")
    room.send_back("ana", at=START + 1)
    room.lose("ana", "seat", at=START + 2)
    assert Room.from_json(room.to_json()) == room
