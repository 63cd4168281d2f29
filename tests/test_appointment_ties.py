"""What sessions do to the rest: previews, merging, deletion, the list of clients, Home, and who left."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owl_app.clock import now
from owl_app.models import Account, Appointment, AppointmentClient
from owl_app.services import (
    appointment_list,
    audit,
    client_deletion,
    client_list,
    client_merges,
    home,
    match_cards,
    team,
)
from owl_app.services.client_deletion import DeletionForm
from owl_app.services.listing import Query
from owl_app.services.team import DeactivationForm
from tests.booking import add_service, booked, changed, thea
from tests.cast import Cast, Person, add_client
from tests.door import act, change, read, row, rows, viewer_of
from tests.installation import Clock
from tests.sign_ups import allow_sign_up, signed_up

TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture
def service(cast: Cast) -> str:
    return add_service(cast.olivia)


def day(ahead: int) -> str:
    return (now().astimezone(TORONTO).date() + timedelta(days=ahead)).isoformat()


def book(who: Person, service: str, clients: str, ahead: int, start: str = "10:00", **typed: object) -> str:
    seen = f"after_change:{day(ahead)}T{start.replace(':', '')}"
    return booked(who, service, clients, day(ahead), start, **{"clients": clients, "looked_at": seen, **typed}).id


def come_to(appointment_id: str) -> set[str]:
    return {str(each.client_id) for each in rows(AppointmentClient, appointment_id=UUID(appointment_id))}


def merged(cast: Cast, kept: str, goes: str) -> str:
    found = read(cast.olivia, client_merges.dry_run, kept_id=kept, merged_id=goes)
    seen = (str(found.kept_version), str(found.merged_version))
    return act(cast.olivia, client_merges.merge, kept_id=kept, merged_id=goes, seen=seen, choices={})


def test_an_association_says_how_many_sessions_the_login_will_see(cast: Cast, service: str, clock: Clock) -> None:
    past = book(cast.thea, service, cast.ana.client_id, 1)
    cancelled = book(cast.thea, service, cast.ana.client_id, 2)
    book(cast.thea, service, cast.ana.client_id, 9)
    change(Appointment, cancelled, attendance="cancelled")
    allow_sign_up(cast.olivia)
    nina, olivia = signed_up("nina@post.example"), viewer_of(cast.olivia)
    clock.forward(days=5)
    assert row(Appointment, past).ends_at < now()
    card = read(olivia, match_cards.compare, prospect_id=nina.viewer.account_id, client_id=cast.ana.client_id)
    assert (card.past, card.upcoming) == (1, 1)


def test_sessions_move_with_a_merge_and_go_back_with_its_undoing(cast: Cast, service: str) -> None:
    kept, goes = (add_client(cast.olivia, "Nina", "Noor") for _ in range(2))
    theirs = book(cast.olivia, service, goes, 1, **thea(cast))
    both = book(cast.olivia, service, f"{kept} {goes}", 2, **thea(cast))
    assert read(cast.olivia, client_merges.dry_run, kept_id=kept, merged_id=goes).sessions == 2
    merge_id = merged(cast, kept, goes)
    assert (come_to(theirs), come_to(both)) == ({kept}, {kept})
    changed(cast.olivia, both, start="16:00")
    made_since = book(cast.olivia, service, kept, 3, **thea(cast))
    act(cast.olivia, client_merges.undo, merge_id=merge_id)
    assert (come_to(theirs), come_to(both), come_to(made_since)) == ({goes}, {kept, goes}, {kept})
    starts = {each.starts_at for each in rows(AppointmentClient, appointment_id=UUID(both))}
    assert starts == {row(Appointment, both).starts_at}


def test_what_happened_to_a_merged_session_stays_in_the_logs(cast: Cast, service: str) -> None:
    kept, goes = (add_client(cast.olivia, "Nina", "Noor") for _ in range(2))
    book(cast.olivia, service, goes, 1, **thea(cast))
    merged(cast, kept, goes)
    lines = [each.what for each in read(cast.olivia, audit.list_for_client, client_id=kept)]
    assert [line.startswith("booked the session on ") for line in lines] == [False, True, False, False]


def test_sessions_go_with_a_deleted_client_but_for_those_of_others(cast: Cast, service: str) -> None:
    alone = book(cast.thea, service, cast.ana.client_id, 1)
    together = book(cast.thea, service, f"{cast.ana.client_id} {cast.ben.client_id}", 2)
    found = read(cast.olivia, client_deletion.get_deletion, client_id=cast.ana.client_id)
    assert (found.past, found.upcoming) == (0, 2)
    form = DeletionForm.read({"last_name": "Lopez", "reason": "mistake"})
    act(cast.olivia, client_deletion.delete_client, client_id=cast.ana.client_id, form=form)
    assert rows(Appointment, id=UUID(alone)) == []
    assert come_to(together) == {cast.ben.client_id}


def test_a_record_is_kept_ten_years_after_the_last_session(cast: Cast, service: str) -> None:
    change(Account, cast.ana.account_id, name="Ana")
    last = book(cast.thea, service, cast.ana.client_id, 60)
    ends = row(Appointment, last).starts_at.date()
    found = read(cast.olivia, client_deletion.get_deletion, client_id=cast.ana.client_id)
    assert found.kept_until == ends.replace(year=ends.year + 10).isoformat()


def test_all_clients_says_when_the_next_session_is(cast: Cast, service: str) -> None:
    cancelled = book(cast.thea, service, cast.ana.client_id, 1)
    change(Appointment, cancelled, attendance="cancelled")
    book(cast.thea, service, cast.ana.client_id, 9)
    book(cast.thea, service, cast.ana.client_id, 3, "15:30")
    booked(cast.thea, service, cast.ben.client_id, "2041-12-03", "15:30")
    found = {each.name: each.next for each in read(cast.thea, client_list.list_clients, query=Query()).rows}
    assert found["Ben Okafor"] == "Dec 3, 2041, 3:30 p.m."
    assert found["Ana Lopez"].endswith(", 3:30 p.m.")


def test_home_shows_a_therapist_their_day_and_an_admin_everybodys(cast: Cast, service: str, clock: Clock) -> None:
    book(cast.thea, service, cast.ana.client_id, 1, "10:00")
    book(cast.thea, service, cast.ben.client_id, 1, "09:00")
    book(cast.tom, service, cast.chloe.client_id, 1, "09:30")
    book(cast.thea, service, cast.ben.client_id, 2, "09:00")
    viewers = {who.name: viewer_of(who) for who in (cast.thea, cast.tom, cast.adam)}
    midnight = now().astimezone(TORONTO).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.forward(seconds=(midnight - now()).total_seconds() + 3600)

    def today(who: Person) -> list[list[str]]:
        return [each.clients for each in read(viewers[who.name], home.get_home).today]

    assert today(cast.thea) == [["Ben Okafor"], ["Ana Lopez"]]
    assert today(cast.tom) == [["Chloé Élie"]]
    assert today(cast.adam) == [["Ben Okafor"], ["Chloé Élie"], ["Ana Lopez"]]


def test_home_speaks_of_sessions_with_somebody_who_left(cast: Cast, service: str) -> None:
    book(cast.tom, service, cast.chloe.client_id, 3)
    book(cast.tom, service, cast.chloe.client_id, 4)
    assert read(cast.olivia, home.get_home).left == []
    act(cast.olivia, team.deactivate, account_id=cast.tom.account_id, form=DeactivationForm(successor=team.NOBODY))
    (left,) = read(cast.adam, home.get_home).left
    assert (left.therapist, left.count) == ("Tom Tran", 2)
    assert read(cast.thea, home.get_home).left == []


def test_the_calendar_shows_what_lies_in_the_window_and_begins_before_it(cast: Cast, service: str) -> None:
    booked(cast.thea, service, cast.ana.client_id, "2027-01-12", "23:30", minutes=90)
    booked(cast.thea, service, cast.ben.client_id, "2027-01-13", "10:00")
    booked(cast.tom, service, cast.chloe.client_id, "2027-01-13", "11:00")
    booked(cast.thea, service, cast.ben.client_id, "2027-01-14", "00:00")
    midnight = row(Appointment, rows(Appointment)[-1].id).starts_at
    window = {"since": midnight - timedelta(days=1), "until": midnight}

    def shown(who: Person, **asked: object) -> list[list[str]]:
        return [each.clients for each in read(who, appointment_list.list_between, **window, **asked)]

    assert shown(cast.thea) == [["Ana Lopez"], ["Ben Okafor"]]
    assert shown(cast.olivia) == [["Ana Lopez"], ["Ben Okafor"], ["Chloé Élie"]]
    assert shown(cast.olivia, therapist_id=str(cast.tom.account_id)) == [["Chloé Élie"]]
    assert shown(cast.tom, therapist_id=str(cast.thea.account_id)) == []


def test_a_colleague_reads_no_name_of_a_client_of_others(cast: Cast, service: str) -> None:
    tom = {"therapist_id": str(cast.tom.account_id)}
    made = book(cast.olivia, service, f"{cast.ana.client_id} {cast.chloe.client_id}", 1, **tom)
    detail = read(cast.thea, appointment_list.get_detail, appointment_id=made)
    assert [(each.name, each.opens, bool(each.id)) for each in detail.clients] == [
        ("another client", False, False),
        ("Ana Lopez", True, True),
    ]
    assert not detail.may_change
    (line,) = read(cast.thea, appointment_list.list_of_client, client_id=cast.ana.client_id).rows
    assert line.clients == ["another client", "Ana Lopez"]
    (own,) = read(cast.tom, appointment_list.list_of_client, client_id=cast.chloe.client_id).rows
    assert own.clients == ["Chloé Élie", "Ana Lopez"]
    (hers,) = read(cast.ana, appointment_list.list_of_client, client_id=cast.ana.client_id).rows
    assert hers.clients == []
