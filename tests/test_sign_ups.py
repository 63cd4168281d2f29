"""Clients who sign themselves up: the same answer for everybody, and only the letter tells whose address it is."""

from datetime import timedelta

import pytest

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid, NotAllowed, Throttled
from owl_app.mail import outbox
from owl_app.models import Account, Client, ClientAccess, Prospect, SignUp
from owl_app.security.tokens import hash_token
from owl_app.services import email_changes, portal_settings, sign_ups
from owl_app.services.access import ViewerKind
from owl_app.services.sign_ups import SignUpForm
from tests.cast import Cast, hashed, sign_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.sign_ups import (
    ANAS_PASSWORD,
    account_at,
    allow_sign_up,
    corrected,
    kinds_to,
    letter_to,
    send_form,
    sent_again,
    settled,
    verified,
)

ADDRESS = "nina@post.example"


@pytest.fixture(autouse=True)
def open_to_all(cast: Cast) -> None:
    allow_sign_up(cast.olivia)


def test_somebody_who_signed_up_waits_unverified_and_is_a_prospect(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    account = account_at(ADDRESS)
    assert account.email_proven_at is None
    assert row(Prospect, account.id).waiting is True
    assert kinds_to(ADDRESS) == ["verify_sign_up"]
    opened = sign_in(ADDRESS, ANAS_PASSWORD)
    assert opened.viewer.kind is ViewerKind.UNVERIFIED


def test_whoever_has_an_account_gets_a_letter_that_says_so_and_nothing_changes(cast: Cast) -> None:
    before = row(Account, cast.ana.account_id)
    settled(send_form(cast.ana.email))
    assert kinds_to(cast.ana.email)[-1] == "account_exists"
    after = row(Account, cast.ana.account_id)
    assert (after.password_hash, after.name) == (before.password_hash, before.name)
    assert rows(Prospect, account_id=cast.ana.account_id) == []


def test_nobody_signs_up_while_the_practice_says_no(cast: Cast) -> None:
    allow_sign_up(cast.olivia, "no")
    with pytest.raises(NotAllowed):
        send_form(ADDRESS)
    assert rows(SignUp) == []


def test_a_form_that_was_open_when_the_answer_became_no_creates_nothing(cast: Cast) -> None:
    form = SignUpForm.read({"first_name": "N", "last_name": "O", "email": ADDRESS, "password": ANAS_PASSWORD})
    act(None, sign_ups.count, form=form, address="203.0.113.9", proof="one")
    allow_sign_up(cast.olivia, "no")
    with pytest.raises(NotAllowed):
        act(None, sign_ups.ask, form=form, password_hash="x", browser_hash="y", language="en")
    assert rows(SignUp) == []


def test_terms_that_changed_meanwhile_have_to_be_agreed_to_again(cast: Cast) -> None:
    allow_sign_up(cast.olivia, terms="Be kind.")
    with pytest.raises(Conflict):
        send_form(ADDRESS, terms="")
    settled(send_form(ADDRESS, terms="1"))
    prospect = row(Prospect, account_at(ADDRESS).id)
    assert prospect.terms_version == 1
    assert prospect.agreed_at is not None


def test_a_proof_of_work_is_good_for_one_form(cast: Cast) -> None:
    send_form(ADDRESS, proof="the same")
    with pytest.raises(Throttled):
        send_form("other@post.example", proof="the same")


def test_settling_twice_sends_one_letter(cast: Cast) -> None:
    token = send_form(ADDRESS)
    settled(token)
    settled(token)
    assert kinds_to(ADDRESS) == ["verify_sign_up"]


def test_what_a_killed_process_left_unsettled_is_settled_by_the_job_loop(cast: Cast) -> None:
    send_form(ADDRESS)
    (left,) = rows(SignUp)
    assert read(None, sign_ups.has_work) is False
    change(SignUp, left.id, created_at=now() - timedelta(minutes=1))
    assert read(None, sign_ups.has_work) is True
    act(None, sign_ups.settle_left_behind)
    assert kinds_to(ADDRESS) == ["verify_sign_up"]
    assert read(None, sign_ups.has_work) is False


def test_a_sign_up_that_nobody_proved_is_forgotten_after_a_week(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    (waiting,) = rows(SignUp)
    change(SignUp, waiting.id, created_at=now() - timedelta(days=8))
    act(None, sign_ups.settle_left_behind)
    assert rows(SignUp) == []
    assert account_at(ADDRESS).email_proven_at is None


def test_a_mistyped_address_is_corrected_and_its_account_is_gone(cast: Cast) -> None:
    browser = send_form("nina@pots.example")
    settled(browser)
    corrected(browser, ADDRESS)
    assert rows(Account, email="nina@pots.example") == []
    assert kinds_to(ADDRESS) == ["verify_sign_up"]
    assert verified(letter_to(ADDRESS), browser=browser).viewer.kind is ViewerKind.UNASSOCIATED


def test_correcting_to_an_address_that_has_an_account_tells_nobody_but_its_owner(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    corrected(browser, cast.ana.email)
    assert read(None, sign_ups.address_of, browser_hash=hash_token(browser)) == cast.ana.email
    assert kinds_to(cast.ana.email)[-1] == "account_exists"


def test_an_unverified_person_who_changes_the_address_is_proven_by_the_new_one(cast: Cast) -> None:
    settled(send_form("nina@pots.example"))
    opened = sign_in("nina@pots.example", ANAS_PASSWORD)
    form = email_changes.NewEmailForm.read({"email": ADDRESS})
    act(opened, email_changes.ask, form=form, old_hash=hashed(ANAS_PASSWORD))
    assert kinds_to("nina@pots.example") == ["verify_sign_up"]
    token = outbox.link_token(get_settings().key, letter_to(ADDRESS).id)
    act(opened, email_changes.confirm, token=token)
    assert viewer_of(opened).kind is ViewerKind.UNASSOCIATED
    assert rows(SignUp) == []


def test_capitals_and_a_trailing_space_are_the_same_address(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    settled(send_form(" NINA@Post.Example "))
    assert len(rows(Prospect, first_name="Nina")) == 1


def test_a_cyrillic_letter_is_another_address(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    settled(send_form("nin\u0430@post.example"))
    assert len(rows(Prospect, first_name="Nina")) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("first_name", "", "Please fill this in."),
        ("last_name", "x" * 81, "Use at most 80 characters."),
        ("email", "not an address", "Write an email address, like name@example.org."),
        ("phone", "x" * 90, "Use at most 40 characters."),
        ("date_of_birth", "2999-01-01", "This date of birth cannot be right."),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(cast: Cast, field: str, typed: str, sentence: str) -> None:
    given = {"first_name": "N", "last_name": "O", "email": ADDRESS, "password": ANAS_PASSWORD, field: typed}
    with pytest.raises(Invalid) as refused:
        SignUpForm.read(given)
    assert refused.value.fields == {field: sentence}


def test_a_name_like_a_formula_or_a_script_stays_a_name(cast: Cast) -> None:
    settled(send_form(ADDRESS, first_name='=HYPERLINK("x")', last_name="<script>alert(1)</script>"))
    assert account_at(ADDRESS).name == '=HYPERLINK("x") <script>alert(1)</script>'
    assert "<script>" not in letter_to(ADDRESS).html


def test_a_sign_up_makes_no_client_and_ties_nobody(cast: Cast) -> None:
    clients, ties = len(rows(Client)), len(rows(ClientAccess))
    browser = send_form(ADDRESS)
    settled(browser)
    verified(letter_to(ADDRESS), browser=browser)
    assert (len(rows(Client)), len(rows(ClientAccess))) == (clients, ties)


def test_turning_sign_up_off_and_on_again_is_one_setting(cast: Cast) -> None:
    allow_sign_up(cast.olivia, "no")
    assert read(None, sign_ups.get_offer).allowed is False
    allow_sign_up(cast.olivia, "yes")
    assert read(None, sign_ups.get_offer).allowed is True


def test_terms_that_come_back_are_a_new_version_and_the_old_text_stays(cast: Cast) -> None:
    for terms in ("Be kind.", "Be very kind.", "Be kind."):
        allow_sign_up(cast.olivia, terms=terms)
    from owl_app.models import Terms

    assert [(each.version, each.text) for each in sorted(rows(Terms), key=lambda each: each.version)] == [
        (1, "Be kind."),
        (2, "Be very kind."),
        (3, "Be kind."),
    ]
    assert read(cast.olivia, portal_settings.get).terms_version == 3


def test_no_letter_leaves_more_often_than_four_times_an_hour(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    for _ in range(4):
        sent_again(browser)
    with pytest.raises(Throttled):
        sent_again(browser)


def test_a_form_that_was_sent_before_the_answer_became_no_makes_no_account(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    allow_sign_up(cast.olivia, "no")
    settled(browser)
    assert rows(Account, email=ADDRESS) == []
    assert (rows(SignUp), kinds_to(ADDRESS)) == ([], [])


def test_an_address_is_corrected_three_times_an_hour(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    for number in range(3):
        corrected(browser, f"nina{number}@post.example")
    with pytest.raises(Throttled):
        corrected(browser, "nina3@post.example")
