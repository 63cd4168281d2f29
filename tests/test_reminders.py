"""Reminders: each once, at its moment, for those who want it; never of what was moved, cancelled or just booked."""

import pytest

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.database import reading, transaction
from owl_app.errors import NotAllowed
from owl_app.mail import outbox
from owl_app.mail.senders import FileSender
from owl_app.models import Account, Appointment, AuditEntry, Letter, LetterState, Practice, Reminder, ReminderKind
from owl_app.services import audit, portal_timeline, reminders
from owl_app.services.access import SYSTEM
from owl_app.services.local_times import local
from owl_app.services.reminders import Choice
from tests.booking import add_service, attended, booked_in, cancelled, changed
from tests.cast import Cast, Person, add_login, letters_to, signed_in, with_letters_sent
from tests.door import act, change, read, row, rows
from tests.installation import Clock
from tests.together import at_once, in_processes


@pytest.fixture
def service(cast: Cast) -> str:
    with_letters_sent()
    return add_service(cast.olivia)


def thea(cast: Cast) -> Person:
    """Thea, who signs in again after the hours that have passed."""
    who = cast.thea
    return signed_in(who.name, who.email, who.password, who.area)


def look() -> None:
    """What the job loop does every few seconds."""
    if read(SYSTEM, reminders.is_due):
        act(SYSTEM, reminders.send_due)


def reminded(person: Person) -> list[str]:
    """The subjects of the reminders somebody got, without the date and the practice."""
    return [letter.subject.split(" · ")[0] for letter in letters_to(person, "session_reminder")]


def kinds(person: Person) -> list[str]:
    return ["hour" if " at " in subject else "day" for subject in reminded(person)]


