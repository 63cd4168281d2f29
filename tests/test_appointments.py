"""Sessions: who may book, what the database refuses, what is warned of, and what a change of a series reaches."""

from datetime import UTC, datetime

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import Appointment, AppointmentClient, Attendance
from owl_app.services import appointment_list, appointments
from owl_app.services.appointment_forms import AttendanceForm, BookingForm, CancellationForm
from tests.booking import add_service, booked, changed, thea
from tests.cast import Cast, Person
from tests.door import act, read, row, rows


@pytest.fixture
def service(cast: Cast) -> str:
    return add_service(cast.olivia)


def cancel(who: Person, appointment_id: str, **typed: object) -> int:
    form = CancellationForm.read({"version": row(Appointment, appointment_id).version, **typed})
    return act(who, appointments.cancel, appointment_id=appointment_id, form=form)


def attend(who: Person, appointment_id: str, attendance: str) -> None:
    form = AttendanceForm.read({"version": row(Appointment, appointment_id).version, "attendance": attendance})
    act(who, appointments.set_attendance, appointment_id=appointment_id, form=form)


def starts(series_of: str) -> list[str]:
    series_id = row(Appointment, series_of).series_id
    found = sorted(rows(Appointment, series_id=series_id), key=lambda each: each.starts_at)
    return [f"{each.starts_at:%m-%d %H:%M}" for each in found if not each.is_cancelled]


