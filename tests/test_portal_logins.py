"""Changing a login: its address, disabling, and taking it from a client."""

from datetime import UTC, datetime

import pytest

from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.models import Account, AuditEntry, ClientAccess, Letter
from owl_app.services import invitations, portal_access, portal_logins, sign_ins
from owl_app.services.access import ViewerKind
from owl_app.services.portal_logins import LoginForm, Removed, Sent
from tests.cast import (
    STARTER,
    Cast,
    Person,
    add_client,
    add_login,
    change_login,
    give_starter,
    hashed,
    letters_to,
    link_in,
    sign_in,
)
from tests.door import act, change, read, row, rows, viewer_of
from tests.sign_ups import allow_sign_up, send_form, sent_again, settled


def of(person: Person) -> dict[str, object]:
    return {"client_id": person.client_id, "login_id": person.account_id}


def test_a_proven_address_hears_that_the_practice_replaced_it(cast: Cast) -> None:
    change_login(cast.olivia, cast.ana, email="ana.new@post.example")
    letter = rows(Letter, kind="portal_email_changed")[0]
    assert (letter.to_email, letter.has_link) == (cast.ana.email, False)
    assert "This one is used no more" in letter.text
    assert "ana.new@" not in letter.text + letter.html


def test_an_address_that_was_never_proven_hears_nothing(cast: Cast) -> None:
    change_login(cast.olivia, cast.ben, email="ben.new@post.example")
    assert rows(Letter, kind="portal_email_changed") == []


def test_a_new_address_is_asked_to_prove_itself(cast: Cast) -> None:
    assert change_login(cast.thea, cast.ana, email="ana.new@post.example") is Sent.CONFIRMATION
    assert row(Account, cast.ana.account_id).email_proven_at is None
    assert letters_to(cast.ana, "confirm_email")[-1].to_email == "ana.new@post.example"


def test_the_new_address_of_somebody_invited_gets_the_invitation(cast: Cast) -> None:
    client_id = add_client(cast.thea, "New", "Person")
    login_id = add_login(cast.thea, client_id, "tpyo@post.example").login_id
    older = rows(Letter, kind="invite_to_portal")[0]
    form = LoginForm.read({"email": "typo@post.example"})
    sent = act(cast.thea, portal_logins.change_login, client_id=client_id, login_id=login_id, form=form)
    letters = sorted(rows(Letter, kind="invite_to_portal"), key=lambda letter: letter.created_at)
    assert (sent, letters[-1].to_email) == (Sent.INVITATION, "typo@post.example")
    with pytest.raises((NotFound, Conflict)):
        read(None, invitations.check, token=link_in(older))
    assert read(None, invitations.check, token=link_in(letters[-1])).email == "typo@post.example"


