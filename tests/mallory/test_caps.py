"""How many sockets strangers may hold open."""

from contextlib import suppress

from tests.mallory.house import House
from tests.mallory.wire import Refused, Tab

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
