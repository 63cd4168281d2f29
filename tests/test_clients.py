"""Clients: the record, adding one, and two people who save at once."""

from uuid import uuid4

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import AuditEntry, Client, Practice
from owl_app.services import audit, client_deletion, client_list, client_records, clients, own_details
from owl_app.services.listing import Query
from tests.cast import Cast, Person, add_client
from tests.door import act, change, read, row, rows
from tests.together import at_once


def found(who: Person, search: str) -> list[str]:
    return [each.name for each in read(who, client_list.list_clients, query=Query(search=search)).rows]


def details(person: Person, version: int | None = None, **typed: object) -> clients.AccountDetailsForm:
    first_name, last_name = person.name.split()
    version = row(Client, person.client_id).version if version is None else version
    return clients.AccountDetailsForm.read(
        {"first_name": first_name, "last_name": last_name, "version": version, **typed}
    )


def save(who: Person, person: Person, version: int | None = None, **typed: object) -> None:
    form = details(person, version, **typed)
    act(who, clients.change_account_details, client_id=person.client_id, form=form)


def test_the_second_to_save_is_told_and_nothing_is_overwritten(cast: Cast) -> None:
    save(cast.thea, cast.ana, 1, city="Toronto")
    with pytest.raises(Conflict, match="Somebody else changed this"):
        save(cast.olivia, cast.ana, 1, city="Ottawa")
    assert row(Client, cast.ana.client_id).city == "Toronto"


def test_of_many_who_save_at_once_one_wins(cast: Cast) -> None:
    results = at_once(8, lambda number: save(cast.olivia, cast.ana, 1, city=f"City {number}"))
    assert results.count("Conflict") == 7
    assert row(Client, cast.ana.client_id).version == 2


def test_staff_and_the_client_who_save_at_once_do_not_overwrite_one_another(cast: Cast) -> None:
    def correct(number: int) -> None:
        form = own_details.CorrectionForm(version=1, city=f"City {number}")
        act(cast.ana, own_details.correct_own_details, client_id=cast.ana.client_id, form=form)

    results = at_once(8, correct)
    assert results.count("Conflict") == 7


def test_saving_what_is_there_already_changes_nothing(cast: Cast) -> None:
    save(cast.thea, cast.ana, email=cast.ana.email)
    before = len(rows(AuditEntry))
    save(cast.thea, cast.ana, email=cast.ana.email)
    assert row(Client, cast.ana.client_id).version <= 2
    assert len(rows(AuditEntry)) == before


def test_what_a_client_corrects_stands_in_the_logs_of_the_record(cast: Cast) -> None:
    form = own_details.CorrectionForm.read({"version": 1, "phone": "416 555 0134", "city": "Toronto"})
    act(cast.ana, own_details.correct_own_details, client_id=cast.ana.client_id, form=form)
    line = read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)[0]
    assert (line.who, line.what) == ("Ana Lopez", "corrected city, phone in the portal")
    details = repr([entry.detail for entry in rows(AuditEntry)])
    assert "5550134" not in details
    assert "Toronto" not in details


def test_the_correction_form_has_no_way_to_change_a_name_or_a_therapist(cast: Cast) -> None:
    for field in ("first_name", "therapist_id", "status", "email"):
        with pytest.raises(Invalid):
            own_details.CorrectionForm.read({"version": 1, field: "x"})


def test_a_therapists_new_client_is_their_own_whatever_they_send(cast: Cast) -> None:
    client_id = add_client(cast.tom, "New", "Person", therapist_id=str(cast.thea.account_id))
    assert row(Client, client_id).therapist_id == cast.tom.account_id


def test_a_therapist_cannot_hand_a_client_to_somebody_else(cast: Cast) -> None:
    save(cast.thea, cast.ana, therapist_id=str(cast.tom.account_id))
    assert row(Client, cast.ana.client_id).therapist_id == cast.thea.account_id


