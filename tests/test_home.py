"""Home: what needs whom now, what is on its way, and nothing of what is not theirs."""

from typing import Any

import pytest
from sqlmodel import Session, select

from owl_app.database import transaction
from owl_app.errors import NotAllowed
from owl_app.models import Account, Area, Client, Letter, LetterState, Practice
from owl_app.security.emails import email_key
from owl_app.services import home, links, lock_outs, passwords, portal_access, portal_logins, portal_timeline, team
from owl_app.services.home import NEEDS, NEXT, Home, LoginLine
from owl_app.services.portal_advice import Matter
from tests.cast import STARTER, Cast, add_client, add_login, give_starter, link_in
from tests.door import act, change, read, rows, viewer_of
from tests.installation import Clock
from tests.test_lock_outs import guess
from tests.test_portal_timeline import settle

KEY = "new@post.example"


def at_home(who: object) -> Home:
    return read(who, home.get_home)


def said(lines: list[LoginLine]) -> list[tuple[str, Matter]]:
    return [(line.name, line.advice.matter) for line in lines]


def needs(who: object) -> list[tuple[str, Matter]]:
    return said(at_home(who).needs.shown)


def coming(who: object) -> list[tuple[str, Matter]]:
    return said(at_home(who).next.shown)


def invited(staff: Any, name: str = "New Person", email: str = KEY, **typed: str) -> str:
    """A client whom this member of staff has just invited, or given a starter password that is typed."""
    client_id = add_client(staff, *name.split())
    add_login(staff, client_id, email, **typed)
    return client_id


def join_team(who: object, name: str = "Nia Ng", email: str = "nia@willow.example", role: str = "therapist") -> None:
    form = team.InvitationForm.read({"name": name, "email": email, "role": role})
    act(who, team.invite, form=form)


def test_nothing_needs_anybody_while_all_is_well(cast: Cast) -> None:
    found = at_home(cast.thea)
    assert (found.needs.shown, found.next.shown, found.letters, found.has_clients) == ([], [], None, True)


def test_a_practice_without_clients_says_so(olivia: object) -> None:
    found = at_home(olivia)
    assert (found.needs.shown, found.next.shown, found.has_clients) == ([], [], False)


def test_an_invitation_is_on_its_way_then_needs_somebody_then_is_over(cast: Cast, clock: Clock) -> None:
    invited(cast.thea)
    thea = viewer_of(cast.thea)
    assert (needs(thea), coming(thea)) == ([], [("New Person", Matter.LETTER_WAITS)])
    settle(LetterState.ACCEPTED)
    assert coming(thea) == [("New Person", Matter.INVITED)]
    clock.forward(days=3)
    assert (needs(thea), coming(thea)) == ([("New Person", Matter.NOT_OPENED)], [])
    act(None, links.note_opened, token=link_in(rows(Letter, kind="invite_to_portal")[0]))
    assert coming(thea) == [("New Person", Matter.INVITED)]
    clock.forward(days=1)
    assert needs(thea) == [("New Person", Matter.ONLY_OPENED)]
    clock.forward(days=12)
    assert needs(thea) == [("New Person", Matter.INVITATION_OVER)]


def test_a_letter_that_failed_needs_somebody_until_the_address_is_corrected(cast: Cast) -> None:
    client_id = invited(cast.thea)
    settle(LetterState.FAILED, "The mail server refused the letter (550).")
    (line,) = at_home(cast.thea).needs.shown
    assert (line.advice.matter, line.client_id, line.owner) == (Matter.LETTER_FAILED, client_id, "")
    assert line.reason == "The mail server refused the letter (550)."
    assert line.since == rows(Letter, kind="invite_to_portal")[0].created_at
    form = portal_logins.LoginForm(email="right@post.example")
    act(cast.thea, portal_logins.change_login, client_id=client_id, login_id=line.id, form=form)
    assert (needs(cast.thea), coming(cast.thea)) == ([], [("New Person", Matter.LETTER_WAITS)])


def test_people_who_stand_before_a_closed_door_come_first(cast: Cast) -> None:
    invited(cast.thea)
    settle(LetterState.UNKNOWN)
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ben.email)
    guess(cast.ana.email)
    act(None, lock_outs.note, area=Area.PORTAL, email=cast.ana.email)
    assert needs(cast.thea) == [
        ("Ana Lopez", Matter.LOCKED),
        ("Ben Okafor", Matter.ASKED),
        ("New Person", Matter.LETTER_UNKNOWN),
    ]
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    act(cast.thea, portal_logins.unlock_login, **which)
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    assert needs(cast.thea) == [("New Person", Matter.LETTER_UNKNOWN)]


