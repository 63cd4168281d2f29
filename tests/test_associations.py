"""Whose login it is: what is compared, who is tied to whom, and taking it back."""

from datetime import date, timedelta

import pytest

from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound, Throttled
from owl_app.models import (
    Account,
    Association,
    AuditEntry,
    Client,
    ClientAccess,
    Letter,
    NotSamePerson,
    Prospect,
    SignUp,
)
from owl_app.services import associations, audit, match_cards, portal_logins, prospect_matches, prospects, sign_ups
from owl_app.services.access import ViewerKind
from owl_app.services.associations import AssociationForm
from owl_app.services.clients import NewClientForm
from owl_app.services.listing import Query
from owl_app.services.match_cards import Agreement
from owl_app.services.sign_ins import Opened
from tests.cast import Cast, add_client, add_login, hashed
from tests.door import act, change, read, row, rows, viewer_of
from tests.sign_ups import account_at, allow_sign_up, corrected, send_form, sent_again, settled, signed_up

ADDRESS = "nina@post.example"


@pytest.fixture
def nina(cast: Cast) -> Opened:
    """Somebody who signed up and verified the address."""
    allow_sign_up(cast.olivia)
    return signed_up(ADDRESS, date_of_birth="1990-04-23", phone="416 555 0177")


@pytest.fixture
def record(cast: Cast) -> str:
    """The record of a client who may be Nina."""
    return add_client(cast.olivia, "Nina", "Noor", date_of_birth="1990-04-23", therapist_id=str(cast.tom.account_id))


def tie(cast: Cast, prospect: Opened, client_id: str, relationship: str = "self", **typed: str) -> str:
    form = AssociationForm.read({"relationship": relationship, **typed})
    which = {"prospect_id": prospect.viewer.account_id, "client_id": client_id}
    return act(cast.olivia, associations.associate, **which, form=form)


def listed(cast: Cast, **filters: str) -> list[str]:
    found = read(cast.olivia, prospects.list_prospects, query=Query(filters=filters))
    return [row.email for row in found.rows]


def ties_of(who: Opened) -> list[str]:
    return [str(each.client_id) for each in rows(ClientAccess, account_id=who.viewer.account_id)]


def test_an_associated_login_sees_the_client_at_once(cast: Cast, nina: Opened, record: str) -> None:
    assert viewer_of(nina).kind is ViewerKind.UNASSOCIATED
    tie(cast, nina, record)
    assert viewer_of(nina).kind is ViewerKind.CLIENT
    assert ties_of(nina) == [record]
    assert listed(cast) == ["pat@post.example"]


def test_the_person_gets_a_letter_and_both_sides_a_line(cast: Cast, nina: Opened, record: str) -> None:
    tie(cast, nina, record)
    assert [letter.kind for letter in rows(Letter, to_email=ADDRESS)][-1] == "connected"
    (entry,) = rows(AuditEntry, act="associated")
    assert (str(entry.client_id), entry.account_id, entry.actor_id) == (
        record,
        nina.viewer.account_id,
        cast.olivia.account_id,
    )


def test_undo_cuts_the_access_off_at_once_and_loses_nothing_else(cast: Cast, nina: Opened, record: str) -> None:
    before = row(Client, record)
    made = tie(cast, nina, record)
    act(cast.olivia, associations.undo, association_id=made)
    assert viewer_of(nina).kind is ViewerKind.UNASSOCIATED
    assert ties_of(nina) == []
    assert row(Client, record) == before
    assert ADDRESS in listed(cast)
    assert [letter.kind for letter in rows(Letter, to_email=ADDRESS)][-1] == "disconnected"


def test_an_association_is_undone_once(cast: Cast, nina: Opened, record: str) -> None:
    made = tie(cast, nina, record)
    act(cast.olivia, associations.undo, association_id=made)
    with pytest.raises(Conflict):
        act(cast.olivia, associations.undo, association_id=made)


def test_after_thirty_days_it_is_not_undone_here(cast: Cast, nina: Opened, record: str) -> None:
    made = tie(cast, nina, record)
    change(Association, made, at=now() - timedelta(days=31))
    with pytest.raises(Conflict):
        act(cast.olivia, associations.undo, association_id=made)
    assert ties_of(nina) == [record]
    assert read(cast.olivia, associations.list_recent) == []


