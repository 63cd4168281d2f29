"""Sessions: who may book, what the database refuses, what is warned of, and what a change of a series reaches."""

from datetime import UTC, datetime
from typing import Any

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import Appointment, AppointmentClient, Attendance
from owl_app.services import appointment_list, appointments, audit, offered_services
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


def test_a_retired_service_is_not_booked_and_stays_where_it_was(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    act(cast.olivia, offered_services.retire, ids=[service])
    with pytest.raises(Invalid, match="not offered any more"):
        booked(cast.thea, service, cast.ana.client_id, "2027-01-13", "14:00")
    assert changed(cast.thea, made, start="15:00", service_id=service, meeting="phone").count == 1


def test_a_service_is_booked_as_it_is_offered(cast: Cast) -> None:
    by_phone = add_service(cast.olivia, "First conversation", video="off", in_person="off", minutes="20")
    with pytest.raises(Invalid) as refused:
        booked(cast.thea, by_phone, cast.ana.client_id, "2027-01-12", "14:00", meeting="video")
    assert refused.value.fields == {"meeting": "First conversation is not offered like this."}
    made = booked(cast.thea, by_phone, cast.ana.client_id, "2027-01-12", "14:00", meeting="phone").id
    assert row(Appointment, made).minutes == 20


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"day": ""}, {"day": "Please fill this in."}),
        ({"day": "tomorrow"}, {"day": "Write a date, like 2026-04-23."}),
        ({"day": "20270-01-12"}, {"day": "Write a date, like 2026-04-23."}),
        ({"day": "1912-01-12"}, {"day": "This date cannot be right."}),
        ({"start": "25:00"}, {"start": "Write a time, like 14:30."}),
        ({"start": "14:00+02:00"}, {"start": "Write a time, like 14:30."}),
        ({"start": ""}, {"start": "Please fill this in."}),
        ({"minutes": "1000"}, {"minutes": "Write a number of minutes from 5 to 720."}),
        ({"buffer_minutes": "-1"}, {"buffer_minutes": "Write a number of minutes from 0 to 120."}),
        ({"clients": []}, {"clients": "Choose who comes."}),
        ({"clients": ["x"] * 3}, {}),
        ({"clients": [str(each) for each in range(9)]}, {"clients": "Choose at most 8 clients."}),
        ({"meeting": "telepathy"}, {"meeting": "Choose one from the list."}),
        ({"repeat": "daily"}, {"repeat": "Choose one from the list."}),
        ({"note": "x" * 501}, {"note": "Use at most 500 characters."}),
        ({"attendance": "attended"}, {"attendance": "This field is not known here. Reload the page and try again."}),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_beside_its_field(typed: dict[str, object], fields: dict[str, str]) -> None:
    form = {"service_id": "s", "clients": ["c"], "day": "2027-01-12", "start": "14:00", **typed}
    if not fields:
        assert BookingForm.read(form).clients == ["x"]
        return
    with pytest.raises(Invalid) as refused:
        BookingForm.read(form)
    assert refused.value.fields == fields


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"repeat": "weekly"}, {"until": "Write the last day, on or after the first."}),
        ({"repeat": "weekly", "until": "2027-01-01"}, {"until": "Write the last day, on or after the first."}),
        ({"repeat": "weekly", "until": "2032-01-01"}, {"until": "A series has at most 104 sessions."}),
        ({"service": "none"}, {"service_id": "Choose a service from the list."}),
        ({"therapist_id": "none"}, {"therapist_id": "Choose a therapist from the list."}),
    ],
)
def test_what_does_not_fit_the_practice_gets_one_too(
    cast: Cast, service: str, typed: dict[str, object], fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        chosen: dict[str, Any] = {"service": service, **thea(cast), **typed}
        booked(cast.olivia, chosen.pop("service"), cast.ana.client_id, "2027-01-12", "14:00", **chosen)
    assert refused.value.fields == fields


def test_nobody_has_attended_what_has_not_begun(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2041-01-08", "14:00").id
    with pytest.raises(Invalid, match="has not begun"):
        attend(cast.thea, made, "attended")
    attend(cast.thea, made, "non_billable")


def test_cancelling_this_and_the_following_leaves_those_before(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2041-01-07", "14:00", repeat="weekly", until="2041-01-28")
    _, second, *_ = sorted(rows(Appointment), key=lambda each: each.starts_at)
    assert cancel(cast.thea, str(second.id), scope="following", late="on") == 3
    kept = [each.attendance.value for each in sorted(rows(Appointment), key=lambda each: each.starts_at)]
    assert kept == ["booked", "late_cancelled", "cancelled", "cancelled"]
    assert starts(made.id) == ["01-07 19:00"]


def test_the_calendar_files_number_grows_with_time_and_cancellation_alone(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2041-01-08", "14:00").id
    changed(cast.thea, made, note="Bring tea")
    assert row(Appointment, made).sequence == 0
    changed(cast.thea, made, minutes="80")
    changed(cast.thea, made, start="15:00")
    cancel(cast.thea, made)
    assert row(Appointment, made).sequence == 3


def test_a_cancelled_session_is_not_moved(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2041-01-08", "14:00").id
    cancel(cast.thea, made)
    with pytest.raises(Conflict, match="cancelled"):
        changed(cast.thea, made, start="15:00")


def test_every_act_has_its_words(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2041-01-07", "14:00", repeat="weekly", until="2041-01-28").id
    changed(cast.thea, made, start="15:00")
    changed(cast.thea, made, note="Bring tea")
    cancel(cast.thea, made, late="on")
    attend(cast.thea, made, "booked")
    changed(cast.thea, made, start="16:00", scope="following")
    cancel(cast.thea, made, scope="following")
    history = read(cast.thea, appointment_list.list_history, appointment_id=made)
    assert [each.what for each in history] == [
        "cancelled the session on January 7, 2041, 4:00 p.m., and 3 that follow",
        "moved the session from January 7, 2041, 3:00 p.m. to January 7, 2041, 4:00 p.m., and 3 that follow",
        "noted what became of the session on January 7, 2041, 3:00 p.m.: booked",
        "cancelled the session on January 7, 2041, 3:00 p.m., late",
        "changed the session on January 7, 2041, 3:00 p.m.: note for the client",
        "moved the session from January 7, 2041, 2:00 p.m. to January 7, 2041, 3:00 p.m.",
        "booked the session on January 7, 2041, 2:00 p.m., and 3 that follow",
    ]
    logs = [each.what for each in read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)]
    assert logs[:7] == [each.what for each in history]
