"""Changing many clients at once: all that were chosen or none, only those one may see, each in its Logs."""

from uuid import uuid4

import pytest

from owl_app.clock import now
from owl_app.errors import Invalid, NotAllowed, NotFound
from owl_app.models import Account, Client
from owl_app.services import audit, client_bulk, client_records
from tests.cast import Cast
from tests.door import act, change, read, row
from tests.together import at_once

NOBODY = "01a20e74-64c1-710c-b880-3b6b004ba925"
"""The id of nothing."""


def statuses(*client_ids: str) -> list[str]:
    return [row(Client, each).status.value for each in client_ids]


def newest(cast: Cast, client_id: str) -> tuple[str, str]:
    line = read(cast.olivia, audit.list_for_client, client_id=client_id)[0]
    return line.who, line.what


def test_the_chosen_clients_get_the_status_and_each_record_says_so(cast: Cast) -> None:
    ids = [cast.ana.client_id, cast.chloe.client_id]
    assert act(cast.adam, client_bulk.change_status, ids=ids, status="inactive") == 2
    assert statuses(*ids, cast.ben.client_id) == ["inactive", "inactive", "active"]
    assert newest(cast, cast.ana.client_id) == ("Adam Abara", "changed status")


def test_whoever_has_the_status_already_is_not_changed(cast: Cast) -> None:
    before = row(Client, cast.ana.client_id).version
    assert act(cast.olivia, client_bulk.change_status, ids=[cast.ana.client_id], status="active") == 0
    assert row(Client, cast.ana.client_id).version == before


def test_the_chosen_clients_get_the_therapist_or_nobody(cast: Cast) -> None:
    ids = [cast.ana.client_id, cast.ben.client_id, cast.chloe.client_id]
    tom = cast.tom.account_id
    assert act(cast.olivia, client_bulk.change_therapist, ids=ids, therapist_id=str(tom)) == 2
    assert {row(Client, each).therapist_id for each in ids} == {tom}
    assert newest(cast, cast.ana.client_id) == ("Olivia Owens", "changed the therapist from Thea Thorne to Tom Tran")
    assert act(cast.olivia, client_bulk.change_therapist, ids=ids, therapist_id="") == 3
    assert {row(Client, each).therapist_id for each in ids} == {None}


def test_a_therapist_changes_the_status_of_their_own_clients_and_of_no_others(cast: Cast) -> None:
    assert act(cast.thea, client_bulk.change_status, ids=[cast.ana.client_id], status="inactive") == 1
    with pytest.raises(NotFound):
        act(cast.thea, client_bulk.change_status, ids=[cast.ben.client_id, cast.chloe.client_id], status="inactive")
    assert statuses(cast.ben.client_id, cast.chloe.client_id) == ["active", "active"]


def test_a_therapist_hands_no_client_over(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        act(cast.thea, client_bulk.change_therapist, ids=[cast.ana.client_id], therapist_id=str(cast.tom.account_id))
    assert row(Client, cast.ana.client_id).therapist_id == cast.thea.account_id


def test_mallory_changes_nobody(cast: Cast) -> None:
    for service, given in ((client_bulk.change_status, "status"), (client_bulk.change_therapist, "therapist_id")):
        with pytest.raises(NotAllowed):
            act(cast.mallory, service, ids=[cast.ana.client_id], **{given: "inactive"})
    assert statuses(cast.ana.client_id) == ["active"]


@pytest.mark.parametrize("missing", ["nonsense", NOBODY])
def test_one_who_is_not_there_changes_nobody(cast: Cast, missing: str) -> None:
    with pytest.raises(NotFound):
        act(cast.olivia, client_bulk.change_status, ids=[cast.ana.client_id, missing], status="inactive")
    assert statuses(cast.ana.client_id) == ["active"]


@pytest.mark.parametrize("status", ["", "gone", None, 5, ["active"]])
def test_an_unknown_status_is_refused(cast: Cast, status: object) -> None:
    with pytest.raises(Invalid, match="Choose a status"):
        act(cast.olivia, client_bulk.change_status, ids=[cast.ana.client_id], status=status)


@pytest.mark.parametrize("therapist", ["nonsense", NOBODY, "client", "deactivated"])
def test_an_unknown_therapist_is_refused(cast: Cast, therapist: str) -> None:
    given = {"client": str(cast.ben.account_id), "deactivated": str(cast.tom.account_id)}.get(therapist, therapist)
    if therapist == "deactivated":
        change(Account, cast.tom.account_id, disabled_at=now())
    with pytest.raises(Invalid, match="Choose a therapist"):
        act(cast.olivia, client_bulk.change_therapist, ids=[cast.ana.client_id], therapist_id=given)


def test_nobody_or_too_many_are_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(Invalid, match="Nobody is chosen"):
        act(cast.olivia, client_bulk.change_status, ids=[], status="active")
    with pytest.raises(Invalid, match="Choose at most 500"):
        act(cast.olivia, client_bulk.change_status, ids=[str(uuid4()) for _ in range(501)], status="active")


def test_who_had_a_record_open_meanwhile_is_told_before_they_overwrite(cast: Cast) -> None:
    before = read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).version
    act(cast.olivia, client_bulk.change_status, ids=[cast.ana.client_id], status="inactive")
    assert read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).version == before + 1


def test_two_who_change_the_same_many_at_once_never_wait_for_one_another(cast: Cast) -> None:
    ids = [cast.ana.client_id, cast.ben.client_id, cast.chloe.client_id]
    orders = [ids, ids[::-1]] * 3

    def take(number: int) -> object:
        status = ["active", "inactive"][number % 2]
        return act(cast.olivia, client_bulk.change_status, ids=orders[number], status=status)

    assert all(isinstance(answer, int) for answer in at_once(6, take))
    assert len(set(statuses(*ids))) == 1