def test_an_undo_after_the_login_was_removed_gives_and_takes_nothing(cast: Cast, nina: Opened, record: str) -> None:
    made = tie(cast, nina, record)
    act(cast.olivia, portal_logins.remove_login, client_id=record, login_id=nina.viewer.account_id)
    again = tie(cast, nina, record)
    act(cast.olivia, associations.undo, association_id=again)
    assert ties_of(nina) == []
    with pytest.raises(Conflict):
        act(cast.olivia, associations.undo, association_id=made)
    assert read(cast.olivia, associations.list_recent) == []


def test_an_unverified_account_is_neither_associated_nor_made_a_client(cast: Cast, record: str) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS))
    (account,) = rows(Account, email=ADDRESS)
    form = AssociationForm.read({"relationship": "self"})
    with pytest.raises(Conflict, match="Verify it first"):
        act(cast.olivia, associations.associate, prospect_id=account.id, client_id=record, form=form)
    new = NewClientForm.read({"first_name": "Nina", "last_name": "Noor"})
    with pytest.raises(Conflict, match="Verify it first"):
        act(cast.olivia, associations.create_client, prospect_id=account.id, form=new, client_id=None)
    assert rows(Association) == []


def test_a_conflicting_date_of_birth_asks_for_the_last_name(cast: Cast, nina: Opened) -> None:
    other = add_client(cast.olivia, "Nina", "Noor", date_of_birth="1985-01-02")
    with pytest.raises(Invalid) as refused:
        tie(cast, nina, other)
    assert refused.value.fields == {"last_name": "The dates of birth differ. Type the client's last name to go on."}
    with pytest.raises(Invalid) as refused:
        tie(cast, nina, other, last_name="Moor")
    assert refused.value.fields == {"last_name": "This is not the client's last name."}
    tie(cast, nina, other, last_name="noor")
    assert ties_of(nina) == [other]


def test_a_parents_other_date_of_birth_is_no_conflict(cast: Cast, nina: Opened) -> None:
    child = add_client(cast.olivia, "Milo", "Noor", date_of_birth="2015-05-05")
    tie(cast, nina, child, "parent")
    assert ties_of(nina) == [child]


def test_nobody_is_the_client_themselves_where_somebody_is(cast: Cast, nina: Opened) -> None:
    with pytest.raises(Invalid) as refused:
        tie(cast, nina, cast.ana.client_id)
    assert refused.value.fields == {"relationship": "Ana Lopez has a login already. Say who else signs in."}


def test_the_second_of_two_who_settle_one_prospect_is_told(cast: Cast, nina: Opened, record: str) -> None:
    tie(cast, nina, record)
    with pytest.raises(NotFound, match="settled it a moment ago"):
        tie(cast, nina, cast.ben.client_id, "partner")
    assert ties_of(nina) == [record]


def test_create_client_makes_the_record_and_ties_the_login(cast: Cast, nina: Opened) -> None:
    form = NewClientForm.read({"first_name": "Nina", "last_name": "Noor", "email": ADDRESS})
    made = act(cast.adam, associations.create_client, prospect_id=nina.viewer.account_id, form=form, client_id=None)
    (client,) = rows(Client, email=ADDRESS)
    assert ties_of(nina) == [str(client.id)]
    assert row(Association, made).made_client is True
    act(cast.adam, associations.undo, association_id=made)
    assert row(Client, client.id).last_name == "Noor"
    assert ties_of(nina) == []


def test_create_client_ties_nobody_to_a_client_who_is_there(cast: Cast, nina: Opened) -> None:
    form = NewClientForm.read({"first_name": "Nina", "last_name": "Noor"})
    which = {"prospect_id": nina.viewer.account_id, "client_id": cast.ana.client_id}
    with pytest.raises(Conflict):
        act(cast.adam, associations.create_client, **which, form=form)
    assert ties_of(nina) == []


def test_the_match_card_says_field_by_field_what_agrees(cast: Cast, nina: Opened) -> None:
    other = add_client(cast.olivia, "Nína", "Noor", date_of_birth="1985-01-02", phone="416 555 0177")
    card = read(cast.olivia, match_cards.compare, prospect_id=nina.viewer.account_id, client_id=other)
    assert [(line.field, line.agreement) for line in card.lines] == [
        ("name", Agreement.AGREES),
        ("date_of_birth", Agreement.CONFLICTS),
        ("email", Agreement.BLANK),
        ("phone", Agreement.AGREES),
    ]
    assert card.asks_last_name is True
    assert card.has_own_login is False