def test_a_starter_password_waits_until_it_expires_and_then_needs_somebody(cast: Cast, clock: Clock) -> None:
    thea = viewer_of(cast.thea)
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert coming(thea) == [("Ana Lopez", Matter.STARTER_WAITS)]
    clock.forward(days=7, seconds=1)
    assert (needs(thea), coming(thea)) == ([("Ana Lopez", Matter.STARTER_OVER)], [])


def test_a_login_without_any_way_in_needs_somebody(cast: Cast) -> None:
    client_id = invited(cast.thea)
    (line,) = at_home(cast.thea).next.shown
    with transaction() as session:
        links.drop(session, session.get_one(Account, rows(Account, email_key=email_key(KEY))[0].id), *links.LASTS)
    assert needs(cast.thea) == [("New Person", Matter.NO_WAY_IN)]
    act(cast.thea, portal_access.invite, client_id=client_id, login_id=line.id)
    assert needs(cast.thea) == []


def test_a_login_that_is_disabled_is_a_decision_and_needs_nobody(cast: Cast) -> None:
    client_id = invited(cast.thea)
    settle(LetterState.FAILED)
    (line,) = at_home(cast.thea).needs.shown
    act(cast.thea, portal_logins.disable_login, client_id=client_id, login_id=line.id)
    assert (needs(cast.olivia), coming(cast.olivia)) == ([], [])


def test_a_login_of_somebody_else_says_whose_it_is_beside_the_client(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Milo", "Nest")
    add_login(cast.thea, client_id, "rosa@post.example", relationship="parent", name="Rosa Nest")
    (line,) = at_home(cast.thea).next.shown
    assert (line.name, line.owner, line.client_id) == ("Milo Nest", "Rosa Nest", client_id)


def test_a_therapist_sees_their_own_clients_alone(cast: Cast) -> None:
    for staff, name in ((cast.thea, "Theas Client"), (cast.tom, "Toms Client")):
        invited(staff, name, f"{name.split()[0]}@post.example")
    add_login(cast.olivia, add_client(cast.olivia, "Nobodys", "Client"), "nobodys@post.example")
    settle(LetterState.FAILED)
    assert needs(cast.thea) == [("Theas Client", Matter.LETTER_FAILED)]
    assert needs(cast.tom) == [("Toms Client", Matter.LETTER_FAILED)]
    assert {name for name, _ in needs(cast.adam)} == {"Theas Client", "Toms Client", "Nobodys Client"}
    answer = repr(at_home(cast.thea))
    assert [each for each in ("Toms", "toms@", "Nobodys", "nobodys@") if each in answer] == []


def test_a_login_that_also_belongs_to_another_therapists_client_is_for_owners_and_admins(cast: Cast) -> None:
    typed = {"relationship": "parent", "name": "Ana", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, cast.chloe.client_id, cast.ana.email, **typed)
    give_starter(cast.olivia, cast.ana.client_id, cast.ana.email)
    assert (coming(cast.thea), coming(cast.tom)) == ([], [])
    assert coming(cast.adam) == [("Ana Lopez", Matter.STARTER_WAITS)]


def test_a_login_tied_to_nobody_is_nobodys_to_mend(cast: Cast) -> None:
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.pat.email)
    change(Account, cast.pat.account_id, email_proven_at=None)
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.pat.email)
    assert needs(cast.olivia) == []


def test_an_invitation_to_the_team_is_for_those_who_may_send_it_again(cast: Cast, clock: Clock) -> None:
    join_team(cast.olivia)
    join_team(cast.olivia, "Max Moor", "max@willow.example", "admin")
    settle(LetterState.ACCEPTED)
    olivia, adam, thea = (viewer_of(who) for who in (cast.olivia, cast.adam, cast.thea))
    assert sorted(coming(olivia)) == [("Max Moor", Matter.INVITED), ("Nia Ng", Matter.INVITED)]
    clock.forward(days=3)
    assert sorted(needs(olivia)) == [("Max Moor", Matter.NOT_OPENED), ("Nia Ng", Matter.NOT_OPENED)]
    assert needs(adam) == [("Nia Ng", Matter.NOT_OPENED)]
    assert (needs(thea), coming(thea)) == ([], [])
    clock.forward(days=12)
    assert needs(adam) == [("Nia Ng", Matter.INVITATION_OVER)]


