"""Whose session it is: every fetch and every change of one, for every kind of viewer, the answers typed by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from owl_app.database import transaction
from owl_app.errors import NotFound
from owl_app.models import Appointment, Client, ClientAccess, Practice, Relationship
from owl_app.services import appointment_access, appointment_list, appointments
from owl_app.services.appointment_forms import AttendanceForm, BookingForm, CancellationForm, ChangeForm
from tests.booking import add_service, booked
from tests.cast import Cast
from tests.door import act, change, read, row, rows
from tests.test_access import answers, outcomes

WINDOW = {"since": datetime(2027, 1, 1, tzinfo=UTC), "until": datetime(2027, 2, 1, tzinfo=UTC)}


@pytest.fixture
def session_id(cast: Cast) -> str:
    """A session of Thea's with Ana."""
    return booked(cast.thea, add_service(cast.olivia), cast.ana.client_id, "2027-01-12", "14:00").id


def fetch(session_id: str) -> Callable[[object], object]:
    return lambda who: read(who, appointment_access.get_appointment_for, appointment_id=session_id)


def test_a_session_is_seen_by_its_therapist_its_client_and_those_who_manage(cast: Cast, session_id: str) -> None:
    everybody_else = "tom ben chloe pat mallory street"
    assert outcomes(cast, fetch(session_id)) == answers("olivia adam thea ana", everybody_else)
    detail = outcomes(cast, lambda who: read(who, appointment_list.get_detail, appointment_id=session_id))
    assert detail == answers("olivia adam thea", "tom")
    history = outcomes(cast, lambda who: read(who, appointment_list.list_history, appointment_id=session_id))
    assert history == answers("olivia adam thea", "tom")


def test_a_practice_may_let_therapists_have_every_session_seen(cast: Cast, session_id: str) -> None:
    change(Practice, 1, therapists_see_all=True)
    assert outcomes(cast, fetch(session_id))["tom"] == "yes"
    shown = read(cast.tom, appointment_list.list_between, **WINDOW)
    assert [(each.clients, each.may_change) for each in shown] == [(["Ana Lopez"], False)]


def test_the_history_of_a_client_who_changes_therapists_is_seen_by_the_new_one(cast: Cast, session_id: str) -> None:
    change(Client, cast.ana.client_id, therapist_id=cast.tom.account_id)
    assert outcomes(cast, fetch(session_id)) == answers("olivia adam thea tom ana", "ben chloe pat mallory street")
    assert not read(cast.tom, appointment_list.get_detail, appointment_id=session_id).may_change


def test_a_login_sees_the_sessions_of_those_it_is_tied_to_now(cast: Cast, session_id: str) -> None:
    with transaction() as session:
        tie = ClientAccess(
            account_id=cast.pat.account_id, client_id=UUID(cast.ana.client_id), relationship=Relationship.PARENT
        )
        session.add(tie)
    assert outcomes(cast, fetch(session_id))["pat"] == "yes"
    assert len(read(cast.pat, appointment_list.list_of_client, client_id=cast.ana.client_id).rows) == 1
    with transaction() as session:
        session.delete(session.get_one(ClientAccess, rows(ClientAccess, account_id=cast.pat.account_id)[0].id))
    assert outcomes(cast, fetch(session_id))["pat"] == "NotFound"


def test_who_may_change_a_session(cast: Cast, session_id: str) -> None:
    change(Practice, 1, therapists_see_all=True)

    def version() -> int:
        return row(Appointment, session_id).version

    def move(who: object) -> None:
        form = ChangeForm.read({"version": version(), "start": "15:00"})
        act(who, appointments.change, appointment_id=session_id, form=form)

    def attend(who: object) -> None:
        form = AttendanceForm.read({"version": version(), "attendance": "non_billable"})
        act(who, appointments.set_attendance, appointment_id=session_id, form=form)

    def cancel(who: object) -> None:
        change(Appointment, session_id, attendance="booked")
        form = CancellationForm.read({"version": version()})
        act(who, appointments.cancel, appointment_id=session_id, form=form)

    for call in (move, attend, cancel):
        assert outcomes(cast, call) == answers("olivia adam thea"), call


def test_who_may_book(cast: Cast, session_id: str) -> None:
    service = str(row(Appointment, session_id).service_id)
    hours = iter(range(8, 20))

    def book(who: object, client_id: str) -> None:
        typed = {"service_id": service, "clients": [client_id], "day": "2027-02-01", "start": f"{next(hours):02d}:00"}
        act(who, appointments.book, form=BookingForm.read(typed))

    assert outcomes(cast, lambda who: book(who, cast.ana.client_id)) == answers("olivia adam thea", "tom")


def test_the_calendar_is_for_staff(cast: Cast, session_id: str) -> None:
    found = outcomes(cast, lambda who: read(who, appointment_list.list_between, **WINDOW))
    assert found == answers("olivia adam thea tom")
    assert read(cast.tom, appointment_list.list_between, **WINDOW) == []


def test_a_clients_sessions_are_for_those_who_may_open_the_record_and_for_their_own_login(
    cast: Cast, session_id: str
) -> None:
    found = outcomes(cast, lambda who: read(who, appointment_list.list_of_client, client_id=cast.ana.client_id))
    assert found == answers("olivia adam thea ana", "tom ben chloe mallory")


@pytest.mark.parametrize("nonsense", ["", "1", "' OR 1=1 --", "\x00", "🦉", None, 7, ["a"], "0" * 5000])
def test_nonsense_is_the_id_of_no_session(cast: Cast, nonsense: object) -> None:
    for who in (cast.olivia, cast.thea):
        with pytest.raises(NotFound):
            read(who, appointment_list.get_detail, appointment_id=nonsense)


def test_not_yours_and_not_there_are_the_same_sentence(cast: Cast, session_id: str) -> None:
    def sentence(appointment_id: object) -> str:
        with pytest.raises(NotFound) as missing:
            read(cast.tom, appointment_list.get_detail, appointment_id=appointment_id)
        return missing.value.message

    assert sentence(session_id) == sentence(uuid4())