def test_a_starter_password_goes_on_with_the_new_address(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert change_login(cast.thea, cast.ana, email="ana.new@post.example") is Sent.NOTHING
    assert sign_in("ana.new@post.example", STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD


def test_no_link_comes_back_to_life_when_the_old_address_does(cast: Cast) -> None:
    act(cast.thea, portal_access.invite, **of(cast.ana))
    token = link_in(letters_to(cast.ana, "invite_to_portal")[-1])
    change_login(cast.thea, cast.ana, email="ana.new@post.example")
    change_login(cast.thea, cast.ana, email=cast.ana.email)
    with pytest.raises(Conflict):
        read(None, invitations.check, token=token)


def test_the_same_address_leaves_the_client_signed_in_and_writes_no_letter(cast: Cast) -> None:
    before = len(rows(Letter))
    assert change_login(cast.thea, cast.ana, email="ANA@post.example") is Sent.NOTHING
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert row(Account, cast.ana.account_id).email_proven_at is not None
    assert len(rows(Letter)) == before


@pytest.mark.parametrize(("name", "sent"), [("ana", Sent.INVITATION), ("ben", Sent.CONFIRMATION)])
def test_a_letter_is_sent_again_to_the_same_address_where_it_is_asked_for(cast: Cast, name: str, sent: Sent) -> None:
    assert change_login(cast.thea, getattr(cast, name), again="yes") is sent


def test_an_address_that_another_login_holds_is_refused_without_a_word_about_whose_it_is(cast: Cast) -> None:
    for staff in (cast.thea, cast.olivia):
        with pytest.raises(Invalid) as refusal:
            change_login(staff, cast.ana, email="CHLOE@post.example")
        assert refusal.value.fields == {"email": "This address is in use here. Use a different one."}
    assert row(Account, cast.ana.account_id).email == cast.ana.email


def test_who_the_login_belongs_to_can_be_corrected(cast: Cast) -> None:
    change_login(cast.thea, cast.ana, relationship="guardian", name="Anita Lopez")
    assert row(Account, cast.ana.account_id).name == "Anita Lopez"
    assert rows(ClientAccess, account_id=cast.ana.account_id)[0].relationship == "guardian"
    change_login(cast.thea, cast.ana, relationship="self", name="ignored")
    assert row(Account, cast.ana.account_id).name == "Ana Lopez"


def test_a_second_login_does_not_become_the_clients_own(cast: Cast) -> None:
    typed = {"relationship": "parent", "name": "Rosa Nest"}
    login_id = add_login(cast.thea, cast.ana.client_id, "rosa@post.example", **typed).login_id
    form = LoginForm.read({"email": "rosa@post.example", "relationship": "self"})
    with pytest.raises(Invalid) as refusal:
        act(cast.thea, portal_logins.change_login, client_id=cast.ana.client_id, login_id=login_id, form=form)
    assert refusal.value.fields == {"relationship": "Ana Lopez has a login already."}


def test_a_disabled_login_is_out_at_once_and_cannot_sign_in(cast: Cast) -> None:
    assert act(cast.thea, portal_logins.disable_login, **of(cast.ana)) == "Ana Lopez"
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, cast.ana.password)


def test_an_enabled_login_signs_in_with_the_password_it_had(cast: Cast) -> None:
    act(cast.thea, portal_logins.disable_login, **of(cast.ana))
    act(cast.thea, portal_logins.enable_login, **of(cast.ana))
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    assert sign_in(cast.ana.email, cast.ana.password).viewer.kind is ViewerKind.CLIENT


def test_disabling_twice_is_said_once(cast: Cast) -> None:
    for _ in range(2):
        act(cast.thea, portal_logins.disable_login, **of(cast.ana))
    assert len(rows(AuditEntry, act="login_disabled")) == 1


def test_a_disabled_login_whose_address_changes_gets_no_letter(cast: Cast) -> None:
    act(cast.thea, portal_logins.disable_login, **of(cast.ana))
    assert change_login(cast.thea, cast.ana, email="ana.new@post.example") is Sent.NOTHING


def test_whoever_loses_the_last_client_is_tied_to_nobody(cast: Cast) -> None:
    assert act(cast.thea, portal_logins.remove_login, **of(cast.ana)) == Removed("Ana Lopez", sees_nobody=True)
    assert viewer_of(cast.ana).kind is ViewerKind.UNASSOCIATED


def test_whoever_loses_one_of_two_keeps_the_other(cast: Cast) -> None:
    child = add_client(cast.thea, "Milo", "Nest")
    typed = {"relationship": "parent", "name": "Ana Lopez", "connect": str(cast.ana.account_id)}
    add_login(cast.thea, child, cast.ana.email, **typed)
    removed = act(cast.thea, portal_logins.remove_login, client_id=child, login_id=cast.ana.account_id)
    assert removed == Removed("Ana Lopez", sees_nobody=False)
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert [str(tie.client_id) for tie in rows(ClientAccess, account_id=cast.ana.account_id)] == [cast.ana.client_id]


def test_removing_takes_an_invitation_back_that_leads_to_nobody(cast: Cast) -> None:
    client_id = add_client(cast.thea, "New", "Person")
    login_id = add_login(cast.thea, client_id, "new@post.example").login_id
    token = link_in(rows(Letter, kind="invite_to_portal")[0])
    act(cast.thea, portal_logins.remove_login, client_id=client_id, login_id=login_id)
    with pytest.raises(Conflict):
        read(None, invitations.check, token=token)


def test_removing_twice_says_that_it_is_done(cast: Cast) -> None:
    act(cast.thea, portal_logins.remove_login, **of(cast.ana))
    with pytest.raises(NotFound, match="not tied to the client any more"):
        act(cast.thea, portal_logins.remove_login, **of(cast.ana))


def test_a_login_that_was_removed_can_be_connected_again(cast: Cast) -> None:
    act(cast.thea, portal_logins.remove_login, **of(cast.ana))
    add_login(cast.adam, cast.ana.client_id, cast.ana.email, connect=str(cast.ana.account_id))
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT


def test_every_act_is_in_the_logs_of_every_client_it_concerns(cast: Cast) -> None:
    child = add_client(cast.olivia, "Milo", "Nest")
    typed = {"relationship": "parent", "name": "Ana Lopez", "connect": str(cast.ana.account_id)}
    add_login(cast.olivia, child, cast.ana.email, **typed)
    act(cast.olivia, portal_logins.disable_login, **of(cast.ana))
    act(cast.olivia, portal_logins.remove_login, client_id=child, login_id=cast.ana.account_id)
    found = {
        (entry.act, str(entry.client_id) == child)
        for entry in rows(AuditEntry, account_id=cast.ana.account_id, actor_id=cast.olivia.account_id)
        if entry.act in {"login_connected", "login_disabled", "login_removed"}
    }
    assert found == {
        ("login_connected", True),
        ("login_disabled", True),
        ("login_disabled", False),
        ("login_removed", True),
    }


def test_a_starter_password_that_ran_out_is_not_prolonged_by_a_new_address(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    change(Account, cast.ana.account_id, starter_expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    change_login(cast.thea, cast.ana, email="ana.new@post.example")
    attempt = act(None, sign_ins.count_attempt, area=cast.ana.area, email="ana.new@post.example", address="203.0.113.9")
    assert attempt.password_hash is None
    assert row(Account, cast.ana.account_id).password_hash == hashed(STARTER)


def test_an_address_that_only_compares_alike_is_another_and_has_to_be_proven(cast: Cast) -> None:
    change_login(cast.thea, cast.ana, email="strasse@post.example")
    change(Account, cast.ana.account_id, email_proven_at=datetime(2026, 1, 1, tzinfo=UTC))
    change_login(cast.thea, cast.ana, email="straße@post.example")
    account = row(Account, cast.ana.account_id)
    assert (account.email, account.email_proven_at) == ("straße@post.example", None)
    assert len(rows(AuditEntry, act="portal_email_changed", account_id=cast.ana.account_id)) == 2


def test_capitals_in_an_address_are_corrected_without_signing_anybody_out(cast: Cast) -> None:
    change_login(cast.thea, cast.ana, email=cast.ana.email.replace("ana", "Ana"))
    assert row(Account, cast.ana.account_id).email.startswith("Ana")
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert rows(AuditEntry, act="login_changed", account_id=cast.ana.account_id)


def test_whoever_signed_up_with_an_address_that_staff_replaced_has_nothing_to_prove_any_more(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    old = "nina@post.example"
    record = add_client(cast.olivia, "Nina", "Noor")
    login_id = add_login(cast.olivia, record, old).login_id
    act(cast.olivia, portal_logins.remove_login, client_id=record, login_id=login_id)
    browser = settled(send_form(old))
    add_login(cast.olivia, record, old, connect=login_id)
    form = LoginForm.read({"email": "nina.new@post.example"})
    act(cast.olivia, portal_logins.change_login, client_id=record, login_id=login_id, form=form)
    with pytest.raises(Conflict):
        sent_again(browser)
    assert row(Account, login_id).email_proven_at is None
