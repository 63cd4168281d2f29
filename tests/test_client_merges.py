"""Merging two records of one person, and parting them again."""

from datetime import timedelta

import pytest

from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import Client, ClientAccess, ClientStatus, ClientWord, Merge, NotSamePerson
from owl_app.services import associations, audit, client_bulk, client_merges, clients, portal_logins
from owl_app.services.associations import AssociationForm
from owl_app.services.clients import AccountDetailsForm, NewClientForm
from owl_app.services.listing import Query
from tests.cast import Cast, Person, add_client, add_login, give_starter
from tests.door import act, change, read, row, rows
from tests.sign_ups import allow_sign_up, signed_up


@pytest.fixture
def pair(cast: Cast) -> tuple[str, str]:
    """Two records of one Nina: the one that stays, and the one that goes."""
    kept = add_client(cast.olivia, "Nina", "Noor", phone="416 555 0101", city="Toronto")
    goes = add_client(
        cast.olivia,
        "Nína",
        "Noor",
        phone="416 555 0202",
        date_of_birth="1990-04-23",
        therapist_id=str(cast.thea.account_id),
    )
    return kept, goes


def merge(who: Person, pair: tuple[str, str], **choices: str) -> str:
    found = read(who, client_merges.dry_run, kept_id=pair[0], merged_id=pair[1])
    return act(
        who,
        client_merges.merge,
        kept_id=pair[0],
        merged_id=pair[1],
        seen=(str(found.kept_version), str(found.merged_version)),
        choices=choices or {"first_name": "kept", "phone": "kept"},
    )


def partner(login: Person) -> dict[str, str]:
    """What is typed to connect a login that is there already."""
    return {"relationship": "partner", "name": "Ana", "connect": str(login.account_id)}


def seen_by(login: Person) -> list[str]:
    return sorted(str(tie.client_id) for tie in rows(ClientAccess, account_id=login.account_id))


def test_the_dry_run_names_what_conflicts_and_what_is_filled_in(cast: Cast, pair: tuple[str, str]) -> None:
    add_login(
        cast.olivia, pair[1], cast.ana.email, relationship="partner", name="Ana", connect=str(cast.ana.account_id)
    )
    found = read(cast.olivia, client_merges.dry_run, kept_id=pair[0], merged_id=pair[1])
    assert [(each.field, each.kept, each.merged, each.conflicts) for each in found.differences] == [
        ("first_name", "Nina", "Nína", True),
        ("date_of_birth", "", "1990-04-23", False),
        ("phone", "(416) 555-0101", "(416) 555-0202", True),
        ("therapist_id", "", "Thea Thorne", False),
    ]
    assert found.logins == ["ana@post.example"]
    assert len(rows(Merge)) == 0


def test_each_conflict_asks_for_one_choice(cast: Cast, pair: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        merge(cast.olivia, pair, first_name="kept")
    assert refused.value.fields == {"phone": "Choose which one stays."}
    assert row(Client, pair[1]).first_name == "Nína"


def test_the_kept_record_has_what_was_chosen_and_what_it_lacked(cast: Cast, pair: tuple[str, str]) -> None:
    merge(cast.olivia, pair, first_name="merged", phone="kept")
    kept = row(Client, pair[0])
    assert (kept.first_name, kept.phone, kept.city) == ("Nína", "+14165550101", "Toronto")
    assert kept.date_of_birth is not None
    assert kept.therapist_id == cast.thea.account_id
    assert rows(Client, id=kept.id.__class__(pair[1])) == []


def test_logins_see_the_kept_record_and_nobody_sees_more(cast: Cast, pair: tuple[str, str]) -> None:
    add_login(cast.olivia, pair[1], cast.ana.email, **partner(cast.ana))
    merge(cast.olivia, pair)
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, pair[0]])
    assert seen_by(cast.mallory) == [cast.mallory.client_id]


def test_the_logs_of_both_are_read_in_the_kept_record(cast: Cast, pair: tuple[str, str]) -> None:
    merge(cast.olivia, pair)
    said = [line.what for line in read(cast.olivia, audit.list_for_client, client_id=pair[0])]
    assert said.count("added the client") == 2
    assert said[0] == "merged the record of Nína Noor into this one"


def test_undo_brings_back_both_records_as_they_were(cast: Cast, pair: tuple[str, str]) -> None:
    add_login(cast.olivia, pair[1], cast.ana.email, **partner(cast.ana))
    before = [row(Client, each).model_dump(exclude={"version"}) for each in pair]
    words = len(rows(ClientWord))
    made = merge(cast.olivia, pair, first_name="merged", phone="merged")
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert [row(Client, each).model_dump(exclude={"version"}) for each in pair] == before
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, pair[1]])
    assert len(rows(ClientWord)) == words
    assert row(Merge, made).before is None


