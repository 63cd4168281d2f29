"""People and staff who do two things to one prospect, or to one pair of records, at the same moment."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import Session

from owl_app.config import get_settings
from owl_app.mail import outbox
from owl_app.models import (
    Account,
    Association,
    AuditEntry,
    Client,
    ClientAccess,
    Letter,
    Merge,
    Prospect,
    SignIn,
    SignUp,
    SingleUseLink,
)
from owl_app.security.tokens import hash_token
from owl_app.services import (
    associations,
    client_deletion,
    client_merges,
    clients,
    portal_logins,
    prospect_matches,
    prospects,
    verifications,
)
from owl_app.services.access import Viewer, ViewerKind
from owl_app.services.associations import AssociationForm
from owl_app.services.client_deletion import DeletionForm
from owl_app.services.clients import AccountDetailsForm, NewClientForm
from owl_app.services.sign_ins import Opened
from owl_app.web import session
from tests.cast import Cast, Person, add_client, add_login
from tests.door import act, read, row, rows, viewer_of
from tests.sign_ups import (
    STRANGERS_PASSWORD,
    account_at,
    allow_sign_up,
    corrected,
    letter_to,
    send_form,
    sent_again,
    settled,
    signed_up,
    verified,
)
from tests.together import at_once

ADDRESS = "nina@post.example"
ROUNDS = 6


@pytest.fixture(autouse=True)
def open_to_all(cast: Cast) -> None:
    allow_sign_up(cast.olivia)


def tie(who: Person, prospect: Opened, client_id: str) -> str:
    form = AssociationForm.read({"relationship": "other"})
    chosen = {"prospect_id": prospect.viewer.account_id, "client_id": client_id}
    return act(who, associations.associate, **chosen, form=form)


def merge_into(who: Person, kept_id: str, merged_id: str) -> str:
    records = {"kept_id": kept_id, "merged_id": merged_id}
    found = read(who, client_merges.dry_run, **records)
    seen = (str(found.kept_version), str(found.merged_version))
    choices = {each.field: "kept" for each in found.differences if each.conflicts}
    return act(who, client_merges.merge, **records, seen=seen, choices=choices)


def two_sign_ups(email: str) -> str:
    """A stranger made the login of an address, and then its owner signed up too; the owner's browser."""
    settled(send_form(email, password=STRANGERS_PASSWORD))
    return settled(send_form(email))


def test_of_fifty_parallel_uses_of_one_link_one_signs_in(cast: Cast) -> None:
    browser = two_sign_ups(ADDRESS)
    token = outbox.link_token(get_settings().key, letter_to(ADDRESS).id)
    claim = read(None, verifications.claim_by_link, token=token, browser_hash=hash_token(browser))
    results = at_once(50, lambda _: act(None, verifications.verify, claim=claim, device="", device_token=""))
    assert results.count("Conflict") == 49
    assert len(rows(SignIn, account_id=account_at(ADDRESS).id)) == 1
    assert len(rows(AuditEntry, act="email_proven", account_id=account_at(ADDRESS).id)) == 1


def test_of_two_staff_who_associate_one_prospect_at_once_one_wins(cast: Cast) -> None:
    staff, records = (cast.olivia, cast.adam), (cast.ana.client_id, cast.ben.client_id)
    for number in range(ROUNDS):
        nina = signed_up(f"nina{number}@post.example")
        results = at_once(2, lambda who, nina=nina: tie(staff[who], nina, records[who]))  # type: ignore[misc]
        assert results.count("NotFound") + results.count("Conflict") == 1
        (made,) = rows(Association, account_id=nina.viewer.account_id)
        (seen,) = rows(ClientAccess, account_id=nina.viewer.account_id)
        assert str(seen.client_id) == str(made.client_id) == records[0 if results[0] == str(made.id) else 1]


def test_somebody_who_is_dismissed_while_they_verify_is_dismissed_and_verified(cast: Cast) -> None:
    for number in range(ROUNDS):
        email = f"nina{number}@post.example"
        browser = settled(send_form(email))
        letter, account_id = letter_to(email), account_at(email).id

        def one_of_two(
            who: int, browser: str = browser, letter: Letter = letter, account_id: UUID = account_id
        ) -> object:
            if who == 0:
                return act(cast.olivia, prospects.dismiss, ids=[str(account_id)])
            return verified(letter, browser=browser).viewer.kind

        assert at_once(2, one_of_two) == [1, ViewerKind.UNASSOCIATED]
        assert row(Prospect, account_id).dismissed_at is not None
        assert row(Account, account_id).email_proven_at is not None
        assert rows(SignUp, account_id=account_id) == []


