"""Letters about sessions: who gets which, how many, in which language, and what they never say."""

import re

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.i18n import PSEUDO
from owl_app.mail import outbox
from owl_app.models import Account, Appointment, Letter, Practice
from owl_app.services import portal_logins
from tests.booking import add_service, attended, booked, booked_in, cancelled, changed
from tests.cast import Cast, add_client, add_login, letters_to, with_letters_sent
from tests.door import act, change, row, rows
from tests.installation import Clock


@pytest.fixture
def service(cast: Cast) -> str:
    with_letters_sent()
    return add_service(cast.olivia, "EMDR for trauma")


def subjects() -> list[str]:
    kinds = {"sessions_booked", "sessions_changed", "sessions_cancelled"}
    return [letter.subject for letter in rows(Letter) if letter.kind in kinds]


def calendar_in(letter: Letter) -> Calendar:
    assert letter.file is not None
    return IcsCalendarStream.calendar_from_ics(letter.file.decode())


def text_of(letter: Letter) -> str:
    return outbox.filled(letter.text, get_settings(), letter.id)


def both(cast: Cast) -> str:
    return f"{cast.ana.client_id} {cast.ben.client_id}"


def tie(cast: Cast, client_id: str, relationship: str) -> None:
    """Ana's login sees somebody else as well."""
    typed = {"relationship": relationship, "name": "Ana Lopez", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, client_id, cast.ana.email, **typed)


