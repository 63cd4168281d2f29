"""Client Portal Settings: the login's address, its starter password and the slip."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from owl_app.documents.access_slip import render
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.models import Account, ClientAccess, Letter
from owl_app.services import clients, portal_access
from owl_app.services.access import ViewerKind
from owl_app.services.portal_access import PortalAccessForm
from tests.cast import STARTER, Cast, add_client, change_password, give_starter, hashed, sign_in, signed_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.together import at_once


def check(cast: Cast, client_id: str, **typed: str) -> dict[str, str]:
    form = PortalAccessForm.read(typed)
    with pytest.raises(Invalid) as refused:
        read(cast.olivia, portal_access.check_starter, client_id=client_id, form=form)
    return refused.value.fields


def test_the_address_of_another_client_is_refused_in_any_case_and_form(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    for email in (cast.ana.email, "ANA@Post.Example"):
        assert check(cast, client_id, email=email, password=STARTER) == {
            "email": "Another client signs in with this address. Use a different one."
        }


def test_two_clients_given_one_address_at_once_do_not_both_get_it(cast: Cast) -> None:
    new = [add_client(cast.olivia, "New", f"Person{number}") for number in range(4)]
    form = PortalAccessForm(email="new@post.example", password=STARTER)

    def give(number: int) -> object:
        return act(
            cast.olivia,
            portal_access.give_access,
            client_id=new[number],
            form=form,
            password_hash=hashed(STARTER),
        )

    assert at_once(4, give).count("Invalid") == 3


def test_a_double_click_on_save_makes_one_login(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    at_once(4, lambda _: give_starter(cast.olivia, client_id, "new@post.example"))
    assert len(rows(Account, email_key="new@post.example")) == 1


def test_the_address_of_a_member_of_staff_may_be_a_clients_too(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "Thea", "Thorne")
    give_starter(cast.olivia, client_id, cast.thea.email)
    assert sign_in(cast.thea.email, STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD


def test_a_starter_password_must_pass_the_rules(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    for password, sentence in (
        ("abc", "Use at least 10 characters."),
        ("x" * 5000, "Use at most 256 characters."),
        ("password123", "easy to guess"),
        ("new person 7781 harbour", "Leave out your name"),
        ("", "Set a starter password"),
    ):
        assert sentence in check(cast, client_id, email="new@post.example", password=password)["password"]


def test_an_address_is_needed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        PortalAccessForm.read({"email": "", "password": STARTER})


def test_a_new_starter_password_ends_the_sign_ins_and_the_old_password(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert viewer_of(cast.ana).kind is ViewerKind.ENDED
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, cast.ana.password)
    assert sign_in(cast.ana.email, STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD


def test_saving_the_same_address_without_a_password_leaves_the_client_signed_in(cast: Cast) -> None:
    form = PortalAccessForm(email="ANA@post.example")
    act(cast.thea, portal_access.give_access, client_id=cast.ana.client_id, form=form, password_hash=None)
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert row(Account, cast.ana.account_id).email_proven_at is not None


def test_a_proven_address_hears_that_the_practice_replaced_it(cast: Cast) -> None:
    form = PortalAccessForm(email="ana.new@post.example")
    act(cast.olivia, portal_access.give_access, client_id=cast.ana.client_id, form=form, password_hash=None)
    letter = rows(Letter, kind="portal_email_changed")[0]
    assert (letter.to_email, letter.has_link) == (cast.ana.email, False)
    assert "This one is used no more" in letter.text
    assert "ana.new@" not in letter.text + letter.html


def test_an_address_that_was_never_proven_hears_nothing(cast: Cast) -> None:
    form = PortalAccessForm(email="ben.new@post.example")
    act(cast.olivia, portal_access.give_access, client_id=cast.ben.client_id, form=form, password_hash=None)
    assert rows(Letter, kind="portal_email_changed") == []


def test_a_starter_password_that_ran_out_is_on_no_slip(cast: Cast) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    change(Account, cast.ana.account_id, starter_expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id)


def test_the_first_password_of_ones_own_makes_a_client_of_the_viewer(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person")
    give_starter(cast.olivia, client_id, "new@post.example")
    started = signed_in("New Person", "new@post.example", STARTER, cast.ana.area)
    assert change_password(started, "harvest pocket 52 plum").viewer.kind is ViewerKind.CLIENT
    assert row(Account, started.account_id).starter_expires_at is None


def test_the_login_made_for_a_client_is_tied_to_them_as_self_and_names_who_made_it(cast: Cast) -> None:
    tie = rows(ClientAccess, account_id=cast.ana.account_id)[0]
    assert (str(tie.client_id), tie.relationship, tie.created_by) == (
        cast.ana.client_id,
        "self",
        cast.olivia.account_id,
    )


def test_a_slip_needs_a_starter_password_that_is_still_unused(cast: Cast) -> None:
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id)
    with pytest.raises(Conflict):
        read(cast.olivia, portal_access.get_slip, client_id=add_client(cast.olivia, "No", "Login"))
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    assert read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id).slip.name == "Ana Lopez"
    change_password(signed_in("", cast.ana.email, STARTER, cast.ana.area), "harvest pocket 52 plum")
    with pytest.raises(Conflict):
        read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id)


@pytest.mark.parametrize(
    "password", [STARTER, "#set text(red) 7781", '"quote" \\back $x$ 7781', "🦉 owl @ref <b> 7781"]
)
def test_the_slip_shows_what_is_needed_word_for_word(cast: Cast, password: str) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    to_print = read(cast.thea, portal_access.get_slip, client_id=cast.ana.client_id)
    pdf = render(slip=to_print.slip, password=password)
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    shown = "".join(text.split())
    for expected in ("Willow Street Therapy", "Ana Lopez", cast.ana.email, to_print.slip.portal_url):
        assert "".join(expected.split()) in shown
    if password.isascii():  # no font here draws an owl
        assert "".join(password.split()) in shown


def test_the_state_of_the_portal_in_the_list_follows_the_login(cast: Cast) -> None:
    def state(client_id: str) -> str:
        return read(cast.olivia, clients.get_record, client_id=client_id).portal_state

    client_id = add_client(cast.olivia, "New", "Person")
    assert state(client_id) == "none"
    give_starter(cast.olivia, client_id, "new@post.example")
    assert state(client_id) == "starter"
    assert state(cast.ana.client_id) == "active"


def test_a_name_that_no_font_here_can_write_still_gets_a_slip(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "🦉", "山田")
    give_starter(cast.olivia, client_id, "owl@post.example")
    to_print = read(cast.olivia, portal_access.get_slip, client_id=client_id)
    assert render(slip=to_print.slip, password=STARTER).startswith(b"%PDF")