def test_of_two_sign_ups_that_are_settled_at_once_one_makes_the_login_and_both_get_a_letter(cast: Cast) -> None:
    for number in range(ROUNDS):
        email = f"nina{number}@post.example"
        browsers = send_form(email, password=STRANGERS_PASSWORD), send_form(email)
        at_once(2, lambda who, browsers=browsers: settled(browsers[who]))  # type: ignore[misc]
        account = account_at(email)
        sign_ups_there = rows(SignUp, account_id=account.id)
        assert sorted(each.holds for each in sign_ups_there) == [False, True]
        assert [each.password_hash for each in sign_ups_there if each.holds] == [account.password_hash]
        assert {letter.id for letter in rows(Letter, to_email=email)} == {each.letter_id for each in sign_ups_there}
        assert len(rows(SingleUseLink, account_id=account.id, used_at=None)) == 2


@pytest.mark.parametrize("asks", ["again", "elsewhere"])
def test_a_letter_that_is_asked_for_while_the_address_is_proven_waits_for_it(cast: Cast, asks: str) -> None:
    for number in range(ROUNDS):
        email = f"nina{number}@post.example"
        browser, letter = two_sign_ups(email), letter_to(email)

        def one_of_two(who: int, browser: str = browser, letter: Letter = letter, number: int = number) -> object:
            if who == 0:
                return verified(letter, browser=browser).viewer.kind
            if asks == "again":
                sent_again(browser)
            else:
                corrected(browser, f"noor{number}@post.example")
            return None

        kind, _ = at_once(2, one_of_two)
        account = account_at(email)
        assert kind in {ViewerKind.UNASSOCIATED, "Conflict"}
        assert (account.email_proven_at is not None) is (kind is ViewerKind.UNASSOCIATED)
        if account.email_proven_at is not None:
            assert rows(SignUp, account_id=account.id) == []
            assert rows(SingleUseLink, account_id=account.id, used_at=None) == []


def test_of_two_who_merge_a_pair_in_both_directions_at_once_one_wins_and_nothing_is_lost(cast: Cast) -> None:
    for number in range(ROUNDS):
        pair = [add_client(cast.olivia, "Nina", "Noor", city=city) for city in ("Toronto", "Ottawa")]
        login_id = UUID(add_login(cast.olivia, pair[1], f"nina{number}@post.example").login_id)

        def merge(who: int, pair: list[str] = pair) -> str:
            chosen = {"kept_id": pair[who], "merged_id": pair[1 - who], "seen": ("1", "1")}
            return act((cast.olivia, cast.adam)[who], client_merges.merge, **chosen, choices={"city": "kept"})

        results = at_once(2, merge)
        assert results.count("NotFound") + results.count("Conflict") == 1
        winner = 0 if results[1] in {"NotFound", "Conflict"} else 1
        assert [str(each.kept_id) for each in rows(Merge, id=UUID(str(results[winner])))] == [pair[winner]]
        assert [str(each.client_id) for each in rows(ClientAccess, account_id=login_id)] == [pair[winner]]
        act(cast.olivia, client_merges.undo, merge_id=results[winner])
        assert {str(each.id) for each in rows(Client)} >= set(pair)
        assert [str(each.client_id) for each in rows(ClientAccess, account_id=login_id)] == [pair[1]]


def test_of_two_who_undo_one_association_at_once_one_wins(cast: Cast) -> None:
    staff = cast.olivia, cast.adam
    for number in range(ROUNDS):
        email = f"nina{number}@post.example"
        nina = signed_up(email)
        made = tie(cast.olivia, nina, cast.ana.client_id)
        results = at_once(
            2,
            lambda who, made=made: act(staff[who], associations.undo, association_id=made),  # type: ignore[misc]
        )
        assert sorted(map(str, results)) == ["Conflict", "Nina Noor"]
        assert viewer_of(nina).kind is ViewerKind.UNASSOCIATED
        assert [letter.kind for letter in rows(Letter, to_email=email)].count("disconnected") == 1
        assert row(Prospect, nina.viewer.account_id).waiting is True


