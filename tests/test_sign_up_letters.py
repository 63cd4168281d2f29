"""The letter for staff who want to hear of sign-ups: at most one an hour, gathered, naming nobody."""

from datetime import timedelta

import pytest

from owl_app.clock import now
from owl_app.errors import NotAllowed
from owl_app.models import Account, Letter, Prospect
from owl_app.services import sign_up_letters
from tests.cast import Cast, Person
from tests.door import act, change, read, rows
from tests.sign_ups import allow_sign_up, send_form, settled


@pytest.fixture(autouse=True)
def olivia_wants_to_hear(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    act(cast.olivia, sign_up_letters.set_wanted, wanted=True)


def an_hour_passes(person: Person) -> None:
    change(Account, person.account_id, heard_of_sign_ups_at=now() - timedelta(hours=2))


def somebody_signs_up(number: int = 0) -> None:
    settled(send_form(f"nina{number}@post.example"))


def letters() -> list[Letter]:
    return rows(Letter, kind="people_signed_up")


def test_whoever_wishes_so_gets_one_letter_for_all_who_signed_up(cast: Cast) -> None:
    an_hour_passes(cast.olivia)
    for number in range(3):
        somebody_signs_up(number)
    act(None, sign_up_letters.send_due)
    (letter,) = letters()
    assert (letter.to_email, letter.has_link) == ("olivia@willow.example", False)
    assert "people have made an account in the Client Portal." in letter.text
    assert "Nina" not in letter.text + letter.subject


def test_within_the_hour_there_is_no_second_letter_and_then_there_is(cast: Cast) -> None:
    an_hour_passes(cast.olivia)
    somebody_signs_up(1)
    act(None, sign_up_letters.send_due)
    somebody_signs_up(2)
    assert read(None, sign_up_letters.is_due) is False
    act(None, sign_up_letters.send_due)
    assert len(letters()) == 1
    change(Account, cast.olivia.account_id, heard_of_sign_ups_at=now() - timedelta(minutes=61))
    assert read(None, sign_up_letters.is_due) is True


def test_nobody_hears_twice_of_the_same_person(cast: Cast) -> None:
    somebody_signs_up()
    for prospect in rows(Prospect):
        change(Prospect, prospect.account_id, since=now() - timedelta(hours=3))
    an_hour_passes(cast.olivia)
    assert read(None, sign_up_letters.is_due) is False


def test_whoever_does_not_wish_so_hears_nothing(cast: Cast) -> None:
    act(cast.olivia, sign_up_letters.set_wanted, wanted=False)
    somebody_signs_up()
    act(None, sign_up_letters.send_due)
    assert letters() == []


def test_an_admin_who_was_made_a_therapist_or_left_hears_nothing(cast: Cast) -> None:
    act(cast.olivia, sign_up_letters.set_wanted, wanted=False)
    act(cast.adam, sign_up_letters.set_wanted, wanted=True)
    an_hour_passes(cast.adam)
    somebody_signs_up()
    change(Account, cast.adam.account_id, disabled_at=now())
    assert read(None, sign_up_letters.is_due) is False
    change(Account, cast.adam.account_id, disabled_at=None, role="therapist")
    assert read(None, sign_up_letters.is_due) is False


@pytest.mark.parametrize("who", ["thea", "ana", "pat", "mallory"])
def test_nobody_but_owners_and_admins_can_wish_so(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        act(getattr(cast, who), sign_up_letters.set_wanted, wanted=True)
    with pytest.raises(NotAllowed):
        read(getattr(cast, who), sign_up_letters.wants)
