"""Likely duplicates, before a second record of one person is made."""

import pytest

from owl_app.errors import NotAllowed
from owl_app.services import client_duplicates
from owl_app.services.clients import NewClientForm
from owl_app.services.matching import Sign
from tests.cast import Cast, Person, add_client
from tests.door import read


def found(who: Person, first_name: str, last_name: str, **typed: str) -> dict[str, list[Sign]]:
    form = NewClientForm.read({"first_name": first_name, "last_name": last_name, **typed})
    return {each.name: each.signs for each in read(who, client_duplicates.find_likely, form=form)}


def test_somebody_with_the_same_name_is_named_with_the_reason(cast: Cast) -> None:
    assert found(cast.olivia, "ana", "LÓPEZ") == {"Ana Lopez": [Sign.SAME_NAME]}


def test_names_in_the_wrong_fields_and_slips_are_found(cast: Cast) -> None:
    add_client(cast.olivia, "Katharina", "Steinberg")
    assert found(cast.olivia, "Steinberg", "Katharina") == {"Katharina Steinberg": [Sign.SAME_NAME]}
    assert found(cast.olivia, "Katarina", "Steinberg") == {"Katharina Steinberg": [Sign.LIKE_NAME]}


def test_an_email_or_a_phone_finds_somebody_under_another_name(cast: Cast) -> None:
    add_client(cast.olivia, "Vera", "Quist", email="vera.q@post.example", phone="416 555 0171")
    assert found(cast.olivia, "New", "Person", email="Vera.Q@post.example") == {"Vera Quist": [Sign.SAME_EMAIL]}
    assert found(cast.olivia, "New", "Person", other_phone="(416) 555-0171") == {"Vera Quist": [Sign.SAME_PHONE]}


def test_a_married_name_is_found_by_the_date_of_birth(cast: Cast) -> None:
    add_client(cast.olivia, "Vera", "Quist", date_of_birth="1990-04-23")
    signs = [Sign.SAME_FIRST_NAME, Sign.SAME_BIRTH_DATE]
    assert found(cast.olivia, "Vera", "Tremblay", date_of_birth="1990-04-23") == {"Vera Quist": signs}


def test_those_with_the_most_in_common_come_first(cast: Cast) -> None:
    add_client(cast.olivia, "Vera", "Quist")
    add_client(cast.olivia, "Vera", "Quist", email="vera.q@post.example")
    form = NewClientForm(first_name="Vera", last_name="Quist", email="vera.q@post.example")
    likely = read(cast.olivia, client_duplicates.find_likely, form=form)
    assert [each.signs for each in likely] == [[Sign.SAME_EMAIL, Sign.SAME_NAME], [Sign.SAME_NAME]]


def test_somebody_new_is_like_nobody(cast: Cast) -> None:
    assert found(cast.olivia, "Zoltan", "Underhill", email="z@post.example", phone="416 555 0199") == {}


def test_a_therapist_is_not_told_of_somebody_elses_client(cast: Cast) -> None:
    assert found(cast.thea, "Ana", "Lopez") == {"Ana Lopez": [Sign.SAME_NAME]}
    assert found(cast.tom, "Ana", "Lopez", email=cast.ana.email) == {}


def test_clients_are_told_of_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        found(cast.ana, "Ben", "Nobody")


def test_a_form_that_is_sent_twice_is_not_its_own_duplicate(cast: Cast) -> None:
    form = NewClientForm(first_name="Zoltan", last_name="Underhill")
    client_id = add_client(cast.olivia, "Zoltan", "Underhill")
    assert read(cast.olivia, client_duplicates.find_likely, form=form)
    assert read(cast.olivia, client_duplicates.find_likely, form=form, client_id=client_id) == []
