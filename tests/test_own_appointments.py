"""Sessions in the portal: exactly those of the clients a login is tied to now, in their words, with their file."""

from datetime import timedelta
from uuid import UUID

import pytest
from ical.calendar_stream import IcsCalendarStream

from owl_app.clock import now, zone_of
from owl_app.errors import NotAllowed, NotFound
from owl_app.models import Account, Appointment, Association, Attendance, ClientAccess, Meeting, Practice
from owl_app.services import associations, own_appointments, portal_logins
from owl_app.services.associations import AssociationForm
from owl_app.services.own_appointments import Asked, OwnNext, OwnSession
from tests.booking import add_service, attended, booked, booked_in, cancelled, changed
from tests.cast import Cast, add_client, add_login
from tests.door import act, change, read, row, rows
from tests.installation import Clock


@pytest.fixture
def service(cast: Cast) -> str:
    return add_service(cast.olivia)


NOBODYS = "236ffb87-b8a9-4ec1-b3c9-fc1d8bef55b0"


def upcoming(who: object, client_id: str, **asked: object) -> list[OwnSession]:
    return read(who, own_appointments.list_own, client_id=client_id, **asked).rows


def next_of(who: object, client_id: str) -> OwnNext:
    return read(who, own_appointments.get_next, client_id=client_id)


def test_the_next_session_is_the_first_one_that_is_held(cast: Cast, service: str) -> None:
    cancelled(cast.thea, booked_in(cast.thea, service, cast.ana.client_id, hours=5))
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=30, note="Bring tea")
    booked_in(cast.thea, service, cast.ana.client_id, hours=80)
    found = next_of(cast.ana, cast.ana.client_id).session
    assert found is not None
    assert (found.id, found.therapist, found.service, found.note) == (
        made,
        "Thea Thorne",
        "Individual therapy",
        "Bring tea",
    )
    assert found.joins
    assert found.opens_at == found.starts_at - timedelta(minutes=30)


def test_a_video_session_is_next_until_it_can_be_joined_no_more(cast: Cast, service: str, clock: Clock) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=1)
    clock.forward(minutes=60 + 50 + 29)
    found = next_of(cast.ana, cast.ana.client_id).session
    assert found is not None
    assert (found.id, found.is_over, found.joins) == (made, True, True)
    clock.forward(minutes=2)
    assert next_of(cast.ana, cast.ana.client_id).session is None


def test_a_session_in_person_is_next_until_it_is_over_and_says_where(cast: Cast, service: str, clock: Clock) -> None:
    change(Practice, 1, street="12 Willow Street", city="Toronto")
    booked_in(cast.thea, service, cast.ana.client_id, hours=1, meeting="in_person")
    found = next_of(cast.ana, cast.ana.client_id).session
    assert found is not None
    assert (found.meeting, found.address, found.joins) == (Meeting.IN_PERSON, "12 Willow Street, Toronto", False)
    clock.forward(minutes=111)
    assert next_of(cast.ana, cast.ana.client_id).session is None


def test_sessions_are_listed_from_the_next_one_on_and_from_the_last_one_back(
    cast: Cast, service: str, clock: Clock
) -> None:
    made = [booked_in(cast.thea, service, cast.ana.client_id, hours=hours) for hours in (1, 3, 5, 7)]
    cancelled(cast.thea, made[3])
    clock.forward(hours=4, minutes=5)
    assert [each.id for each in upcoming(cast.ana, cast.ana.client_id)] == [made[2], made[3]]
    assert [each.id for each in upcoming(cast.ana, cast.ana.client_id, past=True)] == [made[1], made[0]]
    assert [each.attendance for each in upcoming(cast.ana, cast.ana.client_id)] == ["booked", "cancelled"]


