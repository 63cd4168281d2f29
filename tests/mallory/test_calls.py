"""Mallory at the calls of others: at the door, in another's name, with nonsense, and after access was withdrawn."""

import json
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest

from owl_app.models import Appointment, AuditEntry
from owl_app.services import drop_ins
from tests.door import change, read, row, rows
from tests.eventually import eventually
from tests.mallory.call_people import SDP, Session, admit, link_of, names, offered, opened
from tests.mallory.call_wire import CallSocket
from tests.mallory.house import House, cookies
from tests.mallory.wire import Refused, handler

REFUSED, ELSEWHERE, RUDE = "4403", "4409", "1008"
CANCEL = handler("admin.session_state", "session_state", "cancel")
WAITING = handler("web.screen", "frame", "look_who_waits")


def test_a_client_waits_is_admitted_and_hears_what_is_meant_for_them(house: House) -> None:
    session = Session(house)
    host, client = session.entered(session.therapist), session.entered(session.clients[0], "Nickname")
    assert (client.place, client.room["people"], client.room["door"]) == ("waiting", [], [])
    host.hear(lambda: names(host.room["door"]) == ["Nickname"])
    assert host.room["door"][0]["login"] == session.clients[0].name
    admit(host, client)
    host.hear(lambda: names(host.room["people"]) == ["Nickname"])
    offered(host, client)
    client.hear(lambda: client.of("signal"))
    assert client.of("signal") == [{"type": "signal", "from": host.id, "description": {"type": "offer", "sdp": SDP}}]