@pytest.mark.parametrize("other", ["connects it", "changes the record", "adds one alike", "looks for matches"])
def test_whoever_associates_never_waits_for_somebody_who_waits_for_them(cast: Cast, other: str) -> None:
    for number in range(ROUNDS):
        email = f"nina{number}@post.example"
        nina = signed_up(email, phone="416 555 0177")
        typed = {"first_name": "Nina", "last_name": "Noor", "phone": "416 555 0177"}
        record = add_client(cast.olivia, **typed)
        account_id = nina.viewer.account_id

        def associate(nina: Opened = nina, record: str = record) -> object:
            return tie(cast.olivia, nina, record)

        def connect(email: str = email, record: str = record, account_id: object = account_id) -> object:
            return add_login(cast.adam, record, email, relationship="other", name="Nina", connect=str(account_id))

        def save(typed: dict[str, str] = typed, record: str = record) -> object:
            form = AccountDetailsForm.read({**typed, "city": "Ottawa", "version": 1})
            return act(cast.adam, clients.change_account_details, client_id=record, form=form)

        def add(typed: dict[str, str] = typed) -> object:
            return add_client(cast.adam, **typed)

        def match() -> object:
            return act(None, prospect_matches.match_due)

        does = {"connects it": connect, "changes the record": save, "adds one alike": add, "looks for matches": match}
        at_once(2, lambda who, calls=(associate, does[other]): calls[who]())  # type: ignore[misc]
        assert rows(ClientAccess, account_id=account_id) != []
        assert row(Prospect, account_id).waiting is False


def test_matches_are_looked_for_while_the_record_is_saved(cast: Cast) -> None:
    for number in range(ROUNDS):
        typed = {"first_name": "Nina", "last_name": "Noor", "phone": f"416 555 017{number}"}
        signed_up(f"nina{number}@post.example", phone=typed["phone"])
        record = add_client(cast.olivia, **typed)
        form = AccountDetailsForm.read({**typed, "city": f"Ottawa {number}", "version": 1})

        def save(record: str = record, form: AccountDetailsForm = form) -> object:
            return act(cast.adam, clients.change_account_details, client_id=record, form=form)

        def match() -> object:
            return act(None, prospect_matches.match_due)

        at_once(2, lambda who, calls=(save, match): calls[who]())  # type: ignore[misc]
        assert row(Client, record).city == f"Ottawa {number}"


def test_two_staff_who_make_clients_of_two_people_alike_at_once_both_do(cast: Cast) -> None:
    for number in range(ROUNDS):
        people = [signed_up(f"nina{number}{each}@post.example") for each in "ab"]

        def create(who: int, people: list[Opened] = people) -> object:
            form = NewClientForm.read({"first_name": "Nina", "last_name": "Noor"})
            chosen = {"prospect_id": people[who].viewer.account_id, "client_id": None}
            return act((cast.olivia, cast.adam)[who], associations.create_client, **chosen, form=form)

        made = at_once(2, create)
        assert [viewer_of(each).kind for each in people] == [ViewerKind.CLIENT] * 2
        assert {str(each.id) for each in rows(Association)} >= set(map(str, made))


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("other", ["removes the login", "merges the record", "deletes the record"])
def test_undoing_an_association_never_waits_for_somebody_who_waits_for_it(cast: Cast, other: str) -> None:
    for number in range(ROUNDS):
        nina = signed_up(f"nina{number}@post.example")
        record, double = (add_client(cast.olivia, "Nina", "Noor") for _ in range(2))
        made = tie(cast.olivia, nina, record)

        def undo(made: str = made) -> object:
            return act(cast.olivia, associations.undo, association_id=made)

        def remove(record: str = record, nina: Opened = nina) -> object:
            return act(cast.adam, portal_logins.remove_login, client_id=record, login_id=nina.viewer.account_id)

        def merge(record: str = record, double: str = double) -> object:
            return merge_into(cast.adam, double, record)

        def delete(record: str = record) -> object:
            form = DeletionForm.read({"reason": "mistake", "last_name": "Noor"})
            return act(cast.olivia, client_deletion.delete_client, client_id=record, form=form)

        does = {"removes the login": remove, "merges the record": merge, "deletes the record": delete}
        at_once(2, lambda who, calls=(undo, does[other]): calls[who]())  # type: ignore[misc]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_undoing_a_merge_never_waits_for_somebody_who_merges_the_kept_record(cast: Cast) -> None:
    for _ in range(ROUNDS):
        first, second, third = (add_client(cast.olivia, "Nina", "Noor") for _ in range(3))
        made = merge_into(cast.olivia, second, first)

        def undo(made: str = made) -> object:
            return act(cast.olivia, client_merges.undo, merge_id=made)

        def merge(second: str = second, third: str = third) -> object:
            return merge_into(cast.adam, third, second)

        at_once(2, lambda who, calls=(undo, merge): calls[who]())  # type: ignore[misc]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_call_whose_transaction_the_database_took_back_is_made_again(cast: Cast) -> None:
    tried = []

    def fail_once(session: Session, viewer: Viewer) -> str:
        tried.append(viewer.name)
        if len(tried) == 1:
            session.connection().exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'waited' USING ERRCODE = '40P01'; END $$")
        return "done"

    assert asyncio.run(session.act(hash_token(cast.olivia.token), fail_once)) == "done"
    assert tried == ["Olivia Owens", "Olivia Owens"]
