"""Client Portal Settings: making logins, one login for several clients, starter passwords and the slip."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from owl_app.documents.access_slip import render
from owl_app.errors import Conflict, Invalid, NotFound, Throttled
from owl_app.models import Account, Area, ClientAccess, Letter, LinkPurpose, SingleUseLink
from owl_app.services import client_list, portal_access, portal_logins
from owl_app.services.access import ViewerKind
from owl_app.services.listing import Query
from owl_app.services.portal_access import Done, Given, Holder, NewLoginForm
from tests.cast import (
    STARTER,
    Cast,
    Person,
    add_client,
    add_login,
    change_password,
    give_starter,
    hashed,
    letters_to,
    sign_in,
    signed_in,
    with_letters_sent,
)
from tests.door import act, change, read, row, rows, viewer_of
from tests.together import at_once


def refused(staff: Person, client_id: str, **typed: str) -> dict[str, str]:
    """The sentences beside the fields."""
    with pytest.raises(Invalid) as refusal:
        add_login(staff, client_id, typed.pop("email", "new@post.example"), **typed)
    return refusal.value.fields


def holder(staff: Person, client_id: str, email: str, **typed: str) -> Holder | None:
    form = NewLoginForm.read({"email": email, "relationship": "parent", "name": "Typed Name", **typed})
    return read(staff, portal_access.check_new_login, client_id=client_id, form=form)


def connect(staff: Person, client_id: str, login: Person, relationship: str = "parent") -> Given:
    typed = {"relationship": relationship, "name": "Typed Name", "connect": str(login.account_id)}
    return add_login(staff, client_id, login.email, **typed)


def invited(staff: Person, client_id: str, email: str = "new@post.example", **typed: str) -> Account:
    return row(Account, add_login(staff, client_id, email, **typed).login_id)


def test_a_login_made_for_a_client_is_tied_to_them_as_self_and_names_who_made_it(cast: Cast) -> None:
    tie = rows(ClientAccess, account_id=cast.ana.account_id)[0]
    assert (str(tie.client_id), tie.relationship, tie.created_by) == (
        cast.ana.client_id,
        "self",
        cast.olivia.account_id,
    )


def test_a_new_login_with_an_invitation_has_no_password_and_a_letter(cast: Cast) -> None:
    client_id = add_client(cast.thea, "New", "Person")
    given = add_login(cast.thea, client_id, "new@post.example")
    account = row(Account, given.login_id)
    assert (given.done, account.name, account.password_hash) == (Done.INVITED, "New Person", None)
    assert [letter.to_email for letter in rows(Letter, kind="invite_to_portal")] == ["new@post.example"]


def test_both_parents_sign_in_for_one_child_each_by_a_login_of_their_own(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Milo", "Nest")
    for relationship, name in (("parent", "Rosa Nest"), ("guardian", "Otto Nest")):
        email = f"{name.split()[0].lower()}@post.example"
        add_login(cast.thea, client_id, email, relationship=relationship, name=name, password=STARTER)
        started = signed_in(name, email, STARTER, Area.PORTAL)
        assert change_password(started, "harvest pocket 52 plum").viewer.kind is ViewerKind.CLIENT
    found = sorted(
        (tie.relationship, row(Account, tie.account_id).name)
        for tie in rows(ClientAccess)
        if str(tie.client_id) == client_id
    )
    assert found == [("guardian", "Otto Nest"), ("parent", "Rosa Nest")]


def test_a_client_has_one_login_of_their_own(cast: Cast) -> None:
    assert refused(cast.thea, cast.ana.client_id) == {
        "relationship": "Ana Lopez has a login already. Say who else signs in."
    }


def test_somebody_else_needs_a_name(cast: Cast) -> None:
    assert refused(cast.thea, cast.ana.client_id, relationship="parent") == {"name": "Please fill this in."}


@pytest.mark.parametrize("relationship", ["", "boss", "SELF", "\x00", "self' OR 1=1"])
def test_a_relationship_is_one_of_those_there_are(cast: Cast, relationship: str) -> None:
    assert set(refused(cast.thea, cast.ana.client_id, relationship=relationship, name="X")) == {"relationship"}


def test_an_address_is_needed(cast: Cast) -> None:
    assert refused(cast.thea, cast.ana.client_id, email="", relationship="parent", name="X") == {
        "email": "Please fill this in."
    }


def test_a_starter_password_must_pass_the_rules(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    for password, sentence in (
        ("abc", "Use at least 10 characters."),
        ("x" * 5000, "Use at most 256 characters."),
        ("password123", "easy to guess"),
        ("new person 7781 harbour", "Leave out your name"),
        ("rosamund 7781 harbour", "Leave out your name"),
    ):
        typed = {"relationship": "parent", "name": "Rosamund Nest", "password": password}
        assert sentence in refused(cast.olivia, client_id, **typed)["password"]


def test_a_starter_password_is_needed_where_it_is_the_way_in(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        NewLoginForm.read({"email": "new@post.example", "way": "starter", "password": ""})
    assert refusal.value.fields == {"password": "Set a starter password, or send an invitation instead."}


def test_the_address_of_a_member_of_staff_may_be_a_clients_too(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "Thea", "Thorne")
    give_starter(cast.olivia, client_id, cast.thea.email)
    assert sign_in(cast.thea.email, STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD


def test_two_clients_given_one_address_at_once_do_not_both_get_it(cast: Cast) -> None:
    new = [add_client(cast.olivia, "New", f"Person{number}") for number in range(4)]
    form = NewLoginForm(email="new@post.example")

    def give(number: int) -> object:
        return act(cast.olivia, portal_access.add_login, client_id=new[number], form=form, password_hash=None)

    assert at_once(4, give).count("Invalid") == 3
    assert len(rows(Letter, kind="invite_to_portal")) == 1


def test_a_double_click_on_save_makes_one_login(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    at_once(4, lambda _: add_login(cast.olivia, client_id, "new@post.example"))
    assert len(rows(Account, email_key="new@post.example")) == 1
    assert len(rows(Letter, kind="invite_to_portal")) == 1


def test_whoever_may_open_all_its_clients_is_shown_whose_login_an_address_belongs_to(cast: Cast) -> None:
    for staff, child in ((cast.olivia, "Milo"), (cast.thea, "Pia")):
        client_id = add_client(staff, child, "Nest")
        for email in (cast.ana.email, "ANA@Post.Example"):
            assert holder(staff, client_id, email) == Holder(str(cast.ana.account_id), "Ana Lopez", ["Ana Lopez"])


def test_a_therapist_who_may_not_open_all_its_clients_learns_nothing_of_a_login(cast: Cast) -> None:
    client_id = add_client(cast.tom, "Milo", "Nest")
    connect(cast.olivia, cast.chloe.client_id, cast.ana)
    for email in (cast.ana.email, cast.ben.email, cast.mallory.email, cast.pat.email):
        typed = {"email": email, "relationship": "parent", "name": "Rosa Nest", "connect": str(cast.ana.account_id)}
        assert refused(cast.tom, client_id, **typed) == {
            "email": "This address is in use here. Ask an Owner or Admin to connect it."
        }
    assert [tie for tie in rows(ClientAccess) if str(tie.client_id) == client_id] == []


def test_a_login_is_connected_only_after_somebody_confirmed_that_it_is_meant(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Milo", "Nest")
    for wrong in ("", str(cast.ben.account_id), "nonsense"):
        typed = {"relationship": "parent", "name": "Rosa", "connect": wrong}
        assert refused(cast.thea, client_id, email=cast.ana.email, **typed) == {
            "email": "Somebody changed the login of this address a moment ago. Save again."
        }
    given = connect(cast.thea, client_id, cast.ana)
    assert (given.done, given.name) == (Done.CONNECTED, "Ana Lopez")
    found = {(str(tie.client_id), tie.relationship) for tie in rows(ClientAccess, account_id=cast.ana.account_id)}
    assert found == {(cast.ana.client_id, "self"), (client_id, "parent")}


def test_a_connected_login_keeps_its_password_its_sign_ins_and_its_name(cast: Cast) -> None:
    connect(cast.thea, add_client(cast.thea, "Milo", "Nest"), cast.ana)
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert viewer_of(cast.ana).name == "Ana Lopez"
    assert sign_in(cast.ana.email, cast.ana.password).viewer.kind is ViewerKind.CLIENT


def test_the_owner_of_a_connected_login_gets_a_letter_that_names_nobody(cast: Cast) -> None:
    connect(cast.thea, add_client(cast.thea, "Milo", "Nest"), cast.ana)
    (letter,) = letters_to(cast.ana, "one_more_person")
    assert (letter.to_email, letter.has_link) == (cast.ana.email, False)
    assert "Willow Street Therapy has given your login access to the page of one more person." in letter.text
    assert "Milo" not in letter.text + letter.html + letter.subject


def test_connecting_the_same_login_twice_at_once_ties_it_once(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Milo", "Nest")
    at_once(4, lambda _: connect(cast.thea, client_id, cast.ana))
    assert len(rows(ClientAccess, account_id=cast.ana.account_id)) == 2
    assert len(letters_to(cast.ana, "one_more_person")) == 1


def test_a_login_that_signs_in_for_the_client_already_is_not_connected_again(cast: Cast) -> None:
    assert refused(cast.thea, cast.ana.client_id, email=cast.ana.email, relationship="parent", name="X") == {
        "email": "Somebody signs in for Ana Lopez with this address already."
    }


def test_a_login_that_is_tied_to_nobody_is_connected_by_owners_and_admins(cast: Cast) -> None:
    client_id = add_client(cast.thea, "Pat", "Prospect")
    assert holder(cast.adam, client_id, cast.pat.email) == Holder(str(cast.pat.account_id), "Pat Prospect", [])
    connect(cast.adam, client_id, cast.pat, "self")
    assert viewer_of(cast.pat).kind is ViewerKind.CLIENT


def test_an_account_with_a_password_of_its_own_and_an_unproven_address_is_connected_to_nobody(cast: Cast) -> None:
    change(Account, cast.pat.account_id, email_proven_at=None)
    client_id = add_client(cast.olivia, "Pat", "Prospect")
    typed = {"email": cast.pat.email, "connect": str(cast.pat.account_id)}
    assert refused(cast.olivia, client_id, **typed) == {
        "email": "Somebody has an account with this address, and has to confirm the address first."
    }


def test_a_therapist_who_signs_in_with_a_login_of_their_own_making_gets_to_no_other_client(cast: Cast) -> None:
    add_login(cast.thea, cast.ana.client_id, "sol@post.example", relationship="parent", name="Sol", password=STARTER)
    started = signed_in("Sol", "sol@post.example", STARTER, Area.PORTAL)
    change_password(started, "quiet walnut 92 ferry")
    typed = {"email": "sol@post.example", "relationship": "parent", "name": "Sol", "connect": str(started.account_id)}
    assert refused(cast.olivia, cast.chloe.client_id, **typed) == {
        "email": "Somebody has an account with this address, and has to confirm the address first."
    }


def test_a_starter_password_that_a_stranger_to_the_client_knows_keeps_a_login_from_being_connected(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    typed = {"email": cast.ana.email, "relationship": "parent", "name": "X", "connect": str(cast.ana.account_id)}
    assert refused(cast.olivia, cast.chloe.client_id, **typed) == {
        "email": "Its starter password was set by somebody who may not open this record. Replace it first."
    }
    give_starter(cast.olivia, cast.ana.client_id, cast.ana.email)
    assert connect(cast.olivia, cast.chloe.client_id, cast.ana).done is Done.CONNECTED


def test_somebody_invited_for_one_child_is_not_written_to_again_for_the_second(cast: Cast) -> None:
    first, second = add_client(cast.thea, "Milo", "Nest"), add_client(cast.thea, "Pia", "Nest")
    account = invited(cast.thea, first, relationship="parent", name="Rosa Nest")
    typed = {"relationship": "parent", "name": "Rosa Nest", "connect": str(account.id)}
    add_login(cast.thea, second, "new@post.example", **typed)
    assert [letter.kind for letter in rows(Letter, account_id=account.id)] == ["invite_to_portal"]


def test_a_new_starter_password_ends_the_sign_ins_and_the_old_password(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, cast.ana.password)
    assert sign_in(cast.ana.email, STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD


def test_an_invitation_withdraws_a_starter_password_that_nobody_replaced(cast: Cast) -> None:
    login_id = give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    started = signed_in("Ana", cast.ana.email, STARTER, Area.PORTAL)
    act(cast.thea, portal_access.invite, client_id=cast.ana.client_id, login_id=login_id)
    assert viewer_of(started).kind is ViewerKind.ENDED
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, STARTER)


def test_an_invitation_leaves_a_password_of_ones_own_alone(cast: Cast) -> None:
    act(cast.thea, portal_access.invite, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert sign_in(cast.ana.email, cast.ana.password).viewer.kind is ViewerKind.CLIENT


def test_a_double_click_sends_one_invitation_and_a_later_click_another(cast: Cast) -> None:
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    at_once(3, lambda _: act(cast.thea, portal_access.invite, **which))
    assert len(letters_to(cast.ana, "invite_to_portal")) == 1
    with_letters_sent()
    act(cast.thea, portal_access.invite, **which)
    assert len(letters_to(cast.ana, "invite_to_portal")) == 2
    links = rows(SingleUseLink, account_id=cast.ana.account_id, purpose=LinkPurpose.INVITATION)
    assert [link.used_at is None for link in sorted(links, key=lambda link: link.created_at)] == [False, True]


def test_a_disabled_login_gets_neither_an_invitation_nor_a_starter_password(cast: Cast) -> None:
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    act(cast.thea, portal_logins.disable_login, **which)
    for service, given in (
        (portal_access.invite, {}),
        (portal_access.check_starter, {"password": STARTER}),
        (portal_access.give_starter, {"password_hash": hashed(STARTER)}),
    ):
        with pytest.raises(Conflict, match="Enable it first"):
            act(cast.thea, service, **which, **given)


def test_the_first_password_of_ones_own_makes_a_client_of_the_viewer(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    give_starter(cast.olivia, client_id, "new@post.example")
    started = signed_in("New Person", "new@post.example", STARTER, cast.ana.area)
    assert change_password(started, "harvest pocket 52 plum").viewer.kind is ViewerKind.CLIENT
    assert row(Account, started.account_id).starter_expires_at is None


def test_a_starter_password_that_ran_out_is_on_no_slip(cast: Cast) -> None:
    login_id = give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    change(Account, cast.ana.account_id, starter_expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id, login_id=login_id)


def test_a_slip_needs_a_starter_password_that_is_still_unused(cast: Cast) -> None:
    which = {"client_id": cast.ana.client_id, "login_id": cast.ana.account_id}
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, **which)
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert read(cast.thea, portal_access.get_slip, **which).slip.name == "Ana Lopez"
    change_password(signed_in("", cast.ana.email, STARTER, cast.ana.area), "harvest pocket 52 plum")
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, **which)


def test_the_slip_of_a_parent_is_written_to_the_parent(cast: Cast) -> None:
    typed = {"relationship": "parent", "name": "Rosa Nest", "password": STARTER}
    login_id = add_login(cast.thea, cast.ana.client_id, "rosa@post.example", **typed).login_id
    to_print = read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id, login_id=login_id)
    assert (to_print.slip.name, to_print.slip.email) == ("Rosa Nest", "rosa@post.example")


@pytest.mark.parametrize(
    "password", [STARTER, "#set text(red) 7781", '"quote" \\back $x$ 7781', "🦉 owl @ref <b> 7781"]
)
def test_the_slip_shows_what_is_needed_word_for_word(cast: Cast, password: str) -> None:
    login_id = give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    to_print = read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id, login_id=login_id)
    pdf = render(slip=to_print.slip, password=password)
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    shown = "".join(text.split())
    for expected in ("Willow Street Therapy", "Ana Lopez", cast.ana.email, to_print.slip.portal_url):
        assert "".join(expected.split()) in shown
    if password.isascii():  # no font here draws an owl
        assert "".join(password.split()) in shown


def test_a_name_that_no_font_here_can_write_still_gets_a_slip(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "🦉", "山田")
    login_id = give_starter(cast.olivia, client_id, "owl@post.example")
    to_print = read(cast.olivia, portal_access.get_slip, client_id=client_id, login_id=login_id)
    assert render(slip=to_print.slip, password=STARTER).startswith(b"%PDF")


def test_the_list_of_clients_says_how_far_their_portal_access_is(cast: Cast) -> None:
    def state(client_id: str) -> str:
        rows = read(cast.olivia, client_list.list_clients, query=Query()).rows
        return next(each.portal for each in rows if each.id == client_id)

    client_id = add_client(cast.olivia, "New", "Person")
    assert state(client_id) == "none"
    account = invited(cast.olivia, client_id)
    assert state(client_id) == "invited"
    give_starter(cast.olivia, client_id, "new@post.example")
    assert state(client_id) == "starter"
    change(Account, account.id, starter_expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert state(client_id) == "expired"
    connect(cast.olivia, client_id, cast.ana)
    assert state(client_id) == "active"
    for login_id in (account.id, cast.ana.account_id):
        act(cast.olivia, portal_logins.disable_login, client_id=client_id, login_id=login_id)
    assert state(client_id) == "disabled"


def test_nobody_asks_of_very_many_addresses_whether_they_are_in_use(cast: Cast) -> None:
    for _ in range(60):
        act(cast.thea, portal_access.count_new_login)
    with pytest.raises(Throttled):
        act(cast.thea, portal_access.count_new_login)
    act(cast.tom, portal_access.count_new_login)
