"""One socket of a call: what it passes on to its page."""

from typing import Any, cast
from uuid import uuid4

import pytest

from owl_app.clock import now
from owl_app.services.calls import Entry, Part
from owl_app.web.calls.line import CallLine
from owl_app.web.calls.room import Person, Place, Room


@pytest.mark.parametrize(("place", "passes"), [(Place.ADMITTED, 1), (Place.HELD, 0), (Place.WAITING, 0)])
def test_a_signal_reaches_those_in_the_call_alone(database: str, place: Place, passes: int) -> None:
    entry = Entry(
        appointment_id=uuid4(),
        part=Part.CLIENT,
        who="ana",
        account_id=None,
        sign_in_id=None,
        name="Ana",
        login="",
        title="",
        host_id="thea",
        client_ids=(),
        starts_at=now(),
        ends_at=now(),
        closes_at=now(),
        is_over=False,
        phone="",
    )
    line = CallLine(cast(Any, None), entry, cast(Any, None))
    me = Person(line.person_id, "Ana", "", "", Part.CLIENT, place, "tab", line.seat, seen=0)
    line.show(Room("thea", {line.person_id: me}))
    before = line._queue.qsize()
    line.hear("an offer")
    assert line._queue.qsize() - before == passes