def test_the_search_forgives_accents_case_order_and_small_slips(cast: Cast, nina: Opened, record: str) -> None:
    for typed in ("noor nina", "NOOR", "Nína", "Nina Nooor", "Nnia Noor"):
        found = read(cast.olivia, match_cards.find_clients, prospect_id=nina.viewer.account_id, search=typed)
        assert record in [each.id for each in found], typed


def test_without_a_search_those_who_may_be_the_person_are_offered(cast: Cast, nina: Opened, record: str) -> None:
    found = read(cast.olivia, match_cards.find_clients, prospect_id=nina.viewer.account_id)
    assert [(each.id, each.verdict) for each in found] == [(record, "likely")]


def test_not_the_same_person_is_remembered(cast: Cast, nina: Opened, record: str) -> None:
    which = {"prospect_id": nina.viewer.account_id, "client_id": record}
    act(cast.olivia, associations.rule_out, **which)
    act(cast.olivia, associations.rule_out, **which)
    assert len(rows(NotSamePerson)) == 1
    assert read(cast.olivia, match_cards.find_clients, prospect_id=nina.viewer.account_id) == []
    found = read(cast.olivia, match_cards.find_clients, prospect_id=nina.viewer.account_id, search="noor")
    assert [each.ruled_out for each in found] == [True]


def test_the_likely_match_stands_in_the_list_and_follows_the_records(cast: Cast, nina: Opened, record: str) -> None:
    act(None, prospect_matches.match_due)
    assert match_of(cast) == ("Nina Noor", "likely")
    act(cast.olivia, associations.rule_out, prospect_id=nina.viewer.account_id, client_id=record)
    act(None, prospect_matches.match_due)
    assert match_of(cast) == ("", "")
    add_client(cast.olivia, "Nina", "Noor", date_of_birth="1990-04-23")
    assert read(None, prospect_matches.is_due) is True
    act(None, prospect_matches.match_due)
    assert match_of(cast) == ("Nina Noor", "likely")


