"""Passwords: what is refused, and what fits what."""

import unicodedata

import pytest
from passlib.hash import argon2

from owl_app.errors import Invalid
from owl_app.security.passwords import (
    MAX_LENGTH,
    check_new_password,
    hash_password,
    needs_upgrade,
    verify_password,
)

GOOD = "marble lantern 58 river"


def refusal(password: str, *about: str) -> str:
    with pytest.raises(Invalid) as refused:
        check_new_password(password, about=about)
    return refused.value.fields["password"]


def test_three_characters_are_too_short() -> None:
    assert refusal("a1!") == "Use at least 10 characters."


def test_five_thousand_characters_are_too_long() -> None:
    assert refusal("mountain " * 555 + "river") == f"Use at most {MAX_LENGTH} characters."


def test_five_thousand_characters_fit_nothing_and_take_no_longer_to_compare() -> None:
    assert not verify_password("x" * 5000, hash_password("x" * 256))


@pytest.mark.parametrize("password", ["password12", "qwertyuiop", "1234567890", "aaaaaaaaaaaa", "iloveyou123"])
def test_a_common_password_is_refused(password: str) -> None:
    assert "easy to guess" in refusal(password)


@pytest.mark.parametrize("password", ["ANA-harbour-7193", "xx-lopez-harbour-7193", "harbour-ana.l-7193"])
def test_a_password_that_holds_ones_own_name_is_refused(password: str) -> None:
    assert refusal(password, "Ana Lopez", "ana.l") == "Leave out your name and email address."


def test_a_name_written_in_wide_letters_is_still_ones_own_name() -> None:
    assert refusal("ＬＯＰＥＺ harbour 7193", "Ana Lopez") == "Leave out your name and email address."


def test_a_two_letter_name_does_not_forbid_half_the_language() -> None:
    check_new_password("bolt harbour 7193", about=("Bo Li",))


@pytest.mark.parametrize("password", [GOOD, "écureuil 海 lanterne 58", "🦉🌲🚲🪁🥁🧵🪴🛶🔔🎈", "x9$Kq2!vBn7#pLw4" * 16])
def test_a_good_password_passes_whatever_script_it_is_in(password: str) -> None:
    check_new_password(password)
    assert verify_password(password, hash_password(password))


def test_the_same_keys_on_another_keyboard_give_the_same_password() -> None:
    composed, apart = (unicodedata.normalize(form, "crème brûlée 58 ﬁg") for form in ("NFC", "NFD"))
    assert composed != apart
    assert verify_password(apart, hash_password(composed))
    assert verify_password("crème brûlée 58 fig", hash_password(composed))


def test_spaces_around_a_password_belong_to_it() -> None:
    hashed = hash_password(f" {GOOD}")
    assert verify_password(f" {GOOD}", hashed)
    assert not verify_password(GOOD, hashed)


def test_without_an_account_nothing_fits() -> None:
    assert not verify_password("nobody has this password", None)
    assert not verify_password("", None)


def test_hashes_are_argon2id_with_the_settings_of_owasp_or_more() -> None:
    kind, version, settings = hash_password(GOOD).split("$")[1:4]
    values = {name: int(value) for name, value in (pair.split("=") for pair in settings.split(","))}
    assert (kind, version) == ("argon2id", "v=19")
    assert values["m"] >= 19 * 1024
    assert values["t"] >= 2


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password(GOOD) != hash_password(GOOD)


def test_a_hash_made_with_weaker_settings_asks_for_an_upgrade() -> None:
    weak = argon2.using(type="ID", memory_cost=8 * 1024, time_cost=1, parallelism=1).hash(GOOD)
    assert verify_password(GOOD, weak)
    assert needs_upgrade(weak)
    assert not needs_upgrade(hash_password(GOOD))