def test_a_therapist_who_sees_all_takes_no_client_over_by_saving_the_record(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    save(cast.thea, cast.chloe, therapist_id=str(cast.thea.account_id))
    assert row(Client, cast.chloe.client_id).therapist_id == cast.tom.account_id


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
    assert read(cast.olivia, client_records.get_record, client_id=client_id).name == "<script>alert(1)</script> 🦉"


def test_a_client_who_moves_to_another_therapist_is_no_longer_the_first_ones(cast: Cast) -> None:
    save(cast.olivia, cast.ana, therapist_id=str(cast.tom.account_id))
    with pytest.raises(NotFound):
        read(cast.thea, client_records.get_record, client_id=cast.ana.client_id)
    assert read(cast.tom, client_records.get_record, client_id=cast.ana.client_id).name == "Ana Lopez"


def test_every_area_of_the_add_client_window_is_kept(cast: Cast) -> None:
    typed = {
        "pronouns": "she/her",
        "date_of_birth": "1990-04-23",
        "email": "nora@post.example",
        "phone": "416 555 0134",
        "other_phone": "416 555 0135",
        "street": "4 Moonlight Road",
        "city": "Owlton",
        "region": "ON",
        "postal_code": "K1A 0B1",
        "country": "Canada",
        "client_since": "2024-02-01",
        "referral": "Her doctor",
        "emergency_name": "Sol New",
        "emergency_relationship": "Brother",
        "emergency_phone": "416 555 0136",
        "bill_to_name": "Insurance Inc.",
        "bill_to_email": "claims@post.example",
        "bill_to_address": "9 Barn Street\nOwlton ON",
    }
    record = read(cast.olivia, client_records.get_record, client_id=add_client(cast.olivia, "Nora", "New", **typed))
    written = {"phone": "(416) 555-0134", "other_phone": "(416) 555-0135", "emergency_phone": "(416) 555-0136"}
    assert {name: getattr(record, name) for name in typed} == typed | written


def test_an_admin_neither_sees_nor_writes_nor_wipes_clinical_fields_unless_the_owner_lets_them(cast: Cast) -> None:
    save(cast.thea, cast.ana, referral="Her doctor", client_since="2024-02-01")
    seen = read(cast.adam, client_records.get_record, client_id=cast.ana.client_id)
    assert (seen.referral, seen.client_since, seen.sees_clinical) == ("", "", False)
    save(cast.adam, cast.ana, city="Ottawa")
    kept = row(Client, cast.ana.client_id)
    assert (kept.city, kept.referral, str(kept.client_since)) == ("Ottawa", "Her doctor", "2024-02-01")
    with pytest.raises(NotAllowed):
        save(cast.adam, cast.ana, referral="Somebody else")
    with pytest.raises(NotAllowed):
        add_client(cast.adam, "Nora", "New", client_since="2024-02-01")


def test_a_day_that_is_yet_to_come_is_no_day_since_when(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        clients.NewClientForm.read({"first_name": "A", "last_name": "B", "client_since": "2999-01-01"})
    assert refused.value.fields == {"client_since": "This date cannot be right."}


def test_what_a_form_did_not_show_stays_though_its_viewer_may_see_it_now(cast: Cast) -> None:
    save(cast.thea, cast.ana, referral="Her doctor")
    form = details(cast.ana, city="Ottawa")
    change(Practice, 1, admins_see_clinical=True)
    act(cast.adam, clients.change_account_details, client_id=cast.ana.client_id, form=form)
    kept = row(Client, cast.ana.client_id)
    assert (kept.city, kept.referral, str(kept.therapist_id)) == ("Ottawa", "Her doctor", str(cast.thea.account_id))


def test_the_id_of_a_deleted_client_adds_nobody_to_whom_their_logs_would_belong(cast: Cast) -> None:
    form = client_deletion.DeletionForm(reason="mistake", last_name="Lopez")
    act(cast.olivia, client_deletion.delete_client, client_id=cast.ana.client_id, form=form)
    with pytest.raises(NotFound):
        act(
            cast.tom,
            clients.add_client,
            form=clients.NewClientForm(first_name="New", last_name="Person"),
            client_id=cast.ana.client_id,
        )