def test_a_long_list_comes_in_pages(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2028-01-04", "14:00", repeat="weekly", until="2028-12-26")
    if made.cautions:
        seen = " ".join(each.key for each in made.cautions)
        booked(
            cast.thea, service, cast.ana.client_id, "2028-01-04", "14:00", repeat="weekly", until="2028-12-26",
            looked_at=seen,
        )  # fmt: skip
    pages = [
        read(cast.ana, own_appointments.list_own, client_id=cast.ana.client_id, page=page) for page in (1, 2, 3, 4)
    ]
    assert [(len(page.rows), page.has_more) for page in pages] == [(20, True), (20, True), (12, False), (0, False)]
    ids = [each.id for page in pages for each in page.rows]
    assert len(set(ids)) == 52


@pytest.mark.parametrize("somebody", ["mallory", "ben", "pat", "olivia", "thea", None])
def test_nobody_else_sees_anas_sessions(cast: Cast, service: str, somebody: str | None) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=5)
    who = getattr(cast, somebody) if somebody else None
    for look in (
        lambda: next_of(who, cast.ana.client_id),
        lambda: upcoming(who, cast.ana.client_id),
        lambda: upcoming(who, cast.ana.client_id, past=True),
        lambda: read(who, own_appointments.get_calendar_file, appointment_id=made),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            look()


@pytest.mark.parametrize("nonsense", ["", "nonsense", "\x00", "' OR 1=1 --", None, 7, NOBODYS])
def test_nonsense_is_no_session_and_nobodys_page(cast: Cast, service: str, nonsense: object) -> None:
    for look in (
        lambda: next_of(cast.ana, nonsense),  # type: ignore[arg-type]
        lambda: upcoming(cast.ana, nonsense),  # type: ignore[arg-type]
        lambda: read(cast.ana, own_appointments.get_calendar_file, appointment_id=nonsense),
    ):
        with pytest.raises(NotFound):
            look()


def test_a_parent_sees_the_sessions_of_each_child_and_what_is_next_for_the_other(cast: Cast, service: str) -> None:
    milo, pia = (_child(cast, name) for name in ("Milo", "Pia"))
    for_milo = booked_in(cast.thea, service, milo, hours=30)
    for_pia = booked_in(cast.thea, service, pia, hours=10)
    booked_in(cast.thea, service, pia, hours=60)
    found = next_of(cast.ana, milo)
    assert found.session is not None
    assert found.session.id == for_milo
    assert [(each.name, each.session.id) for each in found.others] == [("Pia Nest", for_pia)]
    assert [each.id for each in upcoming(cast.ana, milo)] == [for_milo]


def test_each_of_a_couple_sees_the_session_and_not_who_else_comes(cast: Cast, service: str) -> None:
    both = f"{cast.ana.client_id} {cast.ben.client_id}"
    made = booked_in(cast.thea, service, "", hours=5, clients=both)
    for person, other in ((cast.ana, "Ben"), (cast.ben, "Ana")):
        (found,) = upcoming(person, person.client_id)
        assert found.id == made
        assert other not in repr(found)


def test_what_a_login_is_tied_to_no_more_is_gone_at_once(cast: Cast, service: str) -> None:
    milo = _child(cast, "Milo")
    made = booked_in(cast.thea, service, milo, hours=5)
    assert [each.id for each in upcoming(cast.ana, milo)] == [made]
    act(cast.thea, portal_logins.remove_login, client_id=milo, login_id=cast.ana.account_id)
    with pytest.raises(NotFound):
        upcoming(cast.ana, milo)
    with pytest.raises(NotFound):
        read(cast.ana, own_appointments.get_calendar_file, appointment_id=made)
    assert next_of(cast.ana, cast.ana.client_id) == OwnNext(None, [])


def test_undoing_an_association_takes_the_sessions_away(cast: Cast, service: str) -> None:
    client_id = add_client(cast.thea, "Pat", "Prospect")
    made = booked_in(cast.thea, service, client_id, hours=5)
    with pytest.raises(NotAllowed):
        upcoming(cast.pat, client_id)
    form = AssociationForm(relationship="self")
    act(cast.olivia, associations.associate, prospect_id=cast.pat.account_id, client_id=client_id, form=form)
    assert [each.id for each in upcoming(cast.pat, client_id)] == [made]
    assert read(cast.pat, own_appointments.get_calendar_file, appointment_id=made).name == "session.ics"
    (association,) = rows(Association)
    act(cast.olivia, associations.undo, association_id=association.id)
    assert rows(ClientAccess, account_id=cast.pat.account_id) == []
    for look in (
        lambda: upcoming(cast.pat, client_id),
        lambda: read(cast.pat, own_appointments.get_calendar_file, appointment_id=made),
    ):
        with pytest.raises(NotAllowed):
            look()


def test_the_file_of_a_session_follows_it(cast: Cast, service: str) -> None:
    made = booked(cast.thea, service, cast.ana.client_id, "2027-06-08", "14:00").id
    changed(cast.thea, made, start="15:00")
    file = read(cast.ana, own_appointments.get_calendar_file, appointment_id=made)
    (event,) = IcsCalendarStream.calendar_from_ics(file.content.decode()).events
    assert (event.uid, event.sequence, event.summary) == (made, 1, "Session")
    assert f"{event.start:%Y-%m-%d %H:%M %z}" == "2027-06-08 15:00 -0400"
    cancelled(cast.thea, made)
    file = read(cast.ana, own_appointments.get_calendar_file, appointment_id=made)
    assert file.media_type == "text/calendar; charset=utf-8; method=CANCEL"


def test_somebody_whose_address_is_not_proven_sees_their_sessions_all_the_same(cast: Cast, service: str) -> None:
    made = booked_in(cast.thea, service, cast.ben.client_id, hours=5)
    assert row(Account, cast.ben.account_id).email_proven_at is None
    assert [each.id for each in upcoming(cast.ben, cast.ben.client_id)] == [made]
    assert read(cast.ben, own_appointments.get_calendar_file, appointment_id=made).content


def test_what_was_attended_cannot_be_joined(cast: Cast, service: str, clock: Clock) -> None:
    made = booked_in(cast.thea, service, cast.ana.client_id, hours=1)
    clock.forward(hours=1, minutes=10)
    attended(cast.thea, made, "attended")
    (found,) = upcoming(cast.ana, cast.ana.client_id)
    assert (found.id, found.joins) == (made, False)
    assert row(Appointment, UUID(made)).ends_at > now()


def _child(cast: Cast, name: str) -> str:
    client_id = add_client(cast.thea, name, "Nest")
    typed = {"relationship": "parent", "name": "Ana Lopez", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, client_id, cast.ana.email, **typed)
    return client_id


def test_sessions_are_narrowed_by_year_meeting_and_what_became_of_them(cast: Cast, service: str, clock: Clock) -> None:
    for hours, meeting in ((1, "video"), (4, "phone"), (7, "in_person")):
        booked_in(cast.thea, service, cast.ana.client_id, hours=hours, meeting=meeting)
    missed, held = (str(each.id) for each in sorted(rows(Appointment), key=lambda each: each.starts_at)[:2])
    clock.forward(hours=9)
    attended(cast.thea, missed, "no_show")
    attended(cast.thea, held, "attended")
    year = row(Appointment, held).starts_at.astimezone(zone_of("America/Toronto")).year
    for asked, found in (
        (Asked(attendance=Attendance.NO_SHOW), [missed]),
        (Asked(meeting=Meeting.PHONE), [held]),
        (Asked(meeting=Meeting.PHONE, attendance=Attendance.NO_SHOW), []),
        (Asked(year=year, attendance=Attendance.ATTENDED), [held]),
        (Asked(year=year + 1), []),
    ):
        assert [each.id for each in upcoming(cast.ana, cast.ana.client_id, past=True, asked=asked)] == found


def test_a_year_is_the_practices_also_in_its_last_hours(cast: Cast, service: str) -> None:
    made = [booked(cast.thea, service, cast.ana.client_id, day, "22:30").id for day in ("2027-12-31", "2028-01-01")]
    assert read(cast.ana, own_appointments.years_of, client_id=cast.ana.client_id) == [2028, 2027]
    for year, session in zip((2027, 2028), made, strict=True):
        assert [each.id for each in upcoming(cast.ana, cast.ana.client_id, asked=Asked(year=year))] == [session]


def test_the_years_of_somebody_else_are_not_told(cast: Cast, service: str) -> None:
    booked_in(cast.thea, service, cast.ana.client_id, hours=5)
    for who in (cast.mallory, cast.ben, cast.pat, cast.thea, None):
        with pytest.raises((NotFound, NotAllowed)):
            read(who, own_appointments.years_of, client_id=cast.ana.client_id)
    assert read(cast.ben, own_appointments.years_of, client_id=cast.ben.client_id) == []