def test_somebody_is_reminded_the_day_before_and_an_hour_before_each_once(
    cast: Cast, service: str, clock: Clock
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    found = []
    for _ in range(24 * 4):
        look()
        found.append(kinds(cast.ana))
        clock.forward(hours=1)
    assert found[46] == []
    assert found[49] == ["day"]
    assert found[70] == ["day"]
    assert found[-1] == ["day", "hour"]


@pytest.mark.parametrize(
    ("minutes_before", "expected"),
    [(24 * 60 + 2, []), (24 * 60 - 2, ["day"]), (62, ["day"]), (58, ["day", "hour"]), (12, ["day", "hour"])],
)
def test_a_reminder_is_written_at_its_moment_and_not_before(
    cast: Cast, service: str, clock: Clock, minutes_before: int, expected: list[str]
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=48, minutes=-2)
    for minute in range(24 * 60 + 2, minutes_before - 1, -2):
        if minute in {24 * 60 + 2, 24 * 60 - 2, 62, 58, 12}:
            look()
        if minute > minutes_before:
            clock.forward(minutes=2)
    assert kinds(cast.ana) == expected


def test_the_letter_says_when_and_how_to_have_no_more_of_them(cast: Cast, service: str, clock: Clock) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    look()
    (letter,) = letters_to(cast.ana, "session_reminder")
    assert letter.subject.startswith("Reminder: session on ")
    assert "You can turn reminders off in the Client Portal, under Sign-in and security." in letter.text
    assert "How: By video, in the Client Portal" in letter.text
    assert letter.file_name == "session.ics"


def test_nobody_is_reminded_of_a_session_that_was_booked_after_the_moment(
    cast: Cast, service: str, clock: Clock
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=20)
    look()
    assert kinds(cast.ana) == []
    clock.forward(hours=19, minutes=30)
    look()
    assert kinds(cast.ana) == ["hour"]


def test_a_session_moved_nearer_than_a_day_is_reminded_of_an_hour_before_alone(
    cast: Cast, service: str, clock: Clock
) -> None:
    made, sooner = (booked_in(cast.thea, service, cast.ana.client_id, hours=hours) for hours in (72, 20))
    when = _clock_of(sooner)
    cancelled(cast.thea, sooner)
    changed(cast.thea, made, **when)
    look()
    assert kinds(cast.ana) == []
    clock.forward(hours=19, minutes=30)
    look()
    assert kinds(cast.ana) == ["hour"]


def test_nobody_is_reminded_of_the_time_a_session_was_moved_from(cast: Cast, service: str, clock: Clock) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    later = booked_in(cast.thea, service, cast.ana.client_id, hours=24 * 7)
    when = _clock_of(later)
    cancelled(cast.thea, later)
    changed(cast.thea, made, **when)
    clock.forward(hours=71, minutes=30)
    look()
    assert kinds(cast.ana) == []
    clock.forward(hours=24 * 3 + 1)
    look()
    assert kinds(cast.ana) == ["day"]


def test_nobody_is_reminded_of_what_is_cancelled_until_it_is_booked_again(
    cast: Cast, service: str, clock: Clock
) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    attended(cast.thea, made, "cancelled")
    clock.forward(hours=50)
    look()
    assert kinds(cast.ana) == []
    attended(thea(cast), made, "booked")
    look()
    assert kinds(cast.ana) == []
    clock.forward(hours=21, minutes=30)
    look()
    assert kinds(cast.ana) == ["hour"]


@pytest.mark.parametrize(
    ("down_until", "expected"),
    [(3.0, ["day"]), (1.5, []), (0.5, ["hour"]), (0.1, []), (-1.0, [])],
)
def test_after_a_downtime_what_still_makes_sense_is_written(
    cast: Cast, service: str, clock: Clock, down_until: float, expected: list[str]
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=72 - down_until)
    look()
    assert kinds(cast.ana) == expected


def test_whoever_wants_no_reminders_gets_none_and_still_hears_of_what_changes(
    cast: Cast, service: str, clock: Clock
) -> None:
    act(cast.ana, reminders.set_wanted, wanted=False)
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    look()
    assert kinds(cast.ana) == []
    assert read(cast.ana, reminders.get_choice) == Choice(wanted=False, day_before=True, hour_before=True)
    cancelled(thea(cast), made)
    assert len(letters_to(cast.ana, "sessions_cancelled")) == 1


def test_that_somebody_wants_no_reminders_is_in_the_trail_and_nowhere_that_staff_look(cast: Cast) -> None:
    logs = read(cast.olivia, audit.list_for_client, client_id=cast.ana.client_id)
    story = read(cast.olivia, portal_timeline.get_portal_access, client_id=cast.ana.client_id).logins[0].happened
    act(cast.ana, reminders.set_wanted, wanted=False)
    assert [entry.account_id for entry in rows(AuditEntry, act="reminders_chosen")] == [cast.ana.account_id]
    assert read(cast.olivia, audit.list_for_client, client_id=cast.ana.client_id) == logs
    after = read(cast.olivia, portal_timeline.get_portal_access, client_id=cast.ana.client_id).logins[0].happened
    assert after == story


def test_only_somebody_in_the_portal_chooses(cast: Cast) -> None:
    for who in (None, cast.olivia, cast.thea):
        with pytest.raises(NotAllowed):
            act(who, reminders.set_wanted, wanted=False)
        with pytest.raises(NotAllowed):
            read(who, reminders.get_choice)


@pytest.mark.parametrize(
    ("day_before", "hour_before", "expected"),
    [(True, False, ["day"]), (False, True, ["hour"]), (False, False, [])],
)
def test_the_practice_decides_which_are_written(
    cast: Cast, service: str, clock: Clock, day_before: bool, hour_before: bool, expected: list[str]
) -> None:
    change(Practice, 1, reminds_day_before=day_before, reminds_hour_before=hour_before)
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    for hours in (49, 22.5):
        clock.forward(hours=hours)
        look()
    assert kinds(cast.ana) == expected


def test_an_address_that_is_not_proven_gets_no_reminder(cast: Cast, service: str, clock: Clock) -> None:
    booked_in(cast.thea, service, cast.ben.client_id, hours=72)
    clock.forward(hours=49)
    look()
    assert kinds(cast.ben) == []


def test_each_login_of_a_session_is_reminded_and_one_that_sees_both_partners_once(
    cast: Cast, service: str, clock: Clock
) -> None:
    change(Account, cast.ben.account_id, email_proven_at=now())
    typed = {"relationship": "partner", "name": "Ana Lopez", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, cast.ben.client_id, cast.ana.email, **typed)
    booked_in(cast.thea, service, "", hours=72, clients=f"{cast.ana.client_id} {cast.ben.client_id}")
    clock.forward(hours=49)
    look()
    look()
    assert (kinds(cast.ana), kinds(cast.ben)) == (["day"], ["day"])


def test_several_who_look_at_once_write_it_once(cast: Cast, service: str, clock: Clock) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    at_once(4, lambda _: act(SYSTEM, reminders.send_due))
    assert kinds(cast.ana) == ["day"]


def test_whoever_found_it_due_a_moment_too_late_writes_nothing(
    cast: Cast, service: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    with reading() as session:
        found = reminders._due(session, ReminderKind.DAY_BEFORE)
    look()
    monkeypatch.setattr(reminders, "_due", lambda session, kind: found if kind is ReminderKind.DAY_BEFORE else [])
    act(SYSTEM, reminders.send_due)
    assert kinds(cast.ana) == ["day"]


def test_nothing_is_due_once_a_session_is_cancelled(cast: Cast, service: str, clock: Clock) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    assert read(SYSTEM, reminders.is_due)
    cancelled(thea(cast), made)
    assert not read(SYSTEM, reminders.is_due)


def test_a_turn_that_fails_leaves_nothing_noted_and_the_next_one_writes_it(
    cast: Cast, service: str, clock: Clock
) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    with pytest.raises(RuntimeError), transaction() as session:
        reminders.send_due(session, SYSTEM)
        raise RuntimeError
    assert rows(Reminder) == []
    look()
    assert kinds(cast.ana) == ["day"]


KILLED_AFTER_COMMIT = """
import os
from datetime import timedelta
import owl_app.clock
now = owl_app.clock.now
from owl_app.database import reading, transaction
from owl_app.services import appointment_letters, reminders
from owl_app.services.access import SYSTEM
reminders.now = appointment_letters.now = lambda: now() + timedelta(hours=49)
with transaction() as session:
    reminders.send_due(session, SYSTEM)
os.kill(os.getpid(), 9)
"""


def test_a_process_killed_between_commit_and_send_has_reminded_once(cast: Cast, service: str, clock: Clock) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    with pytest.raises(AssertionError, match="ended with -9"):
        in_processes(1, KILLED_AFTER_COMMIT)
    (letter,) = letters_to(cast.ana, "session_reminder")
    assert letter.state is LetterState.QUEUED
    clock.forward(hours=49)
    look()
    sender = FileSender(get_settings().mail_dir)
    outbox.deliver_due(get_settings(), sender)
    outbox.deliver_due(get_settings(), sender)
    assert kinds(cast.ana) == ["day"]
    written = [path.read_bytes() for path in sender.folder.iterdir()]
    assert sum(b"Reminder: session" in each for each in written) == 1
    assert rows(Letter, kind="session_reminder")[0].state is LetterState.ACCEPTED


def test_what_was_noted_is_forgotten_once_nobody_needs_it(cast: Cast, service: str, clock: Clock) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    clock.forward(hours=49)
    look()
    assert len(rows(Reminder)) == 1
    clock.forward(days=4)
    booked_in(thea(cast), service, cast.ana.client_id, hours=30)
    clock.forward(hours=7)
    look()
    assert [each.starts_at > now() for each in rows(Reminder)] == [True]


def _clock_of(appointment_id: str) -> dict[str, str]:
    """Day and start of a session, as they are typed."""
    start = local(row(Appointment, appointment_id).starts_at, "America/Toronto")
    return {"day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}"}
