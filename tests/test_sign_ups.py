"""Clients who sign themselves up: the same answer for everybody, and only the letter tells whose address it is."""

from datetime import timedelta

import pytest

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound, Throttled
from owl_app.mail import outbox
from owl_app.models import Account, Area, Client, ClientAccess, Letter, NotSamePerson, Prospect, SignUp, SingleUseLink
from owl_app.security.tokens import hash_token
from owl_app.services import associations, email_changes, passwords, portal_settings, prospects, sign_ups, verifications
from owl_app.services.access import ViewerKind
from owl_app.services.sign_ins import Opened
from owl_app.services.sign_ups import SignUpForm
from tests.cast import Cast, hashed, sign_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.sign_ups import (
    ANAS_PASSWORD,
    STRANGERS_PASSWORD,
    allow_sign_up,
    corrected,
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


def account_at(email: str) -> Account:
    (found,) = rows(Account, email=email, area=Area.PORTAL)
    return found


def kinds_to(email: str) -> list[str]:
    return [letter.kind for letter in sorted(rows(Letter, to_email=email), key=lambda each: each.created_at)]


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


def test_no_letter_leaves_more_often_than_four_times_an_hour(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    for _ in range(4):
        sent_again(browser)
    with pytest.raises(Throttled):
        sent_again(browser)


def claimed_by_link(who: Opened | None) -> verifications.Claim:
    token = outbox.link_token(get_settings().key, letter_to(ADDRESS).id)
    return read(who, verifications.claim_by_link, token=token, browser_hash="")


def coded(letter: Letter, browser: str) -> verifications.Claim:
    code = outbox.code(get_settings().key, letter.id)
    return read(None, verifications.claim_by_code, code=code, browser_hash=hash_token(browser) if browser else "")


def test_a_form_that_was_sent_before_the_answer_became_no_makes_no_account(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    allow_sign_up(cast.olivia, "no")
    settled(browser)
    assert rows(Account, email=ADDRESS) == []
    assert (rows(SignUp), kinds_to(ADDRESS)) == ([], [])


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


def test_an_address_is_corrected_three_times_an_hour(cast: Cast) -> None:
    browser = send_form(ADDRESS)
    settled(browser)
    for number in range(3):
        corrected(browser, f"nina{number}@post.example")
    with pytest.raises(Throttled):
        corrected(browser, "nina3@post.example")


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
