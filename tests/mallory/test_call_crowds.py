"""Crowds at the door of a call: two hundred sockets from one address, and more guests than places."""

from contextlib import suppress

from tests.mallory.call_people import Session, admit, link_of, offered, opened
from tests.mallory.call_wire import CallSocket
from tests.mallory.house import House
from tests.mallory.wire import Refused


def test_a_crowd_of_guests_leaves_places_at_the_door_bounded(house: House) -> None:
    session = Session(house)
    host = session.entered(session.therapist)
    link = link_of(house, session)
    crowd = []
    for number in range(14):
        guest = CallSocket(house.port, "drop-in", cookies=opened(house, link))
        guest.enter(f"Guest {number}")
        guest.answered()
        crowd.append(guest)
    host.answered()
    assert len(host.room["door"]) == 12
    assert crowd[-1].of("no") == [{"type": "no", "why": "full"}]


def test_two_hundred_sockets_at_one_room_keep_neither_the_therapist_nor_the_client_out(house: House) -> None:
    session = Session(house)
    host = session.entered(session.therapist)
    kept = opened(house, link_of(house, session))
    crowd: list[CallSocket] = []
    for number in range(200):
        with suppress(Refused, OSError):
            crowd.append(CallSocket(house.port, "drop-in", cookies=kept))
            crowd[-1].enter(f"Guest {number}")
    client = session.entered(session.clients[0])
    admit(host, client)
    offered(host, client)
    client.hear(lambda: client.of("signal"))
    assert len(host.room["door"]) <= 1
    for each in crowd:
        each.leave()
