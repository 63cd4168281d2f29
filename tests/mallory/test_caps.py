"""How many sockets strangers may hold open."""

from contextlib import suppress

import pytest

from tests.mallory.house import House
from tests.mallory.wire import HYDRATE, Refused, Tab, handler

PER_ADDRESS = 40


def test_strangers_are_capped_and_people_who_are_signed_in_are_not(house: House) -> None:
    workers = 2 if house.kind == "postgres+redis" else 1
    opened: list[Tab] = []
    with suppress(Refused):
        while len(opened) <= PER_ADDRESS * workers:
            opened.append(Tab(house.port, path="/portal"))
    assert PER_ADDRESS <= len(opened) <= PER_ADDRESS * workers
    ana = house.tab(house.cast.ana, "/portal/account")
    assert "Ana Lopez" in ana.text
    for tab in opened:
        tab.leave()


def test_a_socket_that_floods_is_hung_up_on_and_others_go_on(house: House) -> None:
    mallory = house.tab(house.cast.mallory, "/portal/account")
    ana = house.tab(house.cast.ana, "/portal/account")
    with pytest.raises((Refused, OSError)):
        for _ in range(400):
            mallory.say(HYDRATE)
        mallory.hear(lambda: mallory.closed)
    assert "Ana Lopez" in ana.answer_to(handler("portal.account_state", "account_state", "load"))
