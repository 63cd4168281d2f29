"""Several who want the same hour of one therapist at the same moment: one has it, and nobody waits for ever."""

import json
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from owl_app.database import engine, transaction
from owl_app.models import Appointment, AppointmentClient, Attendance
from owl_app.models.appointment import CANCELLED
from owl_app.services import appointments
from owl_app.services.appointment_forms import ChangeForm
from tests.booking import add_service, booked, thea
from tests.cast import Cast
from tests.door import act, row, rows
from tests.together import at_once, in_processes

ROUNDS = 5
PROCESSES = 8
SLOTS = 12

RACE = """
import json, sys
from owl_app.errors import Invalid
from owl_app.models import Client
from owl_app.services import appointments
from owl_app.services.access import SYSTEM
from owl_app.services.appointment_forms import BookingForm
from tests.door import act, rows
number, days, service, therapist, slots = int(sys.argv[-1]), {days!r}, {service!r}, {therapist!r}, {slots!r}
client = str(rows(Client)[number % 4].id)
order = slots[number:] + slots[:number] if number % 2 else list(reversed(slots))
taken = []
for day, start in [(day, start) for day in days for start in order]:
    typed = {{"service_id": service, "therapist_id": therapist, "clients": [client], "day": day, "start": start}}
    try:
        outcome = act(SYSTEM, appointments.book, form=BookingForm.read({{**typed, "buffer_minutes": "10"}}))
        taken += [[day, start]] if outcome.id else []
    except Invalid as refused:
        assert set(refused.fields) == {{"start"}}, refused.fields
print(json.dumps(taken))
"""


def overlaps() -> list[tuple[Appointment, Appointment]]:
    held = sorted((each for each in rows(Appointment) if not each.is_cancelled), key=lambda each: each.starts_at)
    return [(one, other) for one, other in pairwise(held) if other.starts_at < one.free_at]


def test_eight_processes_that_race_for_the_same_slots_never_book_one_twice(cast: Cast) -> None:
    service = add_service(cast.olivia)
    slots = [f"{8 + number // 2:02d}:{number % 2 * 30:02d}" for number in range(SLOTS)]
    days = [f"2027-02-{number + 10:02d}" for number in range(ROUNDS)]
    given = {"days": days, "service": service, "therapist": str(cast.thea.account_id), "slots": slots}
    printed = in_processes(PROCESSES, RACE.format(**given))
    taken = Counter(tuple(each) for out in printed for each in json.loads(out))
    assert overlaps() == []
    assert set(taken.values()) == {1}
    assert len(rows(Appointment)) == len(taken)
    # Hours overlap by half, so the most that fit is every second one, and the least every third.
    for day in days:
        assert SLOTS // 3 <= sum(1 for each in taken if each[0] == day) <= SLOTS // 2


def test_of_many_who_book_one_hour_at_once_one_has_it(cast: Cast) -> None:
    service = add_service(cast.olivia)
    clients = [cast.ana.client_id, cast.ben.client_id, cast.chloe.client_id, cast.mallory.client_id]
    for number in range(ROUNDS):
        day = f"2027-02-{number + 10:02d}"

        def book(who: int, day: str = day) -> object:
            return booked(cast.olivia, service, clients[who], day, f"10:{who * 5:02d}", **thea(cast)).count

        assert Counter(map(str, at_once(4, book))) == {"1": 1, "Invalid": 3}
    assert overlaps() == []


def test_two_series_that_cross_are_never_booked_into_one_another(cast: Cast) -> None:
    service = add_service(cast.olivia)
    for number in range(ROUNDS):
        start = f"{10 + number:02d}:00"
        days = ("2027-01-05", "2027-01-12")

        def book(who: int, start: str = start, days: tuple[str, str] = days) -> object:
            client_id = (cast.ana.client_id, cast.ben.client_id)[who]
            typed = {"repeat": "weekly", "until": "2027-02-28", **thea(cast)}
            return booked(cast.olivia, service, client_id, days[who], start, **typed).count

        results = at_once(2, book)
        assert sorted(map(str, results)) in (["8", "Invalid"], ["7", "Invalid"])
    assert overlaps() == []


def test_two_sessions_that_are_moved_to_one_hour_at_once_never_share_it(cast: Cast) -> None:
    service = add_service(cast.olivia)
    for number in range(ROUNDS):
        day = f"2027-02-{number + 10:02d}"
        pair = [
            booked(cast.olivia, service, client_id, day, start, **thea(cast)).id
            for client_id, start in ((cast.ana.client_id, "09:00"), (cast.ben.client_id, "15:00"))
        ]

        def move(who: int, pair: list[str] = pair) -> object:
            form = ChangeForm.read({"version": 1, "start": f"12:{who * 10:02d}"})
            return act((cast.olivia, cast.adam)[who], appointments.change, appointment_id=pair[who], form=form).count

        assert Counter(map(str, at_once(2, move))) == {"1": 1, "Invalid": 1}
    assert overlaps() == []


def test_of_two_who_change_one_session_at_once_the_second_is_told(cast: Cast) -> None:
    service = add_service(cast.olivia)
    for number in range(ROUNDS):
        made = booked(cast.olivia, service, cast.ana.client_id, f"2027-02-{number + 10:02d}", "09:00", **thea(cast)).id

        def change(who: int, made: str = made) -> object:
            form = ChangeForm.read({"version": 1, "start": f"1{who}:00"})
            return act((cast.olivia, cast.adam)[who], appointments.change, appointment_id=made, form=form).count

        assert Counter(map(str, at_once(2, change))) == {"1": 1, "Conflict": 1}
        (comes,) = rows(AppointmentClient, appointment_id=row(Appointment, made).id)
        assert comes.starts_at == row(Appointment, made).starts_at


@pytest.mark.parametrize("held", [each for each in Attendance if each not in CANCELLED])
def test_the_database_itself_refuses_a_second_holder_past_every_service(cast: Cast, held: Attendance) -> None:
    service = add_service(cast.olivia)
    first = row(Appointment, booked(cast.olivia, service, cast.ana.client_id, "2027-02-10", "09:00", **thea(cast)).id)
    other = booked(cast.olivia, service, cast.ben.client_id, "2027-02-10", "12:00", **thea(cast)).id
    times = {"starts_at": first.starts_at, "ends_at": first.ends_at, "free_at": first.free_at}
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction() as session:
        session.add(Appointment(**first.model_dump(exclude={"id", "attendance"}), attendance=held))
        session.flush()
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction() as session:
        moved = session.get_one(Appointment, row(Appointment, other).id)
        moved.sqlmodel_update(times)
        session.flush()
    with transaction() as session:
        session.add(Appointment(**first.model_dump(exclude={"id", "attendance"}), attendance=Attendance.CANCELLED))
    assert len(rows(Appointment)) == 3


def test_postgres_needs_no_extension_for_it(cast: Cast) -> None:
    if engine().dialect.name != "postgresql":
        return
    with engine().connect() as connection:
        assert connection.execute(text("SELECT extname FROM pg_extension")).scalars().all() == ["plpgsql"]
