"""Proving the address of a sign-up: by link or code, with the password or the browser, and never for a stranger."""

import pytest

from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid, NotFound, Throttled
from owl_app.mail import outbox
from owl_app.models import Account, Letter, NotSamePerson, Prospect, SignUp, SingleUseLink
from owl_app.security.tokens import hash_token
from owl_app.services import associations, email_changes, passwords, prospects, verifications
from owl_app.services.access import ViewerKind
from owl_app.services.sign_ins import Opened
from tests.cast import Cast, hashed, sign_in
from tests.door import act, read, row, rows, viewer_of
from tests.sign_ups import (
    ANAS_PASSWORD,
    STRANGERS_PASSWORD,
    account_at,
    allow_sign_up,
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


def test_the_link_in_the_browser_of_the_sign_up_needs_no_password(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    opened = verified(letter_to(ADDRESS), browser=browser)
    assert opened.viewer.kind is ViewerKind.UNASSOCIATED
    assert account_at(ADDRESS).email_proven_at is not None
    assert rows(SignUp) == []


def test_the_link_elsewhere_needs_the_password_that_was_chosen(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    claim = read(
        None,
        verifications.claim_by_link,
        token=outbox.link_token(get_settings().key, letter_to(ADDRESS).id),
        browser_hash=hash_token("another browser"),
    )
    assert claim.is_known is False
    assert claim.password_hash == hashed(ANAS_PASSWORD)


def test_the_link_where_the_account_is_signed_in_needs_no_password(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    opened = sign_in(ADDRESS, ANAS_PASSWORD)
    assert claimed_by_link(opened).is_known is True


def test_opening_a_link_twenty_times_uses_nothing_up(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    for _ in range(20):
        assert claimed_by_link(None).is_known is False
    assert verified(letter_to(ADDRESS), browser=browser).viewer.kind is ViewerKind.UNASSOCIATED


def test_a_link_is_good_once(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    letter = letter_to(ADDRESS)
    verified(letter, browser=browser)
    with pytest.raises((Conflict, NotFound)):
        verified(letter, browser=browser)


def test_a_newer_letter_makes_the_older_link_and_code_good_for_nothing(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    older = letter_to(ADDRESS)
    sent_again(browser)
    with pytest.raises(Conflict):
        verified(older, browser=browser)
    with pytest.raises(Invalid):
        coded(older, browser)
    assert verified(letter_to(ADDRESS), browser=browser).viewer.kind is ViewerKind.UNASSOCIATED


def test_the_code_works_in_the_browser_of_the_sign_up(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    claim = coded(letter_to(ADDRESS), browser)
    opened = act(None, verifications.verify, claim=claim, device="", device_token="")
    assert opened.viewer.kind is ViewerKind.UNASSOCIATED


def test_the_code_works_where_the_account_is_signed_in(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    other_device = sign_in(ADDRESS, ANAS_PASSWORD)
    code = outbox.code(get_settings().key, letter_to(ADDRESS).id)
    claim = read(other_device, verifications.claim_by_code, code=code, browser_hash="")
    opened = act(other_device, verifications.verify, claim=claim, device="", device_token="")
    assert opened.viewer.kind is ViewerKind.UNASSOCIATED
    assert viewer_of(other_device).kind is ViewerKind.ENDED


def test_the_code_of_somebody_else_proves_nothing(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    other = send_form("other@post.example")
    settled(other)
    with pytest.raises(Invalid):
        coded(letter_to(ADDRESS), other)
    with pytest.raises(Invalid):
        coded(letter_to(ADDRESS), "")


def test_codes_cannot_be_guessed_one_after_the_other(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    given = {"browser_hash": hash_token(browser), "address": "203.0.113.9"}
    for _ in range(10):
        act(None, verifications.count_code, **given)
    with pytest.raises(Throttled):
        act(None, verifications.count_code, **given)


def test_a_stranger_with_anas_address_gains_nothing_when_she_presses_the_button(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD, first_name="Mallory", last_name="Mole"))
    stranger = sign_in(ADDRESS, STRANGERS_PASSWORD)
    anas = send_form(ADDRESS)
    settled(anas)
    assert kinds_to(ADDRESS) == ["verify_sign_up", "verify_sign_up"]
    verified(letter_to(ADDRESS), browser=anas)
    account = account_at(ADDRESS)
    assert (account.name, row(Prospect, account.id).first_name) == ("Nina Noor", "Nina")
    assert viewer_of(stranger).kind is ViewerKind.ENDED
    with pytest.raises(NotFound):
        sign_in(ADDRESS, STRANGERS_PASSWORD)
    assert sign_in(ADDRESS, ANAS_PASSWORD).viewer.kind is ViewerKind.UNASSOCIATED


def test_the_strangers_own_letter_does_not_open_for_anas_browser(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    strangers_letter = letter_to(ADDRESS)
    anas = send_form(ADDRESS)
    settled(anas)
    claim = read(
        None,
        verifications.claim_by_link,
        token=outbox.link_token(get_settings().key, strangers_letter.id),
        browser_hash=hash_token(anas),
    )
    assert claim.is_known is False
    assert claim.password_hash == hashed(STRANGERS_PASSWORD)


def test_the_password_behind_anas_letter_is_the_one_that_she_chose(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    settled(send_form(ADDRESS))
    claim = read(
        None,
        verifications.claim_by_link,
        token=outbox.link_token(get_settings().key, letter_to(ADDRESS).id),
        browser_hash=hash_token("her phone"),
    )
    assert claim.is_known is False
    assert claim.password_hash == hashed(ANAS_PASSWORD)


def test_a_stranger_who_signs_up_later_does_not_make_anas_letter_good_for_nothing(cast: Cast) -> None:
    anas = send_form(ADDRESS)
    settled(anas)
    letter = letter_to(ADDRESS)
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    assert verified(letter, browser=anas).viewer.kind is ViewerKind.UNASSOCIATED
    with pytest.raises((Conflict, NotFound)):
        verified(letter_to(ADDRESS), browser="whatever")


def test_the_same_person_three_times_is_one_account(cast: Cast) -> None:
    for _ in range(3):
        browser = send_form(ADDRESS)
        settled(browser)
    assert len(rows(Account, email=ADDRESS)) == 1
    assert len(rows(Prospect, first_name="Nina")) == 1
    verified(letter_to(ADDRESS), browser=browser)
    assert [(each.account_id, each.letter_id) for each in rows(SignUp)] == [(None, None)] * 2
    assert [link for link in rows(SingleUseLink) if link.purpose == "verify" and link.used_at is None] == []


def test_whoever_changes_their_password_before_verifying_verifies_with_the_new_one(cast: Cast) -> None:
    settled(send_form(ADDRESS))
    opened = sign_in(ADDRESS, ANAS_PASSWORD)
    new = "another walnut 93 ferry"
    act(
        opened,
        passwords.change,
        old_hash=hashed(ANAS_PASSWORD),
        password_hash=hashed(new),
        device="",
        device_token="",
    )
    assert claimed_by_link(None).password_hash == hashed(new)


def claimed_by_link(who: Opened | None) -> verifications.Claim:
    token = outbox.link_token(get_settings().key, letter_to(ADDRESS).id)
    return read(who, verifications.claim_by_link, token=token, browser_hash="")


def coded(letter: Letter, browser: str) -> verifications.Claim:
    code = outbox.code(get_settings().key, letter.id)
    return read(None, verifications.claim_by_code, code=code, browser_hash=hash_token(browser) if browser else "")


def test_the_code_is_taken_where_another_login_is_signed_in(cast: Cast) -> None:
    browser = settled(send_form(ADDRESS))
    code = outbox.code(get_settings().key, letter_to(ADDRESS).id)
    claim = read(cast.ana, verifications.claim_by_code, code=code, browser_hash=hash_token(browser))
    assert claim.password_hash == account_at(ADDRESS).password_hash


def test_a_strangers_wish_for_another_address_ends_when_the_owner_proves_theirs(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    stranger = sign_in(ADDRESS, STRANGERS_PASSWORD)
    form = email_changes.NewEmailForm.read({"email": "mallory.mole@evil.example"})
    act(stranger, email_changes.ask, form=form, old_hash=hashed(STRANGERS_PASSWORD))
    anas = send_form(ADDRESS)
    settled(anas)
    owner = verified(max(rows(Letter, to_email=ADDRESS), key=lambda each: each.created_at), browser=anas)
    assert account_at(ADDRESS).new_email == ""
    token = outbox.link_token(get_settings().key, letter_to("mallory.mole@evil.example").id)
    with pytest.raises((Conflict, NotFound)):
        act(owner, email_changes.confirm, token=token)
    assert account_at(ADDRESS).email == ADDRESS


def test_whoever_waits_for_an_address_that_a_stranger_moves_away_gets_a_letter_of_their_own(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    stranger = sign_in(ADDRESS, STRANGERS_PASSWORD)
    anas = send_form(ADDRESS)
    settled(anas)
    form = email_changes.NewEmailForm.read({"email": "stranger@post.example"})
    act(stranger, email_changes.ask, form=form, old_hash=hashed(STRANGERS_PASSWORD))
    token = outbox.link_token(get_settings().key, letter_to("stranger@post.example").id)
    act(stranger, email_changes.confirm, token=token)
    settled(anas)
    assert verified(letter_to(ADDRESS), browser=anas).viewer.kind is ViewerKind.UNASSOCIATED
    assert account_at(ADDRESS).name == "Nina Noor"


def test_tries_of_codes_are_counted_alike_whether_or_not_there_was_an_account(cast: Cast) -> None:
    for email in (ADDRESS, cast.ana.email):
        browser = send_form(email)
        settled(browser)
        given = {"browser_hash": hash_token(browser), "address": f"203.0.113.{len(email)}"}
        for _ in range(10):
            act(None, verifications.count_code, **given)
        with pytest.raises(Throttled):
            act(None, verifications.count_code, **given)


def test_what_was_decided_about_a_stranger_is_forgotten_when_the_owner_proves_the_address(cast: Cast) -> None:
    settled(send_form(ADDRESS, password=STRANGERS_PASSWORD))
    account = account_at(ADDRESS)
    which = {"prospect_id": account.id, "client_id": cast.ben.client_id}
    act(cast.olivia, associations.rule_out, **which)
    act(cast.olivia, prospects.dismiss, ids=[str(account.id)])
    anas = send_form(ADDRESS)
    settled(anas)
    verified(letter_to(ADDRESS), browser=anas)
    assert row(Prospect, account.id).dismissed_at is None
    assert rows(NotSamePerson) == []
