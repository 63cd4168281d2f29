"""The audit trail: a row for every act, in its transaction, and nobody takes it back."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from owl_app.database import transaction
from owl_app.models import AuditEntry, Client
from owl_app.services import audit, client_records, clients
from tests.cast import Cast, add_client
from tests.door import act, read, rows
from tests.installation import Clock
from tests.together import at_once


def acts(client_id: str) -> list[str]:
    return [entry.act for entry in sorted(rows(AuditEntry, client_id=UUID(client_id)), key=lambda entry: entry.at)]


def test_a_service_that_fails_leaves_neither_its_work_nor_its_row(cast: Cast) -> None:
    before = (len(rows(Client)), len(rows(AuditEntry)))

    def add_and_fail(session, viewer, *, form):  # type: ignore[no-untyped-def]
        clients.add_client(session, viewer, form=form)
        session.flush()
        raise RuntimeError

    form = clients.NewClientForm(first_name="New", last_name="Person")
    with pytest.raises(RuntimeError):
        act(cast.olivia, add_and_fail, form=form)
    assert (len(rows(Client)), len(rows(AuditEntry))) == before


def test_adding_a_client_leaves_a_row_with_who_did_it(cast: Cast) -> None:
    client_id = add_client(cast.thea, "New", "Person")
    entry = rows(AuditEntry, client_id=UUID(client_id))[0]
    assert (entry.act, entry.actor_id, entry.actor_name) == ("client_added", cast.thea.account_id, "Thea Thorne")


def test_looking_at_a_record_leaves_one_row_in_fifteen_minutes_for_each_who_looks(cast: Cast, clock: Clock) -> None:
    def look(who: object) -> None:
        act(who, audit.note_seen, client_id=cast.ana.client_id)

    for who in (cast.thea, cast.thea, cast.olivia, cast.thea):
        look(who)
    assert acts(cast.ana.client_id).count("client_seen") == 2
    clock.forward(minutes=14)
    look(cast.thea)
    assert acts(cast.ana.client_id).count("client_seen") == 2
    clock.forward(minutes=2)
    look(cast.thea)
    assert acts(cast.ana.client_id).count("client_seen") == 3


def test_looking_many_times_at_once_leaves_one_row(cast: Cast) -> None:
    at_once(8, lambda _: act(cast.thea, audit.note_seen, client_id=cast.ana.client_id))
    assert acts(cast.ana.client_id).count("client_seen") == 1


def test_a_record_says_whether_the_look_is_noted_yet(cast: Cast) -> None:
    assert read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).unseen
    act(cast.thea, audit.note_seen, client_id=cast.ana.client_id)
    assert not read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).unseen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'Mallory'",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET client_id = NULL",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_a_row(cast: Cast, statement: str) -> None:
    before = [repr(entry) for entry in rows(AuditEntry)]
    with pytest.raises(DBAPIError, match="only ever added"), transaction() as session:
        session.execute(text(statement))
    assert [repr(entry) for entry in rows(AuditEntry)] == before


def test_every_act_has_its_words(cast: Cast) -> None:
    silent = {entry.act for entry in rows(AuditEntry) if entry.client_id and audit.sentence(entry) in {"", entry.act}}
    assert not silent


def test_a_log_shows_the_newest_first_and_no_more_than_it_was_asked_for(cast: Cast) -> None:
    act(cast.thea, audit.note_seen, client_id=cast.ana.client_id)
    lines = read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id, limit=2)
    assert lines[0].what == "opened the record"
    assert len(lines) == 2


def test_no_row_holds_what_was_typed(cast: Cast) -> None:
    kept = repr([entry.detail for entry in rows(AuditEntry)])
    for typed in ("lopez", "post.example", "copper kettle", "walnut"):
        assert typed not in kept.casefold()
