"""The timeline of a login: what happened to it, in order, and what of it concerns this client."""

from uuid import UUID

import pytest

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.models import Account, Area, ClientAccess, Letter, LetterState, Relationship, SingleUseLink
from owl_app.services import (
    invitations,
    links,
    lock_outs,
    passwords,
    portal_access,
    portal_logins,
    portal_timeline,
    sign_ins,
)
from owl_app.services.portal_advice import Act, Matter
from owl_app.services.portal_timeline import LoginRow
from tests.cast import (
    Cast,
    add_client,
    add_login,
    change_login,
    give_starter,
    hashed,
    link_in,
    with_letters_sent,
)
from tests.door import act, change, read, rows, viewer_of
from tests.installation import Clock
from tests.test_lock_outs import guess


def logins(staff: object, client_id: str) -> list[LoginRow]:
    return read(staff, portal_timeline.get_portal_access, client_id=client_id).logins


def happened(staff: object, client_id: str, number: int = 0) -> list[str]:
    return [each.what for each in logins(staff, client_id)[number].happened]


def settle(state: LetterState, reason: str = "") -> None:
    """As if the mail provider had answered for every letter that waits."""
    sent_at = now() if state is LetterState.ACCEPTED else None
    for letter in rows(Letter, state=LetterState.QUEUED):
        change(Letter, letter.id, state=state, reason=reason, provider="smtp", sent_at=sent_at)


@pytest.fixture
def new(cast: Cast) -> str:
    """A client of Thea's whom she has just invited."""
    client_id = add_client(cast.thea, "New", "Person", email="new@post.example")
    add_login(cast.thea, client_id, "new@post.example")
    return client_id


def test_an_invitation_from_the_letter_to_the_first_sign_in(cast: Cast, new: str, clock: Clock) -> None:
    assert happened(cast.thea, new) == ["Invited by Thea Thorne", "Invitation: waiting to be sent."]
    clock.forward(seconds=30)
    settle(LetterState.ACCEPTED)
    token = link_in(rows(Letter, kind="invite_to_portal")[0])
    clock.forward(minutes=1)
    act(None, links.note_opened, token=token)
    assert happened(cast.thea, new) == [
        "Invited by Thea Thorne",
        "Invitation: taken by the mail server",
        "Invitation: the link was opened",
    ]
    given = {"token": token, "password_hash": hashed("amber violin 35 harbour"), "device": "", "device_token": ""}
    act(None, invitations.accept, **given)
    assert happened(cast.thea, new)[3:] == ["Accepted the invitation and chose a password", "First sign-in"]
    clock.forward(hours=1)
    with transaction() as session:
        account = sign_ins.find_account(session, Area.PORTAL, "new@post.example")
        assert account is not None
        sign_ins.open_for(session, account, device="Firefox")
    assert happened(cast.thea, new)[-1] == "Last sign-in"


def test_a_letter_that_failed_says_why_and_what_to_do(cast: Cast, new: str) -> None:
    settle(LetterState.FAILED, "The mail server refused the letter (550).")
    login = logins(cast.thea, new)[0]
    assert login.happened[-1].what == "Invitation: failed. The mail server refused the letter (550)."
    assert login.happened[-1].tone == "bad"
    assert (login.advice.matter, login.advice.act) == (Matter.LETTER_FAILED, Act.CORRECT)
    assert login.reason == "The mail server refused the letter (550)."


def test_a_letter_that_failed_is_past_once_the_address_is_corrected(cast: Cast, new: str) -> None:
    settle(LetterState.FAILED)
    login = logins(cast.thea, new)[0]
    form = portal_logins.LoginForm(email="right@post.example")
    act(cast.thea, portal_logins.change_login, client_id=new, login_id=login.id, form=form)
    settle(LetterState.ACCEPTED)
    assert logins(cast.thea, new)[0].advice.matter is Matter.INVITED


def test_a_letter_that_failed_is_past_once_a_starter_password_is_set(cast: Cast, new: str) -> None:
    settle(LetterState.FAILED)
    give_starter(cast.thea, new, "new@post.example")
    assert logins(cast.thea, new)[0].advice.matter is Matter.STARTER_WAITS


def test_a_letter_that_may_have_arrived_is_neither_good_nor_forgotten(cast: Cast, new: str) -> None:
    settle(LetterState.UNKNOWN)
    login = logins(cast.thea, new)[0]
    assert login.happened[-1].what == "Invitation: not known whether it arrived"
    assert login.advice.matter is Matter.LETTER_UNKNOWN


def test_an_invitation_that_nobody_opens_is_asked_about_after_two_days(cast: Cast, new: str, clock: Clock) -> None:
    thea = viewer_of(cast.thea)
    settle(LetterState.ACCEPTED)
    assert logins(thea, new)[0].advice.matter is Matter.INVITED
    clock.forward(days=5)
    advice = logins(thea, new)[0].advice
    assert (advice.matter, advice.days) == (Matter.NOT_OPENED, 5)
    clock.forward(days=10)
    assert logins(thea, new)[0].advice.matter is Matter.INVITATION_OVER


def test_a_starter_password_that_expired_unused_is_replaced(cast: Cast, clock: Clock) -> None:
    thea = viewer_of(cast.thea)
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert logins(thea, cast.ana.client_id)[0].advice.matter is Matter.STARTER_WAITS
    clock.forward(days=7, seconds=1)
    login = logins(thea, cast.ana.client_id)[0]
    assert (login.state, login.advice.matter, login.advice.act) == ("expired", Matter.STARTER_OVER, Act.STARTER)