def test_an_apostrophe_in_a_name_hides_nobody_who_is_added_later(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    signed_up(ADDRESS, first_name="Siobhan", last_name="O'Brien")
    act(None, prospect_matches.match_due)
    add_client(cast.olivia, "Siobhán", "O’Brien")
    assert read(None, prospect_matches.is_due) is True


def test_a_client_who_has_nothing_in_common_makes_nobody_match_again(cast: Cast, nina: Opened) -> None:
    act(None, prospect_matches.match_due)
    add_client(cast.olivia, "Zoltan", "Quist", date_of_birth="1950-01-01")
    assert read(None, prospect_matches.is_due) is False


def test_a_welcome_names_what_is_there_until_it_is_put_away(cast: Cast, nina: Opened, record: str) -> None:
    tie(cast, nina, record)
    welcome = read(nina, associations.get_welcome)
    assert welcome is not None
    assert welcome.client_name == "Nina Noor"
    act(nina, associations.put_welcome_away)
    assert read(nina, associations.get_welcome) is None


def test_a_welcome_never_names_somebody_whom_the_login_sees_no_more(cast: Cast, nina: Opened, record: str) -> None:
    by_mistake = add_client(cast.olivia, "Zoltan", "Quist")
    tie(cast, nina, by_mistake, "partner")
    act(cast.olivia, portal_logins.remove_login, client_id=by_mistake, login_id=nina.viewer.account_id)
    add_login(cast.olivia, record, ADDRESS, connect=str(nina.viewer.account_id))
    assert viewer_of(nina).kind is ViewerKind.CLIENT
    assert read(nina, associations.get_welcome) is None


@pytest.mark.parametrize("who", ["thea", "tom", "ana", "pat", "mallory"])
def test_nobody_but_owners_and_admins_settles_prospects(cast: Cast, nina: Opened, record: str, who: str) -> None:
    person = getattr(cast, who)
    prospect_id = nina.viewer.account_id
    form = AssociationForm.read({"relationship": "self"})
    new = NewClientForm.read({"first_name": "N", "last_name": "N"})
    made = tie(cast, signed_up("second@post.example"), add_client(cast.olivia, "Second", "One"))
    tries = [
        lambda: read(person, prospects.list_prospects, query=Query()),
        lambda: read(person, prospects.count_waiting),
        lambda: read(person, prospects.get_details, prospect_id=prospect_id),
        lambda: act(person, prospects.verify, ids=[str(prospect_id)]),
        lambda: act(person, prospects.send_again, ids=[str(prospect_id)]),
        lambda: act(person, prospects.dismiss, ids=[str(prospect_id)]),
        lambda: act(person, prospects.bring_back, ids=[str(prospect_id)]),
        lambda: read(person, match_cards.find_clients, prospect_id=prospect_id),
        lambda: read(person, match_cards.compare, prospect_id=prospect_id, client_id=record),
        lambda: act(person, associations.associate, prospect_id=prospect_id, client_id=record, form=form),
        lambda: act(person, associations.create_client, prospect_id=prospect_id, form=new, client_id=None),
        lambda: act(person, associations.rule_out, prospect_id=prospect_id, client_id=record),
        lambda: read(person, associations.list_recent),
        lambda: act(person, associations.undo, association_id=made),
    ]
    for each in tries:
        with pytest.raises(NotAllowed):
            each()
    assert ties_of(nina) == []


def test_dismissed_prospects_leave_the_list_and_come_back(cast: Cast, nina: Opened) -> None:
    ids = [str(nina.viewer.account_id)]
    assert act(cast.olivia, prospects.dismiss, ids=ids) == 1
    assert ADDRESS not in listed(cast)
    assert listed(cast, state="dismissed") == [ADDRESS]
    assert act(cast.olivia, prospects.bring_back, ids=ids) == 1
    assert ADDRESS in listed(cast)


def test_somebody_who_verifies_while_being_dismissed_is_verified_and_dismissed(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    browser = settled(send_form(ADDRESS))
    (account,) = rows(Account, email=ADDRESS)
    act(cast.olivia, prospects.dismiss, ids=[str(account.id)])
    from tests.sign_ups import letter_to, verified

    verified(letter_to(ADDRESS), browser=browser)
    assert listed(cast, state="dismissed") == [ADDRESS]
    assert row(Account, account.id).email_proven_at is not None


def test_staff_verify_somebody_they_know(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS))
    (account,) = rows(Account, email=ADDRESS)
    assert listed(cast, state="unverified") == [ADDRESS]
    assert act(cast.adam, prospects.verify, ids=[str(account.id)]) == 1
    assert listed(cast, state="verified") == [ADDRESS, "pat@post.example"]


def test_staff_do_not_verify_an_address_that_two_signed_up_with(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS))
    settled(send_form(ADDRESS, password="wicked walnut 66 ferry"))
    (account,) = rows(Account, email=ADDRESS)
    with pytest.raises(Invalid):
        act(cast.adam, prospects.verify, ids=[str(account.id)])
    assert row(Account, account.id).email_proven_at is None


def test_staff_do_not_verify_a_login_whose_maker_corrected_the_address_away(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    strangers = settled(send_form(ADDRESS, password="wicked walnut 66 ferry"))
    settled(send_form(ADDRESS))
    corrected(strangers, "mallory@evil.example")
    (account,) = rows(Account, email=ADDRESS)
    assert account.password_hash == hashed("wicked walnut 66 ferry")
    with pytest.raises(Invalid):
        act(cast.adam, prospects.verify, ids=[str(account.id)])
    assert row(Account, account.id).email_proven_at is None


def test_an_address_that_was_contested_is_not_verified_by_staff_when_the_other_sign_up_is_forgotten(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS, password="wicked walnut 66 ferry"))
    settled(send_form(ADDRESS))
    for sign_up in rows(SignUp):
        change(SignUp, sign_up.id, created_at=now() - timedelta(days=8))
    act(None, sign_ups.settle_left_behind)
    assert rows(SignUp) == []
    (account,) = rows(Account, email=ADDRESS)
    with pytest.raises(Invalid):
        act(cast.adam, prospects.verify, ids=[str(account.id)])


def test_an_address_somebody_just_signed_up_with_is_not_verified_by_staff(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS, password="wicked walnut 66 ferry"))
    send_form(ADDRESS)
    (account,) = rows(Account, email=ADDRESS)
    with pytest.raises(Invalid):
        act(cast.adam, prospects.verify, ids=[str(account.id)])