def test_what_was_changed_since_the_merge_stays_changed(cast: Cast, pair: tuple[str, str]) -> None:
    made = merge(cast.olivia, pair, first_name="merged", phone="kept")
    kept = row(Client, pair[0])
    form = AccountDetailsForm.read({"first_name": "Nona", "last_name": "Noor", "version": kept.version})
    act(cast.olivia, clients.change_account_details, client_id=pair[0], form=form)
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert row(Client, pair[0]).first_name == "Nona"
    assert row(Client, pair[1]).first_name == "Nína"


def test_a_login_that_was_taken_away_since_does_not_come_back(cast: Cast, pair: tuple[str, str]) -> None:
    for each in pair:
        add_login(cast.olivia, each, cast.ana.email, **partner(cast.ana))
    made = merge(cast.olivia, pair)
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, pair[0]])
    act(cast.olivia, portal_logins.remove_login, client_id=pair[0], login_id=cast.ana.account_id)
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert seen_by(cast.ana) == [cast.ana.client_id]


def test_a_login_that_was_taken_away_and_tied_anew_stays_with_the_kept_record(
    cast: Cast, pair: tuple[str, str]
) -> None:
    add_login(cast.olivia, pair[1], cast.ana.email, **partner(cast.ana))
    made = merge(cast.olivia, pair)
    act(cast.olivia, portal_logins.remove_login, client_id=pair[0], login_id=cast.ana.account_id)
    add_login(cast.olivia, pair[0], cast.ana.email, **partner(cast.ana))
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, pair[0]])


def test_a_login_that_saw_both_and_was_tied_anew_sees_the_kept_record_alone(cast: Cast, pair: tuple[str, str]) -> None:
    for each in pair:
        add_login(cast.olivia, each, cast.ana.email, **partner(cast.ana))
    made = merge(cast.olivia, pair)
    act(cast.olivia, portal_logins.remove_login, client_id=pair[0], login_id=cast.ana.account_id)
    add_login(cast.olivia, pair[0], cast.ana.email, **partner(cast.ana))
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, pair[0]])


def test_a_login_that_saw_both_sees_both_again(cast: Cast, pair: tuple[str, str]) -> None:
    for each in pair:
        add_login(cast.olivia, each, cast.ana.email, **partner(cast.ana))
    made = merge(cast.olivia, pair)
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert seen_by(cast.ana) == sorted([cast.ana.client_id, *pair])


def test_undoing_an_association_cuts_the_access_to_what_its_record_became(cast: Cast, pair: tuple[str, str]) -> None:
    allow_sign_up(cast.olivia)
    nina = signed_up("nina@post.example")
    form = AssociationForm.read({"relationship": "self"})
    made = act(cast.olivia, associations.associate, prospect_id=nina.viewer.account_id, client_id=pair[1], form=form)
    connect = {"relationship": "partner", "name": "Nina", "connect": str(nina.viewer.account_id)}
    add_login(cast.olivia, pair[0], "nina@post.example", **connect)
    merged = merge(cast.olivia, pair)
    act(cast.olivia, associations.undo, association_id=made)
    assert rows(ClientAccess, account_id=nina.viewer.account_id) == []
    act(cast.olivia, client_merges.undo, merge_id=merged)
    assert rows(ClientAccess, account_id=nina.viewer.account_id) == []


def test_an_association_is_undone_after_its_record_was_merged_and_parted_again(
    cast: Cast, pair: tuple[str, str]
) -> None:
    allow_sign_up(cast.olivia)
    nina = signed_up("nina@post.example")
    form = AssociationForm.read({"relationship": "self"})
    made = act(cast.olivia, associations.associate, prospect_id=nina.viewer.account_id, client_id=pair[1], form=form)
    connect = {"relationship": "partner", "name": "Nina", "connect": str(nina.viewer.account_id)}
    add_login(cast.olivia, pair[0], "nina@post.example", **connect)
    act(cast.olivia, client_merges.undo, merge_id=merge(cast.olivia, pair))
    act(cast.olivia, associations.undo, association_id=made)
    assert [str(each.client_id) for each in rows(ClientAccess, account_id=nina.viewer.account_id)] == [pair[0]]


def test_the_id_of_a_record_that_was_merged_belongs_to_nobody_new(cast: Cast, pair: tuple[str, str]) -> None:
    made = merge(cast.olivia, pair)
    form = NewClientForm.read({"first_name": "New", "last_name": "Person"})
    with pytest.raises(NotFound):
        act(cast.thea, clients.add_client, form=form, client_id=pair[1])
    assert act(cast.olivia, client_merges.undo, merge_id=made) == pair[1]


