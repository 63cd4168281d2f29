"""Starter passwords nobody replaced yet: whoever set one gets into no record with it that they may not open."""

from collections.abc import Callable
from dataclasses import asdict

import pytest

from owl_app.errors import NotFound
from owl_app.models import Account, Client, Role
from owl_app.services import (
    associations,
    client_bulk,
    client_merges,
    clients,
    portal_logins,
    practice_settings,
    team,
)
from owl_app.services.associations import AssociationForm
from owl_app.services.practice_settings import PracticeForm
from tests.cast import STARTER, Cast, Person, add_client, give_starter, sign_in
from tests.door import act, read, row


def give_to_tom_in_bulk(cast: Cast) -> None:
    act(
        cast.olivia,
        client_bulk.change_therapist,
        ids=[cast.ana.client_id],
        therapist_id=str(cast.tom.account_id),
    )


def give_to_tom_in_the_record(cast: Cast) -> None:
    typed = {"version": row(Client, cast.ana.client_id).version, "first_name": "Ana", "last_name": "Lopez"}
    form = clients.AccountDetailsForm.read({**typed, "therapist_id": str(cast.tom.account_id)})
    act(cast.olivia, clients.change_account_details, client_id=cast.ana.client_id, form=form)


def associate_with_toms_client(cast: Cast) -> None:
    act(cast.thea, portal_logins.remove_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    act(
        cast.olivia,
        associations.associate,
        prospect_id=cast.ana.account_id,
        client_id=add_client(cast.tom, "Anna", "Lopes"),
        form=AssociationForm.read({"relationship": "self"}),
    )


def merge_into_toms_record(cast: Cast) -> None:
    records = {"kept_id": add_client(cast.tom, "Ana", "Lopez"), "merged_id": cast.ana.client_id}
    found = read(cast.olivia, client_merges.dry_run, **records)
    seen = (str(found.kept_version), str(found.merged_version))
    choices = {each.field: "kept" for each in found.differences if each.conflicts}
    act(cast.olivia, client_merges.merge, **records, seen=seen, choices=choices)


@pytest.mark.parametrize(
    "happens",
    [
        give_to_tom_in_bulk,
        give_to_tom_in_the_record,
        associate_with_toms_client,
        merge_into_toms_record,
    ],
)
def test_it_opens_nothing_once_the_record_is_a_colleagues(cast: Cast, happens: Callable[[Cast], None]) -> None:
    give_starter(cast.thea, cast.ana.client_id, cast.ana.email)
    happens(cast)
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, STARTER)


def test_it_opens_nothing_once_therapists_see_their_own_clients_alone(cast: Cast) -> None:
    see_all(cast.olivia, "yes")
    give_starter(cast.tom, cast.ana.client_id, cast.ana.email)
    see_all(cast.olivia, "no")
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, STARTER)


def test_it_opens_nothing_once_an_admin_is_a_therapist(cast: Cast) -> None:
    give_starter(cast.adam, cast.ana.client_id, cast.ana.email)
    form = team.RoleForm(role=Role.THERAPIST)
    act(cast.olivia, team.change_role, account_id=str(cast.adam.account_id), form=form)
    with pytest.raises(NotFound):
        sign_in(cast.ana.email, STARTER)


def test_it_goes_on_opening_what_whoever_set_it_may_open(cast: Cast) -> None:
    give_starter(cast.olivia, cast.ana.client_id, cast.ana.email)
    give_to_tom_in_bulk(cast)
    assert sign_in(cast.ana.email, STARTER).viewer.account_id == cast.ana.account_id


def test_a_password_of_the_clients_own_stays_whoever_the_therapist_is(cast: Cast) -> None:
    give_to_tom_in_bulk(cast)
    assert row(Account, cast.ana.account_id).password_hash is not None


def see_all(owner: Person, answer: str) -> None:
    settings = asdict(read(owner, practice_settings.get))
    typed = {name: settings[name] for name in PracticeForm.model_fields if name != "admins_see_clinical"}
    act(owner, practice_settings.change, form=PracticeForm.read({**typed, "therapists_see_all": answer}))