def test_letters_that_no_login_speaks_of_are_for_owners_and_admins(cast: Cast) -> None:
    join_team(cast.olivia)
    settle(LetterState.FAILED)
    found = at_home(cast.adam).letters
    assert found is not None
    assert (found.count, found.to) == (1, "Nia Ng")
    assert (needs(cast.adam), at_home(cast.thea).letters) == ([], None)
    act(cast.olivia, team.invite_again, account_id=rows(Account, email="nia@willow.example")[0].id)
    assert at_home(cast.adam).letters is None


def test_a_letter_that_a_login_speaks_of_is_not_counted_twice(cast: Cast) -> None:
    invited(cast.thea)
    settle(LetterState.FAILED)
    assert at_home(cast.olivia).letters is None
    assert needs(cast.olivia) == [("New Person", Matter.LETTER_FAILED)]


def test_a_letter_without_a_link_is_spoken_of_for_a_week(cast: Cast, clock: Clock) -> None:
    olivia = viewer_of(cast.olivia)
    client_id = add_client(cast.thea, "Milo", "Nest")
    add_login(cast.thea, client_id, cast.ana.email, relationship="parent", name="Ana", connect=str(cast.ana.account_id))
    settle(LetterState.FAILED)
    assert at_home(olivia).letters is not None
    clock.forward(days=8)
    assert at_home(olivia).letters is None


def test_clients_without_a_therapist_are_counted_for_owners_and_admins(cast: Cast) -> None:
    add_client(cast.olivia, "Nobodys", "Client")
    assert [at_home(who).without_therapist for who in (cast.olivia, cast.adam, cast.thea)] == [2, 2, 0]


def test_in_a_practice_of_one_no_client_lacks_a_therapist(olivia: Any) -> None:
    add_client(olivia, "Nobodys", "Client")
    found = at_home(olivia)
    assert (found.without_therapist, found.has_clients) == (0, True)


def test_a_therapist_who_may_see_every_client_sees_what_every_client_needs(cast: Cast) -> None:
    invited(cast.tom)
    settle(LetterState.FAILED)
    assert needs(cast.thea) == []
    change(Practice, 1, therapists_see_all=True)
    assert needs(cast.thea) == [("New Person", Matter.LETTER_FAILED)]
    found = at_home(cast.thea)
    assert (found.letters, found.without_therapist) == (None, 0)


def test_neither_clients_nor_strangers_have_this_home(cast: Cast) -> None:
    for who in (cast.mallory, cast.ana, cast.pat, None):
        with pytest.raises(NotAllowed):
            at_home(who)


def test_of_very_many_fifty_are_shown_and_the_others_counted(cast: Cast) -> None:
    fail(cast, 60)
    found = at_home(cast.olivia).needs
    assert (len(found.shown), found.more, found.at_least) == (49, 11, False)
    assert at_home(cast.olivia).without_therapist == 1
    fail(cast, 50, start=60)
    found = at_home(cast.olivia).needs
    assert (len(found.shown), found.more, found.at_least) == (49, 61, True)


def test_of_what_is_on_its_way_ten_are_shown_and_the_others_counted(cast: Cast) -> None:
    for number in range(12):
        invited(cast.thea, f"New Person{number}", f"new{number}@post.example")
    found = at_home(cast.thea).next
    assert (len(found.shown), found.more) == (10, 2)


def test_home_says_of_every_login_what_its_own_page_says(cast: Cast, clock: Clock) -> None:
    olivia, tom = viewer_of(cast.olivia), viewer_of(cast.tom)
    for days, state in ((9, LetterState.ACCEPTED), (6, LetterState.FAILED), (0, LetterState.UNKNOWN)):
        invited(tom, f"After Days{days}", f"after{days}@post.example")
        invited(tom, f"With Starter{days}", f"starter{days}@post.example", password=STARTER)
        settle(state)
        clock.forward(days=days)
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ben.email)
    invited(tom, "Just Now", "justnow@post.example")
    found = at_home(olivia)
    here = {(line.id, line.advice.matter) for line in (*found.needs.shown, *found.next.shown)}
    there = {
        (login.id, login.advice.matter)
        for client in read(olivia, everybody)
        for login in read(olivia, portal_timeline.get_portal_access, client_id=client).logins
        if login.advice.matter in {*NEEDS, *NEXT}
    }
    assert here == there
    assert len({matter for _, matter in here}) > 4


def everybody(session: Session, viewer: object) -> list[str]:
    return [str(client_id) for client_id in session.exec(select(Client.id))]


def fail(cast: Cast, count: int, *, start: int = 0) -> None:
    """So many new clients whose invitations fail."""
    for number in range(start, start + count):
        invited(cast.thea, f"New Person{number}", f"new{number}@post.example")
    settle(LetterState.FAILED)