def test_two_records_of_which_one_is_inactive_ask_which_status_stays(cast: Cast, pair: tuple[str, str]) -> None:
    act(cast.olivia, client_bulk.change_status, ids=[pair[0]], status="inactive")
    with pytest.raises(Invalid) as refused:
        merge(cast.olivia, pair, first_name="kept", phone="kept")
    assert refused.value.fields == {"status": "Choose which one stays."}
    made = merge(cast.olivia, pair, first_name="kept", phone="kept", status="merged")
    assert row(Client, pair[0]).status is ClientStatus.ACTIVE
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert row(Client, pair[0]).status is ClientStatus.INACTIVE


def test_records_that_changed_since_they_were_compared_are_not_merged(cast: Cast, pair: tuple[str, str]) -> None:
    with pytest.raises(Conflict):
        act(
            cast.olivia,
            client_merges.merge,
            kept_id=pair[0],
            merged_id=pair[1],
            seen=("1", "7"),
            choices={"first_name": "kept", "phone": "kept"},
        )


def test_a_record_is_not_merged_with_itself(cast: Cast, pair: tuple[str, str]) -> None:
    with pytest.raises(Invalid):
        read(cast.olivia, client_merges.dry_run, kept_id=pair[0], merged_id=pair[0])


def test_the_later_of_two_merges_is_undone_first(cast: Cast, pair: tuple[str, str]) -> None:
    third = add_client(cast.olivia, "Nina", "Noor")
    first = merge(cast.olivia, pair)
    second = merge(cast.olivia, (pair[0], third), first_name="kept")
    with pytest.raises(Conflict, match="Undo that one first"):
        act(cast.olivia, client_merges.undo, merge_id=first)
    act(cast.olivia, client_merges.undo, merge_id=second)
    act(cast.olivia, client_merges.undo, merge_id=first)
    assert {str(each.id) for each in rows(Client)} >= {*pair, third}


def test_after_thirty_days_it_is_forgotten(cast: Cast, pair: tuple[str, str]) -> None:
    made = merge(cast.olivia, pair)
    change(Merge, made, at=now() - timedelta(days=31))
    assert read(None, client_merges.has_old) is True
    act(None, client_merges.forget_old)
    assert row(Merge, made).before is None
    assert read(None, client_merges.has_old) is False
    with pytest.raises(Conflict):
        act(cast.olivia, client_merges.undo, merge_id=made)


def test_a_record_that_is_gone_is_found_no_more(cast: Cast, pair: tuple[str, str]) -> None:
    from owl_app.services import client_list

    merge(cast.olivia, pair)
    found = read(cast.olivia, client_list.list_clients, query=Query(search="noor"))
    assert [each.id for each in found.rows] == [pair[0]]
    with pytest.raises(NotFound):
        give_starter(cast.olivia, pair[1], "new@post.example")


def test_an_admin_who_may_not_see_clinical_fields_neither_sees_nor_loses_them(cast: Cast) -> None:
    kept = add_client(cast.olivia, "Nina", "Noor", referral="From Dr. Kind")
    goes = add_client(cast.olivia, "Nina", "Noor", referral="From a friend")
    found = read(cast.adam, client_merges.dry_run, kept_id=kept, merged_id=goes)
    assert found.differences == []
    merge(cast.adam, (kept, goes), none="kept")
    assert row(Client, kept).referral == "From Dr. Kind"


@pytest.mark.parametrize("who", ["thea", "ana", "pat", "mallory"])
def test_nobody_but_owners_and_admins_merges(cast: Cast, pair: tuple[str, str], who: str) -> None:
    person = getattr(cast, who)
    made = merge(cast.olivia, pair)
    with pytest.raises(NotAllowed):
        read(person, client_merges.dry_run, kept_id=pair[0], merged_id=cast.ana.client_id)
    with pytest.raises(NotAllowed):
        act(person, client_merges.undo, merge_id=made)
    with pytest.raises(NotAllowed):
        act(
            person,
            client_merges.merge,
            kept_id=pair[0],
            merged_id=cast.ana.client_id,
            seen=("1", "1"),
            choices={},
        )


def test_what_was_ruled_out_moves_and_comes_back(cast: Cast, pair: tuple[str, str]) -> None:
    allow_sign_up(cast.olivia)
    nina = signed_up("nina@post.example")
    for each in pair:
        act(cast.olivia, associations.rule_out, prospect_id=nina.viewer.account_id, client_id=each)
    made = merge(cast.olivia, pair)
    assert [str(each.client_id) for each in rows(NotSamePerson)] == [pair[0]]
    act(cast.olivia, client_merges.undo, merge_id=made)
    assert sorted(str(each.client_id) for each in rows(NotSamePerson)) == sorted(pair)
