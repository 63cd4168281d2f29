"""The first form of an installation: once, with the code from the terminal, whoever is faster."""

import pytest

from owl_app.config import get_settings
from owl_app.errors import Conflict, Invalid, Throttled
from owl_app.models import Account, Area, AuditEntry, Letter, Practice, Role
from owl_app.services import passwords, practice, team
from owl_app.services.access import SYSTEM, ViewerKind
from owl_app.services.sign_ins import Opened
from tests.cast import hashed, link_in, sign_in
from tests.door import act, read, rows
from tests.together import at_once

PASSWORD = "marble lantern 58 river"


def form(**typed: str) -> practice.SetUpForm:
    return practice.SetUpForm.read(
        {
            "code": practice.set_up_code(),
            "practice_name": "Willow Street Therapy",
            "time_zone": "America/Toronto",
            "name": "Olivia Owens",
            "email": "olivia@willow.example",
            "password": PASSWORD,
            **typed,
        }
    )


def set_up(**typed: str) -> Opened:
    return act(None, practice.set_up, form=form(**typed), password_hash=hashed(PASSWORD), device="Firefox")


def create_owner(name: str, email: str, password: str) -> None:
    form = practice.OwnerForm(practice_name="Willow", name=name, email=email, password=password)
    act(SYSTEM, practice.create_owner, form=form, password_hash=hashed(password))


def test_the_first_to_come_with_the_code_is_the_owner_and_signed_in(database: str) -> None:
    assert not read(None, practice.is_set_up)
    assert set_up().viewer.kind is ViewerKind.OWNER
    assert read(None, practice.is_set_up)
    assert sign_in("olivia@willow.example", PASSWORD, Area.STAFF).viewer.kind is ViewerKind.OWNER


def test_the_owner_is_sent_the_letter_that_proves_the_address(database: str) -> None:
    opened = set_up()
    (letter,) = rows(Letter)
    assert (letter.kind, letter.to_email, letter.has_link) == ("confirm_email", "olivia@willow.example", True)
    act(opened.viewer, passwords.confirm_email, token=link_in(letter))
    assert rows(Account)[0].email_proven_at is not None
    act(None, passwords.ask_reset, area=Area.STAFF, email="olivia@willow.example")
    assert {letter.kind for letter in rows(Letter)} == {"confirm_email", "reset_password"}


def test_a_practice_is_set_up_once(database: str) -> None:
    set_up()
    with pytest.raises(Conflict, match="set up already"):
        set_up(email="mallory@evil.example")
    with pytest.raises(Conflict):
        act(None, practice.count_set_up, address="198.51.100.7")


def test_of_many_at_once_one_wins(database: str) -> None:
    results = at_once(8, lambda number: set_up(email=f"owner{number}@willow.example"))
    assert results.count("Conflict") == 7
    assert len(rows(Practice)) == len(rows(Account)) == 1


@pytest.mark.parametrize("code", ["", "aaaa-aaaa-aaaa", "🦉", "\x00"])
def test_a_wrong_code_makes_nothing(database: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_up(code=code)
    assert "code" in refused.value.fields
    assert not rows(Practice)
    assert not rows(Account)


def test_the_code_may_be_typed_with_spaces_and_capitals(database: str) -> None:
    practice.check_set_up_code(f" {practice.set_up_code().upper().replace('-', ' ')} ")


def test_the_code_cannot_be_guessed_quickly(database: str) -> None:
    for _ in range(10):
        act(None, practice.count_set_up, address="198.51.100.7")
    with pytest.raises(Throttled):
        act(None, practice.count_set_up, address="198.51.100.7")


def test_the_code_belongs_to_this_installation_and_is_not_its_key(database: str) -> None:
    assert practice.set_up_code().replace("-", "") not in get_settings().key.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("practice_name", " ", "Please fill this in."),
        ("practice_name", "x" * 200, "Use at most 120 characters."),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list."),
        ("email", "nobody", "Write an email address, like name@example.org."),
        ("password", "abc", "Use at least 10 characters."),
        ("password", "x" * 5000, "Use at most 256 characters."),
        ("password", "Olivia harbour 7781", "Leave out your name and email address."),
        ("password", "password12", "This password is easy to guess."),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(database: str, field: str, typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        form(**{field: typed})
    assert sentence in refused.value.fields[field]


def test_the_practice_name_cannot_add_lines_to_a_letter(database: str) -> None:
    assert "\n" not in form(practice_name="Willow\r\nBcc: eve@evil.example").practice_name


def test_create_owner_makes_the_practice_and_lets_a_locked_out_owner_in_again(database: str) -> None:
    for password in (PASSWORD, "window pebble 64 sailor"):
        create_owner("Olivia Owens", "Olivia@willow.example", password)
        assert sign_in("olivia@willow.example", password, Area.STAFF).viewer.kind is ViewerKind.OWNER
    assert len(rows(Account)) == 1
    assert "owner_created" in {entry.act for entry in rows(AuditEntry)}


def test_create_owner_does_not_promote_a_therapist(database: str) -> None:
    act(
        SYSTEM,
        team.add_staff,
        name="Tom Tran",
        email="tom@willow.example",
        role=Role.THERAPIST,
        password_hash=hashed(PASSWORD),
    )
    with pytest.raises(Conflict):
        create_owner("Tom Tran", "tom@willow.example", PASSWORD)


def test_before_the_set_up_nothing_is_said_about_the_practice(database: str) -> None:
    assert read(None, practice.get_welcome) == practice.Welcome("", "", "", "", allows_sign_up=False)