def test_a_therapist_reads_no_name_of_a_prospect_in_the_logs(cast: Cast, nina: Opened) -> None:
    which = {"prospect_id": nina.viewer.account_id, "client_id": cast.ana.client_id}
    act(cast.olivia, associations.rule_out, **which)
    said = [line.what for line in read(cast.thea, audit.list_for_client, client_id=cast.ana.client_id)]
    assert [line for line in said if "Nina" in line] == []


def test_an_undo_takes_nothing_that_another_association_gave(cast: Cast, nina: Opened, record: str) -> None:
    first = tie(cast, nina, record)
    act(cast.olivia, portal_logins.remove_login, client_id=record, login_id=nina.viewer.account_id)
    tie(cast, nina, record)
    with pytest.raises(Conflict):
        act(cast.olivia, associations.undo, association_id=first)
    assert ties_of(nina) == [record]


def test_the_letter_is_sent_again_by_staff(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    settled(send_form(ADDRESS))
    (account,) = rows(Account, email=ADDRESS)
    assert act(cast.adam, prospects.send_again, ids=[str(account.id)]) == 1
    assert [letter.kind for letter in rows(Letter, to_email=ADDRESS)] == ["verify_sign_up", "verify_sign_up"]


def test_somebody_who_had_letters_enough_keeps_nobody_else_from_theirs(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    browser = settled(send_form("often@post.example"))
    for _ in range(4):
        sent_again(browser)
    settled(send_form(ADDRESS))
    ids = [str(account_at(each).id) for each in ("often@post.example", ADDRESS)]
    assert act(cast.adam, prospects.send_again, ids=ids) == 1
    assert [letter.kind for letter in rows(Letter, to_email=ADDRESS)] == ["verify_sign_up", "verify_sign_up"]
    with pytest.raises(Throttled):
        act(cast.adam, prospects.send_again, ids=ids[:1])


def test_a_login_that_is_disabled_is_associated_with_nobody(cast: Cast, nina: Opened, record: str) -> None:
    change(Account, nina.viewer.account_id, disabled_at=now())
    with pytest.raises(Conflict, match="disabled"):
        tie(cast, nina, record)
    assert ties_of(nina) == []


def test_of_very_many_with_one_name_the_one_born_that_day_is_the_match(cast: Cast) -> None:
    allow_sign_up(cast.olivia)
    for _ in range(205):
        add_client(cast.olivia, "Maria", "Silva")
    born = "1990-04-23"
    right = add_client(cast.olivia, "Maria", "Silva", date_of_birth=born)
    settled(send_form("maria@post.example", first_name="Maria", last_name="Silva", date_of_birth=born))
    act(None, prospect_matches.match_due)
    assert str(row(Prospect, account_at("maria@post.example").id).match_id) == right


def test_the_list_is_searched_by_name_email_and_phone(cast: Cast, nina: Opened) -> None:
    for typed, found in (("noor", True), ("nin", True), ("nina@post.example", True), ("0177", True), ("zzz", False)):
        page = read(cast.olivia, prospects.list_prospects, query=Query(search=typed))
        assert (ADDRESS in [each.email for each in page.rows]) is found, typed


def test_a_login_whose_last_client_was_taken_away_is_a_prospect(cast: Cast) -> None:
    act(cast.olivia, portal_logins.remove_login, client_id=cast.ana.client_id, login_id=cast.ana.account_id)
    assert listed(cast, state="verified") == ["ana@post.example", "pat@post.example"]
    assert row(Prospect, cast.ana.account_id).last_name == "Lopez"


def test_the_date_of_the_record_is_shown_as_it_is(cast: Cast, nina: Opened, record: str) -> None:
    card = read(cast.olivia, match_cards.compare, prospect_id=nina.viewer.account_id, client_id=record)
    (born,) = [line for line in card.lines if line.field == "date_of_birth"]
    assert (born.typed, born.recorded) == (date(1990, 4, 23).isoformat(), "1990-04-23")


def match_of(cast: Cast) -> tuple[str, str]:
    page = read(cast.olivia, prospects.list_prospects, query=Query(search=ADDRESS))
    return page.rows[0].match, page.rows[0].verdict
