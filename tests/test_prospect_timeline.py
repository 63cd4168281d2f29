"""What happened to a prospect, and what is to be done about it."""

import pytest

from owl_app.clock import now
from owl_app.errors import NotAllowed, NotFound, Throttled
from owl_app.models import Account, Area, Letter, LetterState
from owl_app.services import lock_outs, prospect_timeline, prospects, sign_ins
from owl_app.services.prospect_timeline import Next, ProspectStory
from tests.cast import Cast, with_letters_sent
from tests.door import act, change, read
from tests.sign_ups import account_at, allow_sign_up, letter_to, send_form, settled, verified

ADDRESS = "nina@post.example"


@pytest.fixture
def browser(cast: Cast) -> str:
    """Nina has sent the Create Account form in this browser."""
    allow_sign_up(cast.olivia)
    browser = settled(send_form(ADDRESS, phone="416 555 0177", date_of_birth="1990-04-23"))
    with_letters_sent()
    return browser


def story(cast: Cast) -> ProspectStory:
    return read(cast.adam, prospect_timeline.get_story, prospect_id=account_at(ADDRESS).id)


def test_the_story_goes_from_the_sign_up_to_the_proof(cast: Cast, browser: str) -> None:
    assert story(cast).next is Next.WAIT
    verified(letter_to(ADDRESS), browser=browser)
    found = story(cast)
    assert (found.next, found.verified) == (Next.SETTLE, True)
    assert (found.phone, found.date_of_birth) == ("(416) 555-0177", "1990-04-23")
    said = [each.what for each in found.happened]
    assert said[0] == "Made an account"
    assert {"Letter to confirm the address: taken by the mail server", "Confirmed the email address"} <= set(said)


@pytest.mark.parametrize("state", [LetterState.FAILED, LetterState.UNKNOWN])
def test_a_letter_that_did_not_arrive_is_to_be_sent_again(cast: Cast, browser: str, state: LetterState) -> None:
    change(Letter, letter_to(ADDRESS).id, state=state, reason="No such person")
    found = story(cast)
    assert (found.next, found.reason) == (Next.SEND_AGAIN, "No such person")


def test_whoever_is_locked_out_is_let_in_again(cast: Cast, browser: str) -> None:
    given = {"area": Area.PORTAL, "email": ADDRESS, "address": "203.0.113.9"}
    for _ in range(10):
        act(None, sign_ins.count_attempt, **given)
    with pytest.raises(Throttled):
        act(None, sign_ins.count_attempt, **given)
    act(None, lock_outs.note, area=Area.PORTAL, email=ADDRESS)
    assert story(cast).next is Next.UNLOCK
    act(cast.adam, prospect_timeline.unlock, prospect_id=account_at(ADDRESS).id)
    act(None, sign_ins.count_attempt, **given)


def test_a_disabled_login_is_enabled_again(cast: Cast, browser: str) -> None:
    change(Account, account_at(ADDRESS).id, disabled_at=now())
    assert story(cast).next is Next.ENABLE
    act(cast.adam, prospect_timeline.enable, prospect_id=account_at(ADDRESS).id)
    assert account_at(ADDRESS).disabled_at is None


def test_who_was_dismissed_can_be_brought_back(cast: Cast, browser: str) -> None:
    act(cast.adam, prospects.dismiss, ids=[str(account_at(ADDRESS).id)])
    assert story(cast).next is Next.BRING_BACK


def test_somebody_who_is_no_prospect_has_no_story(cast: Cast) -> None:
    with pytest.raises(NotFound):
        read(cast.adam, prospect_timeline.get_story, prospect_id=cast.ana.account_id)


@pytest.mark.parametrize("who", ["thea", "ana", "pat", "mallory"])
def test_nobody_but_owners_and_admins_reads_it_or_acts_on_it(cast: Cast, browser: str, who: str) -> None:
    which = {"prospect_id": account_at(ADDRESS).id}
    for service in (prospect_timeline.get_story, prospect_timeline.unlock, prospect_timeline.enable):
        with pytest.raises(NotAllowed):
            act(getattr(cast, who), service, **which)