def test_a_session_is_kept_in_utc_with_the_zone_it_was_booked_in(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", buffer_minutes=10, note="Bring tea")
    kept = row(Appointment, made.id)
    assert (kept.starts_at, kept.ends_at) == (
        datetime(2027, 1, 12, 19, 0, tzinfo=UTC),
        datetime(2027, 1, 12, 19, 50, tzinfo=UTC),
    )
    assert (kept.zone, kept.buffer_minutes, kept.note) == ("America/Toronto", 10, "Bring tea")
    (comes,) = rows(AppointmentClient, appointment_id=kept.id)
    assert (str(comes.client_id), comes.starts_at) == (cast.ana.client_id, kept.starts_at)


@pytest.mark.parametrize(
    ("start", "minutes", "fits"),
    [("14:00", 50, False), ("13:30", 31, False), ("14:59", 5, False), ("13:10", 50, True), ("15:00", 50, True)],
)
def test_a_therapist_is_never_booked_twice_and_the_time_after_counts(
    cast: Cast, service: str, start: str, minutes: int, fits: bool
) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", buffer_minutes=10)
    if fits:
        assert booked(cast.thea, service, cast.ben.client_id, "2027-01-12", start, minutes=minutes).count == 1
        return
    with pytest.raises(Invalid) as refused:
        booked(cast.thea, service, cast.ben.client_id, "2027-01-12", start, minutes=minutes)
    assert refused.value.fields == {
        "start": "Thea Thorne has a session then (January 12, 2027, 2:00 p.m. – 2:50 p.m., free again from "
        "3:00 p.m.). Choose another time."
    }


def test_two_therapists_have_sessions_at_the_same_time(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    assert booked(cast.tom, service, cast.chloe.client_id, "2027-01-12", "14:00").count == 1


def test_what_is_cancelled_gives_its_time_back_and_takes_it_again_only_while_it_is_free(
    cast: Cast, service: str
) -> None:
    first = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    assert cancel(cast.thea, first, late="on") == 1
    assert row(Appointment, first).attendance is Attendance.LATE_CANCELLED
    second = booked(cast.thea, service, cast.ben.client_id, "2027-01-12", "14:00").id
    with pytest.raises(Invalid) as refused:
        attend(cast.thea, first, "booked")
    assert set(refused.value.fields) == {"attendance"}
    cancel(cast.thea, second)
    attend(cast.thea, first, "booked")
    assert row(Appointment, first).sequence == 2
    with pytest.raises(Conflict):
        cancel(cast.thea, second)


def test_a_series_keeps_its_time_on_the_clock_across_a_clock_change(cast: Cast, service: str) -> None:
    made = booked(
        cast.thea, service, cast.ana.client_id, "2027-03-04", "14:00", repeat="weekly", until="2027-03-31",
        looked_at="after_change:2027-03-18T1400",
    )  # fmt: skip
    assert made.count == 4
    assert starts(made.id) == ["03-04 19:00", "03-11 19:00", "03-18 18:00", "03-25 18:00"]


def test_a_series_is_kept_whole_or_not_at_all(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ben.client_id, "2027-01-26", "14:30")
    with pytest.raises(Invalid, match="January 26, 2027"):
        booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", repeat="two_weeks", until="2027-02-28")
    assert len(rows(Appointment)) == 1


def test_another_session_of_a_client_is_looked_at_before_it_is_kept(cast: Cast, service: str) -> None:
    first = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    tom = {"therapist_id": str(cast.tom.account_id)}
    asked = booked(cast.olivia, service, cast.ana.client_id, "2027-01-12", "14:30", **tom)
    assert (asked.id, [each.sentence for each in asked.cautions]) == (
        "",
        ["At this time (January 12, 2027, 2:00 p.m. – 2:50 p.m.) Ana Lopez has another session, with Thea Thorne."],
    )
    assert len(rows(Appointment)) == 1
    key = asked.cautions[0].key
    assert key == f"clash:{first}:{cast.ana.client_id}"
    assert booked(cast.olivia, service, cast.ana.client_id, "2027-01-12", "14:30", **tom, looked_at=key).count == 1


def test_a_couple_comes_together(cast: Cast, service: str) -> None:
    form = BookingForm.read(
        {
            "service_id": service,
            "clients": f"{cast.ana.client_id} {cast.ben.client_id}",
            "day": "2027-01-12",
            "start": "14:00",
        }
    )
    made = act(cast.thea, appointments.book, form=form)
    detail = read(cast.thea, appointment_list.get_detail, appointment_id=made.id)
    assert [each.name for each in detail.clients] == ["Ana Lopez", "Ben Okafor"]
    history = read(cast.thea, appointment_list.list_history, appointment_id=made.id)
    assert [each.what for each in history] == ["booked the session on January 12, 2027, 2:00 p.m."]


def test_this_and_the_following_move_by_as_much_on_the_clock(cast: Cast, service: str) -> None:
    seen = "after_change:2027-03-18T1400 after_change:2027-03-19T1530"
    made = booked(
        cast.thea, service, cast.ana.client_id, "2027-03-04", "14:00", repeat="weekly", until="2027-03-31",
        looked_at=seen,
    )  # fmt: skip
    second = min(
        rows(Appointment), key=lambda each: (each.starts_at <= row(Appointment, made.id).starts_at, each.starts_at)
    )
    outcome = changed(cast.thea, str(second.id), scope="following", day="2027-03-12", start="15:30", looked_at=seen)
    assert outcome.count == 3
    assert starts(made.id) == ["03-04 19:00", "03-12 20:30", "03-19 19:30", "03-26 19:30"]


def test_a_therapist_books_for_themselves_and_for_clients_they_may_see(cast: Cast, service: str) -> None:
    with pytest.raises(NotAllowed):
        booked(cast.tom, service, cast.chloe.client_id, "2027-01-12", "14:00", **thea(cast))
    with pytest.raises(NotFound):
        booked(cast.tom, service, cast.ana.client_id, "2027-01-12", "14:00")
    assert booked(cast.adam, service, cast.ana.client_id, "2027-01-12", "14:00", **thea(cast)).count == 1


def test_somebody_elses_session_is_not_there(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    for who in (cast.tom, cast.mallory, cast.pat):
        with pytest.raises((NotFound, NotAllowed)):
            read(who, appointment_list.get_detail, appointment_id=made)
    with pytest.raises(NotFound):
        changed(cast.tom, made, start="15:00")


def test_the_second_of_two_savers_is_told(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    changed(cast.thea, made, start="15:00")
    with pytest.raises(Conflict, match="you replace: start, end, time after it"):
        changed(cast.adam, made, version=1, start="16:00")
