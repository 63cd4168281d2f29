"""Deleting a client for good: who may, what goes with the record, and what stays."""

from datetime import date
from uuid import UUID

import pytest

from owl_app.errors import Invalid, NotAllowed, NotFound
from owl_app.models import Account, AuditEntry, Client, ClientAccess, ClientWord, Letter, SignIn
from owl_app.services import client_bulk, client_deletion, client_records, portal_access
from owl_app.services.access import SYSTEM, ViewerKind
from owl_app.services.client_deletion import DeletionForm
from owl_app.services.portal_access import NewLoginForm
from tests.cast import Cast, Person, add_client, add_login
from tests.door import act, read, rows, viewer_of
from tests.installation import Clock
from tests.together import at_once


def delete(who: Person | None, client_id: str, last_name: str = "Lopez", reason: str = "mistake") -> str:
    form = DeletionForm.read({"last_name": last_name, "reason": reason})
    return act(who, client_deletion.delete_client, client_id=client_id, form=form)


def acts(client_id: str) -> list[str]:
    return [entry.act for entry in rows(AuditEntry) if str(entry.client_id) == client_id]


def test_the_record_and_everything_about_it_is_gone(cast: Cast) -> None:
    assert delete(cast.olivia, cast.ana.client_id) == "Ana Lopez"
    with pytest.raises(NotFound):
        read(cast.olivia, client_records.get_record, client_id=cast.ana.client_id)
    assert rows(ClientWord, client_id=UUID(cast.ana.client_id)) == []
    assert rows(ClientAccess, client_id=UUID(cast.ana.client_id)) == []


def test_only_an_owner_deletes(cast: Cast) -> None:
    for who in (cast.adam, cast.thea, cast.tom, cast.ana, cast.mallory, None):
        with pytest.raises((NotAllowed, NotFound)):
            delete(who, cast.ana.client_id)
        with pytest.raises((NotAllowed, NotFound)):
            read(who, client_deletion.get_deletion, client_id=cast.ana.client_id)
    assert rows(Client, id=UUID(cast.ana.client_id))


def test_a_login_that_sees_nobody_else_goes_with_its_sign_ins_and_letters(cast: Cast) -> None:
    assert read(cast.olivia, client_deletion.get_deletion, client_id=cast.ana.client_id).logins == [cast.ana.email]
    delete(cast.olivia, cast.ana.client_id)
    assert rows(Account, id=cast.ana.account_id) == []
    assert rows(SignIn, account_id=cast.ana.account_id) == []
    assert [letter for letter in rows(Letter) if letter.to_email == cast.ana.email] == []
    assert viewer_of(cast.ana).kind is ViewerKind.ANONYMOUS


def test_a_login_that_sees_somebody_else_stays(cast: Cast) -> None:
    milo = add_client(cast.olivia, "Milo", "Nest")
    add_login(cast.olivia, milo, "rosa@post.example", relationship="parent", name="Rosa Nest")
    pia = add_client(cast.olivia, "Pia", "Nest")
    (rosa,) = rows(Account, email="rosa@post.example")
    add_login(cast.olivia, pia, "rosa@post.example", relationship="parent", name="Rosa Nest", connect=str(rosa.id))
    assert read(cast.olivia, client_deletion.get_deletion, client_id=pia).logins == []
    delete(cast.olivia, pia, "Nest")
    assert rows(Account, id=rosa.id)
    assert [str(tie.client_id) for tie in rows(ClientAccess, account_id=rosa.id)] == [milo]


def test_the_trail_keeps_who_was_deleted_and_why(cast: Cast) -> None:
    delete(cast.olivia, cast.ana.client_id, reason="time_over")
    (entry,) = rows(AuditEntry, act="client_deleted")
    assert (entry.actor_name, entry.detail) == ("Olivia Owens", {"name": "Ana Lopez", "reason": "time_over"})
    assert "client_added" in acts(cast.ana.client_id)


@pytest.mark.parametrize("typed", ["lopez", "LÓPEZ", " Lopez "])
def test_the_last_name_is_typed_first_accents_and_case_aside(cast: Cast, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        delete(cast.olivia, cast.ana.client_id, "Lope")
    assert refused.value.fields == {"last_name": "This is not the client's last name."}
    assert delete(cast.olivia, cast.ana.client_id, typed) == "Ana Lopez"


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_reason_has_to_be_chosen(cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        delete(cast.olivia, cast.ana.client_id, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_who_says_nothing_deletes_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        DeletionForm.read({"last_name": "Lopez"})
    assert refused.value.fields == {"reason": "Choose one from the list."}


def test_an_adult_is_kept_for_ten_years_after_the_last_entry(cast: Cast, clock: Clock) -> None:
    client_id = add_client(cast.olivia, "New", "Person", date_of_birth="1990-04-23")
    kept_until = read(cast.olivia, client_deletion.get_deletion, client_id=client_id).kept_until
    clock.forward(days=800)
    act(SYSTEM, client_bulk.change_status, ids=[client_id], status="inactive")
    later = read(SYSTEM, client_deletion.get_deletion, client_id=client_id).kept_until
    assert (date.fromisoformat(later) - date.fromisoformat(kept_until)).days in {799, 800, 801}
    assert kept_until[:4] == str(date.today().year + 10)


def test_a_child_is_kept_for_ten_years_after_turning_eighteen(cast: Cast) -> None:
    client_id = add_client(cast.olivia, "New", "Person", date_of_birth="2016-02-29")
    assert read(cast.olivia, client_deletion.get_deletion, client_id=client_id).kept_until == "2044-02-29"


def test_a_login_that_is_tied_to_somebody_else_meanwhile_is_not_taken_away(cast: Cast) -> None:
    for number in range(4):
        milo, pia = add_client(cast.olivia, "Milo", "Nest"), add_client(cast.olivia, "Pia", "Nest")
        typed = {"relationship": "parent", "name": "Rosa Nest"}
        rosa = add_login(cast.olivia, milo, f"rosa{number}@post.example", **typed).login_id
        connect = {**typed, "email": f"rosa{number}@post.example", "connect": rosa}

        def one_of_two(who: int, milo: str = milo, pia: str = pia, connect: dict[str, str] = connect) -> object:
            if who == 0:
                return delete(cast.olivia, milo, "Nest")
            form = NewLoginForm.read(connect)
            return act(cast.adam, portal_access.add_login, client_id=pia, form=form, password_hash=None)

        deleted, connected = at_once(2, one_of_two)
        assert deleted == "Milo Nest"
        if connected != "Invalid":
            assert [str(tie.client_id) for tie in rows(ClientAccess, account_id=UUID(rosa))] == [pia]