def test_who_joined_and_left_stands_in_the_trail_and_nothing_else(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    client.say("leave")
    host.hear(lambda: not host.room["people"])

    def trail() -> list[tuple[str, str]]:
        found = rows(AuditEntry, about_id=UUID(session.id))
        return sorted((entry.act, entry.actor_name) for entry in found)

    expected = [
        ("call_joined", session.clients[0].name),
        ("call_joined", session.therapist.name),
        ("call_left", session.clients[0].name),
    ]
    eventually(lambda: trail() == sorted(expected))


def test_nobody_else_comes_to_the_door_and_all_hear_the_same(house: House) -> None:
    session = Session(house)
    cast = house.cast
    others = [house.newcomer(), house.colleague(), cast.mallory, cast.olivia, cast.adam, cast.pat]
    for other in others:
        line = session.line(other)
        assert (line.hear_end(), line.why) == (REFUSED, "not_yours")
        assert session.therapist.name not in line.text
    nowhere = CallSocket(house.port, "01a00000-0000-7000-8000-000000000000", cookies=cookies(cast.mallory))
    assert (nowhere.hear_end(), nowhere.why) == (REFUSED, "not_yours")
    stranger = session.line(None)
    assert (stranger.hear_end(), stranger.why) == (REFUSED, "signed_out")


@pytest.mark.parametrize(
    ("minutes", "why"), [(60, "too_early"), (-200, "too_late")], ids=["an hour early", "hours late"]
)
def test_at_the_wrong_time_nobody_comes_in_and_the_page_hears_when_it_is(house: House, minutes: int, why: str) -> None:
    session = Session(house, starts_in=timedelta(minutes=minutes))
    for who in (session.clients[0], session.therapist):
        line = session.line(who)
        assert (line.hear_end(), line.why) == (REFUSED, why)
        assert isinstance(line.of("refused")[0]["at"], int)


def test_when_it_is_over_those_alone_come_back_who_were_in_it(house: House) -> None:
    session = Session(house)
    _, client = session.call()
    booked = row(Appointment, session.id)
    earlier = timedelta(minutes=90)
    change(Appointment, session.id, starts_at=booked.starts_at - earlier, ends_at=booked.ends_at - earlier)
    client.leave()
    stranger_to_it = session.line(session.clients[0])
    stranger_to_it.enter("Too late")
    assert (stranger_to_it.hear_end(), stranger_to_it.why) == (REFUSED, "too_late")


def test_a_running_session_may_run_over(house: House) -> None:
    session = Session(house)
    _, client = session.call()
    key = client.key
    booked = row(Appointment, session.id)
    earlier = timedelta(minutes=90)
    change(Appointment, session.id, starts_at=booked.starts_at - earlier, ends_at=booked.ends_at - earlier)
    client.leave()
    assert session.entered(session.clients[0], **{"pass": key}).place == "admitted"


def test_a_cancelled_session_ends_the_call_at_once_and_nobody_comes_back(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    tab = house.tab(session.therapist, f"/sessions/{session.id}")
    tab.answer_to(CANCEL, {"form": {"version": str(row(Appointment, session.id).version)}})
    for line in (host, client):
        assert (line.hear_end(), line.why) == (REFUSED, "cancelled")
    again = session.line(session.clients[0])
    assert (again.hear_end(), again.why) == (REFUSED, "cancelled")


@pytest.mark.parametrize("claim", [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"origin": None}])
def test_a_socket_from_elsewhere_is_refused(house: House, claim: dict[str, str]) -> None:
    session = Session(house)
    with pytest.raises(Refused):
        CallSocket(house.port, session.id, cookies=cookies(session.clients[0]), **claim)


def test_whoever_waits_sends_to_nobody_and_hears_nobody(house: House) -> None:
    session = Session(house, clients=2)
    host, client = session.call()
    waiting = session.entered(session.clients[1])
    for target in (host, client):
        offered(waiting, target)
        offered(target, waiting)
    for kind in ("admit", "hold", "send_back"):
        waiting.say(kind, id=waiting.id)
        waiting.say(kind, id=client.id)
    waiting.say("end")
    for line in (waiting, host, client):
        line.answered()
    assert not host.of("signal") + client.of("signal") + waiting.of("signal")
    assert (client.place, waiting.place) == ("admitted", "waiting")
    assert client.id not in waiting.text


def test_a_client_in_the_call_can_do_nothing_of_the_host(house: House) -> None:
    session = Session(house, clients=2)
    host, client = session.call()
    other = session.entered(session.clients[1])
    for kind in ("admit", "hold", "send_back"):
        client.say(kind, id=other.id)
        client.say(kind, id=host.id)
    client.say("end")
    client.answered()
    other.answered()
    assert (host.place, client.place, other.place) == ("admitted", "admitted", "waiting")
    assert other.id not in client.text


def test_nobody_can_speak_in_the_name_of_another(house: House) -> None:
    session = Session(house, clients=2)
    host, client = session.call()
    other = session.entered(session.clients[1])
    admit(host, other)
    message = {"to": client.id, "tab": client.tab, "description": {"type": "offer", "sdp": SDP}}
    for name in ("from", "sender", "id"):
        other.say("signal", **message, **{name: host.id})
    other.say("signal", **message)
    client.hear(lambda: client.of("signal"))
    other.answered()
    client.answered()
    assert [said["from"] for said in client.of("signal")] == [other.id]


def test_nothing_passes_from_one_session_to_another(house: House) -> None:
    one, other = Session(house), Session(house)
    host, client = one.call()
    their_host, their_client = other.call()
    offered(client, their_client)
    offered(client, their_host)
    client.say("admit", id=their_client.id)
    for line in (client, their_host, their_client, host):
        line.answered()
    assert not their_host.of("signal") + their_client.of("signal")


def test_a_pass_of_somebody_else_or_of_another_session_opens_nothing(house: House) -> None:
    one, other = Session(house, clients=2), Session(house)
    _, client = one.call()
    _, elsewhere = other.call()
    assert client.key
    for key in (client.key, elsewhere.key, client.key.replace(".", ".0"), "1.0", ""):
        waiting = one.entered(one.clients[1], **{"pass": key})
        assert waiting.place == "waiting"
        waiting.say("leave")


def test_whoever_reloads_is_back_without_asking_and_whoever_was_sent_back_is_not(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    key = client.key
    client.leave()
    back = session.entered(session.clients[0], **{"pass": key})
    assert back.place == "admitted"
    host.say("send_back", id=back.id)
    back.hear(lambda: back.place == "waiting")
    back.say("leave")
    back.hear_end()
    again = session.entered(session.clients[0], **{"pass": key})
    assert again.place == "waiting"


def test_the_therapist_comes_back_after_a_crash_into_the_same_call(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    host.leave()
    client.hear(lambda: client.room["people"] and client.room["people"][0]["away"])
    back = session.entered(session.therapist)
    assert (back.place, names(back.room["people"])) == ("admitted", [session.clients[0].name])
    client.hear(lambda: not client.room["people"][0]["away"])
    assert client.room["people"][0]["id"] == host.id
    assert client.room["people"][0]["tab"] == back.tab


def test_a_second_window_of_the_same_person_takes_the_place_of_the_first(house: House) -> None:
    session = Session(house)
    _, client = session.call()
    second = session.entered(session.clients[0])
    assert second.place == "admitted"
    assert client.hear_end() == ELSEWHERE


def test_a_fifth_window_of_one_person_is_turned_away(house: House) -> None:
    session = Session(house)
    lines = [session.line(session.clients[0]) for _ in range(5 * (2 if house.kind == "postgres+redis" else 1))]
    for line in lines:
        line.hear(lambda line=line: line.heard)  # type: ignore[misc]
    assert "crowded" in [line.why for line in lines]


def test_on_hold_one_of_a_couple_hears_and_sees_nothing(house: House) -> None:
    session = Session(house, clients=2)
    host, client = session.call()
    partner = session.entered(session.clients[1])
    admit(host, partner)
    client.hear(lambda: partner.id in [person["id"] for person in client.room["people"]])
    host.say("hold", id=partner.id)
    partner.hear(lambda: partner.place == "held")
    client.hear(lambda: partner.id not in [person["id"] for person in client.room["people"]])
    offered(client, partner)
    offered(partner, client)
    for line in (client, partner):
        line.answered()
    assert not partner.of("signal") + client.of("signal")
    assert partner.room["people"] == []
    admit(host, partner)


def test_four_are_in_a_call_and_the_host_hears_that_a_fifth_does_not_fit(house: House) -> None:
    session = Session(house, clients=4)
    host = session.entered(session.therapist)
    lines = [session.entered(client) for client in session.clients]
    admit(host, *lines[:3])
    host.say("admit", id=lines[3].id)
    host.hear(lambda: host.of("no"))
    assert host.of("no") == [{"type": "no", "why": "full"}]
    assert lines[3].place == "waiting"


def test_the_end_for_all_ends_it_for_all_and_no_pass_leads_back(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    key = client.key
    host.say("end")
    for line in (host, client):
        line.hear(lambda line=line: line.of("out"))  # type: ignore[misc]
    again = session.entered(session.clients[0], **{"pass": key})
    assert again.place == "waiting"


def test_signing_out_ends_the_socket(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    house.http(session.clients[0]).post("/auth/sign-out")
    assert (client.hear_end(), client.why) == (REFUSED, "signed_out")
    host.hear(lambda: not host.room["people"])


def test_a_disabled_login_is_out_at_once(house: House) -> None:
    session = Session(house)
    _, client = session.call()
    somebody = session.clients[0]
    tab = house.tab(house.cast.olivia, f"/clients/{somebody.client_id}")
    tab.say(
        handler("admin.portal_access_state", "portal_access_state", "disable"), {"login_id": str(somebody.account_id)}
    )
    assert (client.hear_end(), client.why) == (REFUSED, "signed_out")


def test_a_guest_waits_like_everybody_and_is_out_when_the_link_is_switched_off(house: House) -> None:
    session = Session(house)
    host = session.entered(session.therapist)
    link = link_of(house, session)
    kept = opened(house, link)
    guest = CallSocket(house.port, "drop-in", cookies=kept)
    guest.enter("Aunt Rosa")
    guest.hear(lambda: guest.place == "waiting")
    host.hear(lambda: host.room["door"])
    assert (host.room["door"][0]["name"], host.room["door"][0]["part"]) == ("Aunt Rosa", "guest")
    admit(host, guest)
    house.http(session.therapist).post(f"/sessions/{session.id}/drop-in/off")
    assert (guest.hear_end(), guest.why) == (REFUSED, "link_off")
    host.hear(lambda: not host.room["people"])
    again = CallSocket(house.port, "drop-in", cookies=kept)
    assert (again.hear_end(), again.why) == (REFUSED, "link_off")


def test_a_link_stands_in_no_log_no_redis_and_no_file(house: House) -> None:
    session = Session(house)
    link = link_of(house, session)
    kept = opened(house, link)
    guest = CallSocket(house.port, "drop-in", cookies=kept)
    guest.enter("Aunt Rosa")
    guest.hear(lambda: guest.place == "waiting")
    token = link.partition("#")[2]
    assert token not in house.server.printed()
    assert "Aunt Rosa" not in house.server.printed()
    assert token.encode() not in house.in_redis()
    for path in (house.server.output.parent / "data").rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()


def test_others_switch_no_link_on_or_off(house: House) -> None:
    session = Session(house)
    link = link_of(house, session)
    for other in (house.colleague(), house.cast.mallory, session.clients[0], None):
        for path in ("drop-in", "drop-in/off"):
            assert house.http(other).post(f"/sessions/{session.id}/{path}").status in {403, 404}
    assert opened(house, link)
    assert read(None, drop_ins.open_link, token=link.partition("#")[2])


def test_a_thousand_malformed_messages_disturb_nobody(house: House) -> None:
    session = Session(house, clients=2)
    host, client = session.call()
    mallory = session.entered(session.clients[1])
    nonsense = ["", "null", "[]", '{"type":"admit"}', '{"type":"end","x":1}', "{" * 500, "x" * 40_000, "\x00", "7"]
    with suppress(OSError):
        for number in range(1000):
            mallory.say_raw(nonsense[number % len(nonsense)])
    assert mallory.hear_end() in {RUDE, "hung up"}
    offered(host, client)
    client.hear(lambda: client.of("signal"))
    assert (host.place, client.place) == ("admitted", "admitted")
    again = session.entered(session.clients[1])
    assert again.place == "waiting"


def test_a_message_of_a_megabyte_disturbs_nobody(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    with suppress(OSError):
        client.say_raw(json.dumps({"type": "enter", "name": "x" * 1_000_000, "tab": client.tab}))
        client.answered()
    host.answered()
    assert host.place == "admitted"


def test_whoever_floods_is_hung_up_on_and_the_others_go_on(house: House) -> None:
    session = Session(house)
    host, client = session.call()
    with suppress(OSError):
        for _ in range(2000):
            offered(client, host)
    assert client.hear_end() in {RUDE, "hung up"}
    host.answered()


def test_the_panel_says_who_waits_on_every_page_and_to_nobody_else(house: House) -> None:
    session = Session(house)
    therapist = house.tab(session.therapist, "/clients")
    colleague = house.tab(house.colleague(), "/clients")
    client = session.entered(session.clients[0], "At The Door")

    def waiting() -> list[object]:
        return [each["names"] for each in therapist.state().get("frame.waiting", [])]

    therapist.hear(lambda: waiting() == ["At The Door"])
    assert therapist.state()["frame.waiting"][0]["href"] == f"/sessions/{session.id}/call"
    assert "At The Door" not in colleague.answer_to(WAITING)
    client.say("leave")
    therapist.hear(lambda: waiting() == [])


def test_the_socket_of_a_test_is_for_people_of_the_portal(house: House) -> None:
    for who in (None, house.cast.thea):
        line = CallSocket(house.port, "test", cookies=cookies(who))
        assert line.hear_end() == REFUSED
        assert "ice" not in line.text
    mine = CallSocket(house.port, "test", cookies=cookies(house.newcomer()))
    mine.hear(lambda: mine.of("test"))
    mine.answered()
    mine.say_raw("nonsense")
    mine.hear_end()


def test_a_session_that_is_moved_away_closes_its_sockets(house: House) -> None:
    session = Session(house)
    _, client = session.call()
    booked = row(Appointment, session.id)
    later = timedelta(days=2)
    change(
        Appointment,
        session.id,
        free_at=booked.free_at + later,
        ends_at=booked.ends_at + later,
        starts_at=booked.starts_at + later,
    )
    link_of(house, session)  # anything the server announces about the session
    assert (client.hear_end(), client.why) == (REFUSED, "too_early")
