"""Who may come to the call of a session and when, the drop-in link, and the trail of who came and went."""

from datetime import timedelta
from uuid import UUID

import pytest

from owl_app.errors import Conflict, NotAllowed, NotFound, Throttled
from owl_app.models import Account, Appointment, Attendance, AuditEntry, ClientAccess, Meeting
from owl_app.services import audit, calls, drop_ins
from owl_app.services.access import SYSTEM
from owl_app.services.calls import Attendee, CallRefused, Entry, Part, Why
from tests.calling import session_of
from tests.cast import Cast, Person
from tests.door import act, change, read, row, rows
from tests.installation import Clock


def entry(who: Person | None, session_id: str) -> Entry:
    return read(who, calls.get_entry, appointment_id=session_id)


def why(who: Person | None, session_id: str) -> Why:
    with pytest.raises(CallRefused) as refused:
        entry(who, session_id)
    return refused.value.why


def guest(link: str, **kept: str) -> Entry:
    token = link.partition("#")[2]
    known = kept.get("kept") or read(None, drop_ins.open_link, token=token)
    return read(None, drop_ins.get_guest_entry, kept=known)


def test_the_people_of_a_session_and_nobody_else_come_to_its_call(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    came = {each.name: entry(each, session_id).part for each in (cast.thea, cast.ana)}
    assert came == {"Thea Thorne": Part.HOST, "Ana Lopez": Part.CLIENT}
    others = {each.name: why(each, session_id) for each in cast if each not in (cast.thea, cast.ana)}
    assert others == {
        "Olivia Owens": "not_yours",
        "Adam Abara": "not_yours",
        "Tom Tran": "not_yours",
        "Ben Okafor": "not_yours",
        "Chloé Élie": "not_yours",
        "Pat Prospect": "not_yours",
        "Mallory Mole": "not_yours",
    }
    assert why(None, session_id) == "signed_out"


def test_an_id_that_is_none_and_one_of_another_are_the_same_answer(cast: Cast) -> None:
    for nonsense in ("", "none", "' or 1=1 --", "00000000-0000-0000-0000-000000000000"):
        assert why(cast.ana, nonsense) == "not_yours"


def test_the_host_reads_whom_it_is_with_and_the_client_the_therapist(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ben, cast.ana)
    host, client = entry(cast.thea, session_id), entry(cast.ana, session_id)
    assert (host.title, host.name) == ("Ana Lopez, Ben Okafor", "Thea Thorne")
    assert (client.title, client.name, client.login) == ("Thea Thorne", "Ana Lopez", "Ana Lopez")


@pytest.mark.parametrize(
    ("starts_in", "expected"),
    [
        (timedelta(minutes=31), "too_early"),
        (timedelta(minutes=29), ""),
        (timedelta(minutes=-79), ""),
        (timedelta(minutes=-81), "only those who were in it"),
        (timedelta(minutes=-141), "too_late"),
    ],
)
def test_a_session_of_fifty_minutes_is_joined_from_half_an_hour_before_to_half_an_hour_after(
    cast: Cast, starts_in: timedelta, expected: str
) -> None:
    session_id = session_of(cast.thea, cast.ana, starts_in=starts_in)
    for who in (cast.thea, cast.ana):
        try:
            found = entry(who, session_id)
            assert ("only those who were in it" if found.is_over else "") == expected
        except CallRefused as refused:
            assert refused.why == expected
            assert refused.at is not None


def test_a_session_that_is_cancelled_or_not_by_video_is_refused(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    change(Appointment, session_id, meeting=Meeting.PHONE)
    assert why(cast.ana, session_id) == "not_by_video"
    change(Appointment, session_id, attendance=Attendance.LATE_CANCELLED)
    assert [why(each, session_id) for each in (cast.ana, cast.thea)] == ["cancelled", "cancelled"]


def test_a_session_that_was_moved_is_joined_at_its_new_time_alone(cast: Cast, clock: Clock) -> None:
    session_id = session_of(cast.thea, cast.ana)
    moved = row(Appointment, session_id)
    later = timedelta(hours=3)
    change(
        Appointment,
        session_id,
        free_at=moved.free_at + later,
        ends_at=moved.ends_at + later,
        starts_at=moved.starts_at + later,
    )
    assert why(cast.ana, session_id) == "too_early"
    clock.forward(hours=2, minutes=45)
    assert entry(cast.ana, session_id).part is Part.CLIENT


def test_a_login_whose_tie_was_undone_is_out(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    (tie,) = rows(ClientAccess, account_id=cast.ana.account_id)
    change(ClientAccess, tie.id, account_id=cast.pat.account_id)
    assert why(cast.ana, session_id) == "not_yours"
    assert entry(cast.pat, session_id).login == "Ana Lopez"


def test_a_disabled_login_is_signed_out(cast: Cast, clock: Clock) -> None:
    from owl_app.clock import now

    session_id = session_of(cast.thea, cast.ana)
    change(Account, cast.ana.account_id, disabled_at=now())
    assert why(cast.ana, session_id) == "signed_out"


def test_a_drop_in_link_brings_a_guest_to_the_door(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    link = act(cast.thea, drop_ins.switch_on, appointment_id=session_id)
    assert link.startswith("http://localhost:3000/drop-in#")
    assert len(link.partition("#")[2]) == 43
    found = guest(link)
    assert (found.part, found.login, found.account_id, found.title) == (Part.GUEST, "", None, "Thea Thorne")
    assert link.partition("#")[2] not in str(row(Appointment, session_id).drop_in_hash)
    assert [entry.act for entry in rows(AuditEntry, about_id=UUID(session_id))] == ["drop_in_on"]


def test_two_who_open_the_same_link_are_two(cast: Cast) -> None:
    link = act(cast.thea, drop_ins.switch_on, appointment_id=session_of(cast.thea, cast.ana))
    assert guest(link).who != guest(link).who


def test_a_link_that_was_switched_off_or_replaced_is_dead_at_once(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    first = act(cast.thea, drop_ins.switch_on, appointment_id=session_id)
    kept = read(None, drop_ins.open_link, token=first.partition("#")[2])
    second = act(cast.thea, drop_ins.switch_on, appointment_id=session_id)
    with pytest.raises(CallRefused) as refused:
        guest(first, kept=kept)
    assert refused.value.why == "link_off"
    with pytest.raises(NotFound):
        guest(first)
    assert guest(second)
    act(cast.thea, drop_ins.switch_off, appointment_id=session_id)
    with pytest.raises(NotFound):
        guest(second)


def test_what_a_browser_keeps_of_a_link_cannot_be_made_up(cast: Cast, clock: Clock) -> None:
    session_id, other_id = (session_of(each, cast.ana) for each in (cast.thea, cast.tom))
    link = act(cast.thea, drop_ins.switch_on, appointment_id=session_id)
    act(cast.tom, drop_ins.switch_on, appointment_id=other_id)
    kept = read(None, drop_ins.open_link, token=link.partition("#")[2])
    forged = (
        "",
        "nonsense",
        kept.replace(UUID(session_id).hex, UUID(other_id).hex),
        kept.replace(kept.split(".")[1], "0" * 16),
        kept[:-1] + ("0" if kept[-1] != "0" else "1"),
    )
    for text in forged:
        with pytest.raises(CallRefused) as refused:
            read(None, drop_ins.get_guest_entry, kept=text)
        assert refused.value.why == "link_off"


def test_a_browser_that_opened_a_link_is_known_for_six_hours(cast: Cast, clock: Clock) -> None:
    session_id = session_of(cast.thea, cast.ana, starts_in=timedelta(hours=6))
    link = act(cast.thea, drop_ins.switch_on, appointment_id=session_id)
    kept = read(None, drop_ins.open_link, token=link.partition("#")[2])
    clock.forward(hours=5, minutes=59)
    assert guest(link, kept=kept)
    clock.forward(minutes=2)
    with pytest.raises(CallRefused):
        guest(link, kept=kept)
    assert guest(link)


def test_the_link_is_the_therapists_and_the_offices_to_switch(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana)
    for who in (cast.thea, cast.adam, cast.olivia):
        assert act(who, drop_ins.switch_on, appointment_id=session_id)
    for stranger in (cast.tom, cast.ana, cast.mallory, None):
        for switch in (drop_ins.switch_on, drop_ins.switch_off):
            with pytest.raises((NotFound, NotAllowed)):
                act(stranger, switch, appointment_id=session_id)
    assert row(Appointment, session_id).drop_in_hash


def test_a_session_in_person_has_no_link(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana, meeting=Meeting.IN_PERSON)
    with pytest.raises(Conflict):
        act(cast.thea, drop_ins.switch_on, appointment_id=session_id)


def test_guesses_at_links_are_counted(cast: Cast) -> None:
    for _ in range(60):
        act(None, drop_ins.count_try, address="203.0.113.9")
    with pytest.raises(Throttled):
        act(None, drop_ins.count_try, address="203.0.113.9")
    act(None, drop_ins.count_try, address="203.0.113.10")


def test_who_came_and_went_stands_in_the_logs_of_each_client(cast: Cast) -> None:
    session_id = session_of(cast.thea, cast.ana, cast.ben)
    came = [Attendee("Thea Thorne", cast.thea.account_id), Attendee("Aunt Rosa", None)]
    note = {"appointment_id": UUID(session_id), "came": came, "went": [came[1]]}
    act(SYSTEM, calls.note_attendees, **note)
    for client in (cast.ana, cast.ben):
        lines = [
            (line.who, line.what)
            for line in read(cast.thea, audit.list_for_client, client_id=client.client_id)
            if "call" in line.what
        ]
        assert sorted(lines) == [
            ("Aunt Rosa", "joined the call by the drop-in link"),
            ("Aunt Rosa", "left the call"),
            ("Thea Thorne", "joined the call"),
        ]