def test_a_session_that_is_booked_is_told_in_a_letter_with_its_calendar_file(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", note="About the accident")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert letter.subject == "Session booked: Tuesday, January 12, 2027 · Willow Street Therapy"
    assert text_of(letter).splitlines()[:8] == [
        "Hello Ana Lopez,",
        "",
        "Willow Street Therapy has booked a session.",
        "",
        "When: Tuesday, January 12, 2027, 2:00 p.m. – 2:50 p.m. (Toronto time)",
        "How: By video, in the Client Portal",
        "",
        "Open the Client Portal:",
    ]
    assert f"{get_settings().origin}/portal/account\n" in text_of(letter)
    assert (letter.file_name, letter.file_type) == ("session.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    (event,) = calendar_in(letter).events
    assert (event.uid, event.sequence, event.summary) == (made.id, 0, "Session")
    assert event.start == row(Appointment, made.id).starts_at


def test_letters_and_files_name_no_therapist_no_service_and_no_note(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", note="About the accident").id
    changed(cast.thea, made, start="15:00")
    cancelled(cast.thea, made)
    letters = [letter for letter in rows(Letter) if letter.file is not None]
    assert len(letters) == 3
    for letter in letters:
        said = (letter.subject + letter.text + letter.html + (letter.file or b"").decode()).casefold()
        assert [word for word in ("thea", "thorne", "emdr", "trauma", "accident", "/link/") if word in said] == []


def test_letters_lead_to_the_portal_and_nowhere_else(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    html = outbox.filled(letter.html, get_settings(), letter.id, html=True)
    found = set(re.findall(r"https?://[^\s\"<]+", text_of(letter) + html))
    assert found == {f"{get_settings().origin}/portal/account"}
    assert not letter.has_link


def test_a_series_is_one_letter_with_all_of_it_in_one_file(cast: Cast, service: str) -> None:
    seen = "after_change:2027-03-18T1400"
    booked(
        cast.thea, service, cast.ana.client_id, "2027-03-04", "14:00", repeat="weekly", until="2027-03-31",
        looked_at=seen,
    )  # fmt: skip
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert letter.subject == "4 sessions booked, from Thursday, March 4, 2027 · Willow Street Therapy"
    assert text_of(letter).splitlines()[4:10] == [
        "Time: 2:00 p.m. – 2:50 p.m. (Toronto time)",
        "Days:",
        "  Thursday, March 4, 2027",
        "  Thursday, March 11, 2027",
        "  Thursday, March 18, 2027",
        "  Thursday, March 25, 2027",
    ]
    starts = [f"{event.start:%m-%d %H:%M %z}" for event in calendar_in(letter).events]
    assert starts == ["03-04 14:00 -0500", "03-11 14:00 -0500", "03-18 14:00 -0400", "03-25 14:00 -0400"]


def test_a_session_that_is_moved_is_told_with_the_time_it_had_and_replaces_its_entry(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    changed(cast.thea, made, day="2027-01-13", start="10:00")
    (letter,) = letters_to(cast.ana, "sessions_changed")
    assert letter.subject == "Session moved: now Wednesday, January 13, 2027 · Willow Street Therapy"
    assert text_of(letter).splitlines()[4:6] == [
        "Before: Tuesday, January 12, 2027, 2:00 p.m. – 2:50 p.m. (Toronto time)",
        "Now: Wednesday, January 13, 2027, 10:00 a.m. – 10:50 a.m. (Toronto time)",
    ]
    (before,), (after,) = (calendar_in(each).events for each in (*letters_to(cast.ana, "sessions_booked"), letter))
    assert (before.uid, after.uid) == (made, made)
    assert (before.sequence, after.sequence) == (0, 1)


def test_a_series_that_is_moved_is_one_letter(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", repeat="weekly", until="2027-01-26")
    changed(cast.thea, made.id, scope="following", start="15:00")
    (letter,) = letters_to(cast.ana, "sessions_changed")
    assert letter.subject == "3 sessions moved, from Tuesday, January 12, 2027 · Willow Street Therapy"
    assert [event.sequence for event in calendar_in(letter).events] == [1, 1, 1]


def test_another_way_of_meeting_is_told_and_another_note_is_not(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    changed(cast.thea, made, note="Bring tea")
    changed(cast.thea, made, buffer_minutes=10)
    assert letters_to(cast.ana, "sessions_changed") == []
    changed(cast.thea, made, meeting="phone")
    (letter,) = letters_to(cast.ana, "sessions_changed")
    assert letter.subject == "Session changed: Tuesday, January 12, 2027 · Willow Street Therapy"
    assert "How: By phone" in text_of(letter)


def test_a_session_in_person_says_where(cast: Cast, service: str) -> None:
    change(Practice, 1, street="12 Willow Street", city="Toronto", region="ON", postal_code="M4C 1B5")
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", meeting="in_person")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert "How: In person, at 12 Willow Street, Toronto, ON, M4C 1B5" in text_of(letter)
    assert "You join in the Client Portal" not in text_of(letter)
    assert calendar_in(letter).events[0].location == "12 Willow Street, Toronto, ON, M4C 1B5"


def test_a_session_that_is_cancelled_is_told_and_taken_out_of_the_calendar(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    cancelled(cast.thea, made, late="on")
    (letter,) = letters_to(cast.ana, "sessions_cancelled")
    assert letter.subject == "Session cancelled: Tuesday, January 12, 2027 · Willow Street Therapy"
    assert letter.file_type.endswith("method=CANCEL")
    (event,) = calendar_in(letter).events
    assert (event.uid, event.sequence, event.status) == (made, 1, "CANCELLED")


def test_a_series_that_is_cancelled_is_one_letter(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", repeat="weekly", until="2027-01-26")
    cancelled(cast.thea, made.id, scope="following")
    (letter,) = letters_to(cast.ana, "sessions_cancelled")
    assert letter.subject == "3 sessions cancelled, from Tuesday, January 12, 2027 · Willow Street Therapy"
    assert [event.status for event in calendar_in(letter).events] == ["CANCELLED"] * 3


def test_a_session_that_is_booked_again_is_told_like_a_new_one_with_a_higher_number(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00").id
    attended(cast.thea, made, "cancelled")
    attended(cast.thea, made, "booked")
    assert len(letters_to(cast.ana, "sessions_cancelled")) == 1
    sequences = [calendar_in(letter).events[0].sequence for letter in letters_to(cast.ana, "sessions_booked")]
    assert sequences == [0, 2]


def test_what_is_over_is_nobodys_news(cast: Cast, service: str, clock: Clock) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=1)
    clock.forward(hours=2)
    attended(cast.thea, made, "late_cancelled")
    booked_in(cast.thea, service, cast.ana.client_id, hours=-48)
    assert [subject.partition(":")[0] for subject in subjects()] == ["Session booked"]


def test_an_address_that_is_not_proven_gets_no_letter(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ben.client_id, "2027-01-12", "14:00")
    assert subjects() == []
    change(Account, cast.ben.account_id, email_proven_at=now())
    booked(cast.thea, service, cast.ben.client_id, "2027-01-19", "14:00")
    assert len(letters_to(cast.ben, "sessions_booked")) == 1


def test_a_disabled_login_gets_no_letter(cast: Cast, service: str) -> None:
    act(cast.thea, portal_logins.disable_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    assert subjects() == []


def test_a_couple_gets_a_letter_each_that_does_not_name_the_other(cast: Cast, service: str) -> None:
    change(Account, cast.ben.account_id, email_proven_at=now())
    booked(cast.thea, service, "", "2027-01-12", "14:00", clients=both(cast))
    for person, other in ((cast.ana, "Ben"), (cast.ben, "Ana")):
        (letter,) = letters_to(person, "sessions_booked")
        assert other not in letter.text + letter.html + (letter.file or b"").decode()
        assert "For:" not in letter.text


def test_a_login_tied_to_both_partners_gets_one_letter_that_names_both(cast: Cast, service: str) -> None:
    tie(cast, cast.ben.client_id, "partner")
    booked(cast.thea, service, "", "2027-01-12", "14:00", clients=both(cast))
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert "For: Ana, Ben" in letter.text
    assert calendar_in(letter).events[0].summary == "Session: Ana, Ben"


def test_a_parent_reads_which_child_it_is_for_and_is_led_to_that_childs_page(cast: Cast, service: str) -> None:
    milo = add_client(cast.thea, "Milo", "Nest")
    tie(cast, milo, "parent")
    booked(cast.thea, service, milo, "2027-01-12", "14:00")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert "For: Milo" in letter.text
    assert "Nest" not in letter.text
    assert f"/portal/account?client={milo}" in letter.text


def test_a_login_that_was_taken_away_gets_no_more_letters(cast: Cast, service: str) -> None:
    act(cast.thea, portal_logins.remove_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    assert subjects() == []


def test_a_letter_is_in_the_language_its_reader_signed_in_with(cast: Cast, service: str) -> None:
    change(Account, cast.ana.account_id, language=PSEUDO)
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert letter.text.startswith("⟦Hello Ana Lopez,⟧")
    assert "/qps/portal/account" in letter.text
    assert calendar_in(letter).events[0].summary == "⟦Session⟧"


def test_what_is_refused_is_told_to_nobody(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00")
    again = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "15:00")
    assert again.id
    assert booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "16:30", minutes=50).id
    assert len(letters_to(cast.ana, "sessions_booked")) == 3
    asked = booked(cast.olivia, service, cast.ana.client_id, "2027-01-12", "14:00")
    assert asked.cautions
    assert len(letters_to(cast.ana, "sessions_booked")) == 3


def test_sessions_of_a_series_at_other_hours_are_listed_with_their_hours(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "14:00", repeat="weekly", until="2027-01-26").id
    changed(cast.thea, made, start="10:00")
    cancelled(cast.thea, made, scope="following")
    (letter,) = letters_to(cast.ana, "sessions_cancelled")
    assert text_of(letter).splitlines()[4:8] == [
        "When, in Toronto time:",
        "  Tuesday, January 12, 2027, 10:00 a.m. – 10:50 a.m.",
        "  Tuesday, January 19, 2027, 2:00 p.m. – 2:50 p.m.",
        "  Tuesday, January 26, 2027, 2:00 p.m. – 2:50 p.m.",
    ]


def test_a_long_series_is_listed_in_part_and_whole_in_the_file(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-03-30", "14:00", repeat="weekly", until="2027-09-30")
    (letter,) = letters_to(cast.ana, "sessions_booked")
    assert "and 7 more, all in the calendar file" in text_of(letter)
    assert len(calendar_in(letter).events) == 27
