"""Clients: the list and its search, the record, and two people who save at once."""

from uuid import uuid4

import pytest

from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.models import AuditEntry, Client
from owl_app.services import audit, clients
from tests.cast import Cast, Person, add_client
from tests.door import act, read, row, rows
from tests.together import at_once


def found(who: Person, search: str) -> list[str]:
    return [each.name for each in read(who, clients.list_clients, search=search).rows]


def details(person: Person, version: int | None = None, **typed: object) -> clients.AccountDetailsForm:
    first_name, last_name = person.name.split()
    version = row(Client, person.client_id).version if version is None else version
    return clients.AccountDetailsForm.read(
        {"first_name": first_name, "last_name": last_name, "version": version, **typed}
    )


def save(who: Person, person: Person, version: int | None = None, **typed: object) -> None:
    form = details(person, version, **typed)
    act(who, clients.change_account_details, client_id=person.client_id, form=form)


def test_a_therapist_sees_their_own_clients_and_the_owner_all(cast: Cast) -> None:
    assert set(found(cast.olivia, "")) == {"Ana Lopez", "Ben Okafor", "Chloé Élie", "Mallory Mole"}
    assert found(cast.thea, "") == ["Ana Lopez", "Ben Okafor"]
    assert found(cast.tom, "") == ["Chloé Élie"]
    assert read(cast.tom, clients.list_clients).total == 1


def test_the_search_does_not_find_another_therapists_client(cast: Cast) -> None:
    assert found(cast.tom, "Ana") == []
    assert found(cast.tom, cast.ana.email) == []


@pytest.mark.parametrize(
    "search", ["chloé", "CHLOÉ", "Chloe\u0301", "élie", "ÉLIE", "élie chlo", "chloe@post", "  chloé  "]
)
def test_a_name_is_found_whatever_the_case_and_form_of_its_letters(cast: Cast, search: str) -> None:
    assert found(cast.olivia, search) == ["Chloé Élie"]


@pytest.mark.parametrize(
    "search", ["%", "_", "\\", "a%z", "' OR 1=1 --", "\x00", "\ud800", "🦉", "x" * 5000, "*", "(-)"]
)
def test_signs_that_mean_something_to_a_database_mean_themselves(cast: Cast, search: str) -> None:
    expected = 4 if not search.replace("\x00", "").replace("\ud800", "") else 0
    assert read(cast.olivia, clients.list_clients, search=search).total == expected
    add_client(cast.olivia, "100% Owl_\\🦉", "Testperson")
    if search in {"%", "_", "\\", "🦉"}:
        assert found(cast.olivia, search) == ["100% Owl_\\🦉 Testperson"]


def test_a_phone_number_is_found_as_it_is_shown(cast: Cast) -> None:
    save(cast.thea, cast.ana, phone="(416) 555-0134")
    shown = read(cast.thea, clients.list_clients, search="ana").rows[0].phone
    assert found(cast.olivia, shown) == ["Ana Lopez"]
    assert found(cast.olivia, "416-555-0134") == ["Ana Lopez"]


@pytest.mark.parametrize("page", [-5, 0, 10**30])
def test_a_page_that_is_not_there_shows_one_that_is(cast: Cast, page: int) -> None:
    assert read(cast.olivia, clients.list_clients, page=page).total == 4
    assert read(cast.olivia, clients.list_clients, page=page).rows


def test_a_page_holds_fifty_rows_and_each_client_stands_on_one(cast: Cast) -> None:
    for number in range(60):
        add_client(cast.olivia, "Many", f"Person{number:02}")
    pages = [read(cast.olivia, clients.list_clients, page=page).rows for page in (1, 2)]
    assert [len(page) for page in pages] == [50, 14]
    assert len({each.id for page in pages for each in page}) == 64


def test_the_second_to_save_is_told_and_nothing_is_overwritten(cast: Cast) -> None:
    save(cast.thea, cast.ana, 1, city="Toronto")
    with pytest.raises(Conflict, match="Somebody else changed this record"):
        save(cast.olivia, cast.ana, 1, city="Ottawa")
    assert row(Client, cast.ana.client_id).city == "Toronto"