def test_whoever_asks_for_a_new_password_in_vain_gets_help_until_there_is_a_way_in(cast: Cast, clock: Clock) -> None:
    def matter() -> Matter:
        return logins(cast.thea, cast.ben.client_id)[0].advice.matter

    assert matter() is Matter.UNPROVEN
    clock.forward(minutes=1)
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ben.email)
    assert matter() is Matter.ASKED
    assert happened(cast.thea, cast.ben.client_id)[-1] == "Asked for a new password, but the address is not proven"
    clock.forward(minutes=1)
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    assert matter() is Matter.STARTER_WAITS


def test_whoever_remembers_the_password_after_asking_needs_no_help(cast: Cast, clock: Clock) -> None:
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ben.email)
    clock.forward(minutes=1)
    with transaction() as session:
        sign_ins.open_for(session, session.get_one(Account, cast.ben.account_id), device="Firefox")
    assert logins(cast.thea, cast.ben.client_id)[0].advice.matter is Matter.UNPROVEN


def test_a_lock_out_is_in_the_timeline_and_its_end_in_the_advice(cast: Cast) -> None:
    guess(cast.ana.email)
    act(None, lock_outs.note, area=Area.PORTAL, email=cast.ana.email)
    login = logins(cast.thea, cast.ana.client_id)[0]
    assert login.locked
    assert login.happened[-1].what == "Locked out after too many wrong passwords"
    assert (login.advice.matter, login.advice.act) == (Matter.LOCKED, Act.UNLOCK)
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    act(cast.thea, portal_logins.unlock_login, **which)
    login = logins(cast.thea, cast.ana.client_id)[0]
    assert login.happened[-1].what == "Unlocked by Thea Thorne"
    assert (login.locked, login.advice.matter) == (False, Matter.WELL)


def test_disabling_enabling_and_a_new_address_are_in_the_timeline(cast: Cast) -> None:
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    act(cast.thea, portal_logins.disable_login, **which)
    assert logins(cast.thea, cast.ana.client_id)[0].advice.matter is Matter.DISABLED
    act(cast.adam, portal_logins.enable_login, **which)
    change_login(cast.olivia, cast.ana, email="ana.new@post.example")
    changes = ("Disabled", "Enabled", "Email address changed")
    assert [each for each in happened(cast.thea, cast.ana.client_id) if each.startswith(changes)] == [
        "Disabled by Thea Thorne",
        "Enabled again by Adam Abara",
        "Email address changed by Olivia Owens",
    ]


def test_a_client_without_a_login_has_none_and_is_offered_the_address_of_the_record(cast: Cast) -> None:
    client_id = add_client(cast.thea, "New", "Person", email="new@post.example")
    found = read(cast.thea, portal_timeline.get_portal_access, client_id=client_id)
    assert (found.logins, found.has_own, found.offered_email) == ([], False, "new@post.example")


def test_the_clients_own_login_comes_first_and_goes_by_the_name_in_the_record(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Otis", "Quill")
    add_login(cast.thea, client_id, "tess@post.example", relationship="partner", name="Tess Quill")
    add_login(cast.thea, client_id, "otis@post.example")
    found = logins(cast.thea, client_id)
    assert [(login.name, login.relationship) for login in found] == [
        ("Otis Quill", Relationship.SELF),
        ("Tess Quill", Relationship.PARTNER),
    ]


def test_what_concerns_another_client_alone_is_in_no_timeline_but_theirs(cast: Cast) -> None:
    typed = {"relationship": "parent", "name": "Ana", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, cast.chloe.client_id, cast.ana.email, **typed)
    anas, chloes = happened(cast.adam, cast.ana.client_id), happened(cast.tom, cast.chloe.client_id, 1)
    connected, given = "Connected to this client by Olivia Owens", "Starter password set by Olivia Owens"
    assert (connected in chloes, connected in anas) == (True, False)
    assert (given in chloes, given in anas) == (False, True)
    assert {login.may_change for login in logins(cast.thea, cast.ana.client_id)} == {False}
    assert {login.may_change for login in logins(cast.adam, cast.ana.client_id)} == {True}


def test_nothing_of_another_clients_is_in_the_answer(cast: Cast) -> None:
    typed = {"relationship": "parent", "name": "Ana", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, cast.chloe.client_id, cast.ana.email, **typed)
    with_letters_sent()
    answer = repr(read(cast.thea, portal_timeline.get_portal_access, client_id=cast.ana.client_id))
    assert [secret for secret in ("Chloé", cast.chloe.client_id, cast.chloe.email) if secret in answer] == []


def test_a_letter_without_its_link_and_a_link_without_its_letter_hurt_nobody(cast: Cast, new: str) -> None:
    (link,) = [each for each in rows(SingleUseLink) if each.purpose == "invitation"]
    change(SingleUseLink, link.id, letter_id=None)
    assert logins(cast.thea, new)[0].advice.matter is Matter.NO_WAY_IN


def test_a_timeline_stays_short_however_often_somebody_is_invited(cast: Cast) -> None:
    for _ in range(45):
        act(cast.thea, portal_access.invite, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
        with_letters_sent()
    assert len(logins(cast.thea, cast.ana.client_id)[0].happened) <= 82
    assert rows(ClientAccess, client_id=UUID(cast.ana.client_id))
