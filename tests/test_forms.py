"""What people type: kept as it is where it can be, refused with a sentence where it cannot."""

import pytest

from owl_app.errors import Invalid
from owl_app.services.clients import AccountDetailsForm, NewClientForm
from owl_app.services.portal_access import NewLoginForm
from owl_app.services.portal_settings import PortalSettingsForm
from owl_app.services.practice_settings import PracticeForm


def new(**typed: object) -> NewClientForm:
    return NewClientForm.read({"first_name": "Ana", "last_name": "Lopez", **typed})


def errors(**typed: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        new(**typed)
    return refused.value.fields


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "🦉 Owl", "O'Brien", 'Al "the" Pal', "Jean-Luc", "山田", "{{link}} {name} %s"]
)
def test_a_name_is_kept_as_it_was_typed(name: str) -> None:
    assert new(first_name=name).first_name == name


def test_a_name_of_80_letters_is_kept_and_one_of_200_gets_a_sentence() -> None:
    assert len(new(last_name="é" * 80).last_name) == 80
    assert errors(last_name="x" * 200) == {"last_name": "Use at most 80 characters."}


def test_every_wrong_field_gets_its_own_sentence() -> None:
    assert errors(first_name=" ", email="nobody", phone="one two", date_of_birth="1850-01-01") == {
        "first_name": "Please fill this in.",
        "email": "Write an email address, like name@example.org.",
        "phone": "Write a phone number, like 416 555 0134.",
        "date_of_birth": "This date of birth cannot be right.",
    }


def test_control_characters_and_broken_text_are_left_out() -> None:
    assert new(first_name="A\x00n\x07a\x1b[31m").first_name == "Ana[31m"
    assert new(first_name="An\ud800a").first_name == "Ana"


@pytest.mark.parametrize("turning", ["\u202e", "\u2066", "\u200f"])
def test_signs_that_turn_the_direction_of_text_are_left_out_of_names(turning: str) -> None:
    assert NewClientForm.read({"first_name": f"An{turning}a", "last_name": "Roy"}).first_name == "Ana"


def test_a_name_stays_on_one_line() -> None:
    assert new(first_name="Ana\nBcc: eve@evil.example\tx").first_name == "Ana Bcc: eve@evil.example x"


def test_the_welcome_may_have_several_lines() -> None:
    typed = {"welcome": "Welcome.\nThe door is green.", "support_contact": "Call\nus", "version": 1}
    form = PortalSettingsForm.read(typed)
    assert form.welcome == "Welcome.\nThe door is green."
    assert form.support_contact == "Call us"


def test_decomposed_letters_are_put_together() -> None:
    assert new(first_name="Chloe\u0301").first_name == "Chloé"


def test_a_field_that_is_not_in_the_form_is_refused() -> None:
    assert errors(status="inactive") == {"status": "This field is not known here. Reload the page and try again."}


@pytest.mark.parametrize("value", [None, 5, ["Ana"], {"a": 1}, True])
def test_what_is_no_text_is_refused(value: object) -> None:
    assert errors(first_name=value) == {"first_name": "This cannot be used here."}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("416 555 0134", "+14165550134"),
        ("(416) 555-0134 ext. 12", "+14165550134;ext=12"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert new(phone=typed).phone == kept


def test_a_status_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid):
        AccountDetailsForm.read({"first_name": "A", "last_name": "B", "version": 1, "status": "deleted"})


@pytest.mark.parametrize("password", [" marble lantern 58 ", "crème brûlée 58", "tab\tinside 9917"])
def test_a_password_is_never_tidied(password: str) -> None:
    decomposed = password.replace("è", "e\u0300")
    form = NewLoginForm.read({"email": "ana@post.example", "way": "starter", "password": decomposed})
    assert form.password == decomposed


def test_endless_marks_are_refused_before_they_are_put_in_order() -> None:
    with pytest.raises(Invalid) as refused:
        new(city="\u0301\u0327" * 20_000)
    assert refused.value.fields == {"city": "Use at most 5000 characters."}


def test_a_field_that_was_left_out_is_judged_like_an_empty_one() -> None:
    with pytest.raises(Invalid) as refused:
        NewClientForm.read({})
    assert refused.value.fields == {"first_name": "Please fill this in.", "last_name": "Please fill this in."}
    with pytest.raises(Invalid) as refused:
        PracticeForm.read({"version": 1})
    assert {"name", "time_zone", "currency"} <= set(refused.value.fields)