def test_of_many_who_save_at_once_one_wins(cast: Cast) -> None:
    results = at_once(8, lambda number: save(cast.olivia, cast.ana, 1, city=f"City {number}"))
    assert results.count("Conflict") == 7
    assert row(Client, cast.ana.client_id).version == 2


def test_staff_and_the_client_who_save_at_once_do_not_overwrite_one_another(cast: Cast) -> None:
    def correct(number: int) -> None:
        form = clients.CorrectionForm(version=1, city=f"City {number}")
        act(cast.ana, clients.correct_own_details, client_id=cast.ana.client_id, form=form)

    results = at_once(8, correct)
    assert results.count("Conflict") == 7


def test_saving_what_is_there_already_changes_nothing(cast: Cast) -> None:
    save(cast.thea, cast.ana, email=cast.ana.email)
    before = len(rows(AuditEntry))
    save(cast.thea, cast.ana, email=cast.ana.email)
    assert row(Client, cast.ana.client_id).version <= 2
    assert len(rows(AuditEntry)) == before


def test_what_a_client_corrects_stands_in_the_logs_of_the_record(cast: Cast) -> None:
    form = clients.CorrectionForm.read({"version": 1, "phone": "416 555 0134", "city": "Toronto"})
    act(cast.ana, clients.correct_own_details, client_id=cast.ana.client_id, form=form)
    line = read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)[0]
    assert (line.who, line.what) == ("Ana Lopez", "corrected phone, city in the portal")
    details = repr([entry.detail for entry in rows(AuditEntry)])
    assert "5550134" not in details
    assert "Toronto" not in details


def test_the_correction_form_has_no_way_to_change_a_name_or_a_therapist(cast: Cast) -> None:
    for field in ("first_name", "therapist_id", "status", "email"):
        with pytest.raises(Invalid):
            clients.CorrectionForm.read({"version": 1, field: "x"})


def test_a_therapists_new_client_is_their_own_whatever_they_send(cast: Cast) -> None:
    client_id = add_client(cast.tom, "New", "Person", therapist_id=str(cast.thea.account_id))
    assert row(Client, client_id).therapist_id == cast.tom.account_id


def test_a_therapist_cannot_hand_a_client_to_somebody_else(cast: Cast) -> None:
    save(cast.thea, cast.ana, therapist_id=str(cast.tom.account_id))
    assert row(Client, cast.ana.client_id).therapist_id == cast.thea.account_id


@pytest.mark.parametrize("who", ["ana", "nobody", "nonsense"])
def test_a_client_can_only_be_given_to_somebody_on_the_team(cast: Cast, who: str) -> None:
    chosen = {"ana": str(cast.ana.account_id), "nobody": str(uuid4()), "nonsense": "x"}[who]
    with pytest.raises(Invalid) as refused:
        save(cast.olivia, cast.ana, therapist_id=chosen)
    assert refused.value.fields == {"therapist_id": "Choose a therapist from the list."}


def test_sending_the_add_form_twice_adds_one_client(cast: Cast) -> None:
    form = clients.NewClientForm.read({"first_name": "New", "last_name": "Person"})
    client_id = str(uuid4())
    results = at_once(4, lambda _: act(cast.olivia, clients.add_client, form=form, client_id=client_id))
    assert set(results) == {client_id}
    assert found(cast.olivia, "New Person") == ["New Person"]


def test_the_id_of_another_therapists_client_adds_nothing_and_shows_nothing(cast: Cast) -> None:
    form = clients.NewClientForm.read({"first_name": "New", "last_name": "Person"})
    with pytest.raises(NotFound):
        act(cast.tom, clients.add_client, form=form, client_id=cast.ana.client_id)


def test_a_name_with_a_script_comes_back_as_it_was_typed(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "<script>alert(1)</script>", "🦉")
    assert read(cast.olivia, clients.get_record, client_id=client_id).name == "<script>alert(1)</script> 🦉"


def test_a_client_who_moves_to_another_therapist_is_no_longer_the_first_ones(cast: Cast) -> None:
    save(cast.olivia, cast.ana, therapist_id=str(cast.tom.account_id))
    with pytest.raises(NotFound):
        read(cast.thea, clients.get_record, client_id=cast.ana.client_id)
    assert read(cast.tom, clients.get_record, client_id=cast.ana.client_id).name == "Ana Lopez"
