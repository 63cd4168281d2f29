"""What one session costs, changed by hand: the fee, who pays it, what is not asked for, and who may say so."""

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import AuditEntry, Charge, Practice, Receipt
from owl_app.services import billing, charge_changes, charges, receipts
from owl_app.services.charge_changes import EQUALLY, ChargeForm
from tests.booking import add_service, cancelled, changed
from tests.cast import Cast, add_client
from tests.door import act, change, read, row, rows
from tests.paying import give_back, held, open_the_books, owe, pay
from tests.test_taxes import add as add_tax


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def owed(cast: Cast, client_id: str) -> list[tuple[int, str]]:
    found = read(cast.olivia, billing.get_for_client, client_id=client_id)
    return [(each.amount, each.currency) for each in found.owed]


def asked_of(charge: str) -> tuple[int, int, int, str]:
    kept = row(Charge, charge)
    return kept.fee, kept.tax, kept.waived, kept.waive_reason


def test_of_a_couple_the_first_is_charged_and_it_can_be_shared(cast: Cast, service: str) -> None:
    both = [cast.ben.client_id, cast.ana.client_id]
    (charge,) = held(cast.thea, service, both, days_ago=2)
    assert str(row(Charge, charge).client_id) == cast.ben.client_id
    owe(cast.thea, charge, pays=EQUALLY)
    assert sorted((str(each.client_id), each.fee) for each in rows(Charge)) == sorted((each, 7000) for each in both)
    owe(cast.thea, charge, pays=cast.ana.client_id)
    assert [(str(each.client_id), each.fee) for each in rows(Charge)] == [(cast.ana.client_id, 14000)]


def test_three_who_share_pay_the_whole_to_the_last_cent(cast: Cast, service: str) -> None:
    third = add_client(cast.thea, "Child", "Lopez", therapist_id=str(cast.thea.account_id))
    (charge,) = held(cast.thea, service, [cast.ben.client_id, cast.ana.client_id, third], days_ago=2)
    owe(cast.thea, charge, fee="100.01", pays=EQUALLY)
    assert sorted(each.fee for each in rows(Charge)) == [3333, 3334, 3334]


def test_each_who_shares_pays_the_tax_of_their_own_part(cast: Cast, service: str) -> None:
    taxed = add_service(cast.olivia, "Coaching", fee="100.01", tax_id=add_tax(cast.olivia))
    (charge,) = held(cast.thea, taxed, [cast.ben.client_id, cast.ana.client_id], days_ago=2)
    owe(cast.thea, charge, pays=EQUALLY)
    assert sorted((each.fee, each.tax) for each in rows(Charge)) == [(5000, 650), (5001, 650)]


def test_the_tab_says_who_could_pay_and_who_does(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ben.client_id, cast.ana.client_id], days_ago=2)
    (payers,) = read(cast.thea, billing.get_for_client, client_id=cast.ben.client_id).payers.values()
    assert payers.coming == [(cast.ana.client_id, "Ana Lopez"), (cast.ben.client_id, "Ben Okafor")]
    assert payers.pays == cast.ben.client_id
    owe(cast.thea, charge, pays=EQUALLY)
    owe(cast.thea, charge, fee="100")
    (payers,) = read(cast.thea, billing.get_for_client, client_id=cast.ana.client_id).payers.values()
    assert payers.pays == ""


@pytest.mark.parametrize("typed", [{"pays": EQUALLY}, {"pays": EQUALLY, "asks": "no_more", "reason": "Hardship"}])
def test_what_is_paid_or_waived_is_not_shared_anew(cast: Cast, service: str, typed: dict[str, str]) -> None:
    (charge,) = held(cast.thea, service, [cast.ben.client_id, cast.ana.client_id], days_ago=2)
    if len(typed) == 1:
        pay(cast.thea, cast.ben.client_id, [charge], "10")
    with pytest.raises(Invalid) as refused:
        owe(cast.thea, charge, **typed)
    assert set(refused.value.fields) == {"pays"}
    assert asked_of(charge) == (14000, 0, 0, "")


def test_nobody_pays_who_does_not_come(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ben.client_id, cast.ana.client_id], days_ago=2)
    for stranger in (cast.chloe.client_id, "x"):
        with pytest.raises(Invalid) as refused:
            owe(cast.thea, charge, pays=stranger)
        assert set(refused.value.fields) == {"pays"}


def test_a_fee_can_be_another_until_it_stands_on_a_receipt(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    owe(cast.thea, charge, fee="90,50")
    assert owed(cast, cast.ana.client_id) == [(9050, "CAD")]
    pay(cast.thea, cast.ana.client_id, [charge], "90.50")
    with pytest.raises(Invalid) as refused:
        owe(cast.thea, charge, fee="100")
    assert set(refused.value.fields) == {"fee"}


def test_a_fee_is_never_less_than_what_was_paid(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    pay(cast.thea, cast.ana.client_id, [charge], "50", with_receipt="off")
    with pytest.raises(Invalid):
        owe(cast.thea, charge, fee="49.99")
    owe(cast.thea, charge, fee="50")
    assert owed(cast, cast.ana.client_id) == []


def test_another_fee_has_the_tax_the_session_was_booked_with(cast: Cast, service: str) -> None:
    taxed = add_service(cast.olivia, "Coaching", fee="100", tax_id=add_tax(cast.olivia, rate="9.975"))
    (charge,) = held(cast.thea, taxed, [cast.ana.client_id], days_ago=2)
    owe(cast.thea, charge, fee="50")
    assert asked_of(charge) == (5000, 499, 0, "")


def test_what_is_open_can_be_waived_with_a_reason_and_asked_for_again(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    pay(cast.thea, cast.ana.client_id, [charge], "100")
    owe(cast.thea, charge, asks="no_more", reason="Agreed by phone")
    assert (asked_of(charge), owed(cast, cast.ana.client_id)) == ((14000, 0, 4000, "Agreed by phone"), [])
    found = read(cast.thea, billing.get_for_client, client_id=cast.ana.client_id)
    assert ([each.id for each in found.waived], found.charges) == ([charge], [])
    owe(cast.thea, charge, asks="all")
    assert (asked_of(charge), owed(cast, cast.ana.client_id)) == ((14000, 0, 0, ""), [(4000, "CAD")])
    said = [each.act for each in rows(AuditEntry) if each.act.startswith("charge_")]
    assert said == ["charge_waived", "charge_asked_again"]


def test_another_fee_leaves_what_is_waived_as_it_is(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "140")
    give_back(cast.thea, made.payment_id, "40", reason="Came late")
    assert asked_of(charge) == (14000, 0, 4000, "Refunded: Came late")
    with pytest.raises(Invalid):
        owe(cast.thea, charge, fee="150", asks="less", reason="Came late")
    act(cast.thea, receipts.void, receipt_id=rows(Receipt)[-1].id, reason="Another fee", replace=False)
    owe(cast.thea, charge, fee="150", asks="less", reason="Came late")
    assert (asked_of(charge), owed(cast, cast.ana.client_id)) == ((15000, 0, 4000, "Came late"), [(1000, "CAD")])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"fee": "-1"}, "fee"),
        ({"fee": ""}, "fee"),
        ({"fee": "lots"}, "fee"),
        ({"fee": "99999999999"}, "fee"),
        ({"asks": "nothing"}, "asks"),
        ({"asks": ""}, "asks"),
        ({"asks": "no_more"}, "reason"),
        ({"asks": "no_more", "reason": "r" * 201}, "reason"),
        ({"waived": "100"}, "waived"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_beside_its_field(
    cast: Cast, service: str, typed: dict[str, str], field: str
) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    with pytest.raises(Invalid) as refused:
        owe(cast.thea, charge, **typed)
    assert set(refused.value.fields) == {field}
    assert asked_of(charge) == (14000, 0, 0, "")


def test_nothing_is_waived_of_what_is_paid(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    pay(cast.thea, cast.ana.client_id, [charge], "140")
    with pytest.raises(Invalid) as refused:
        owe(cast.thea, charge, asks="no_more", reason="Kind")
    assert set(refused.value.fields) == {"asks"}


def test_a_session_may_cost_nothing(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    owe(cast.thea, charge, fee="0")
    assert owed(cast, cast.ana.client_id) == []


def test_the_second_of_two_who_change_one_session_is_told(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    seen = row(Charge, charge).version
    for who, fee in ((cast.olivia, "90"), (cast.thea, "100")):
        form = ChargeForm.read({"version": seen, "fee": fee, "asks": "all"})
        if who is cast.olivia:
            act(who, charge_changes.change, charge_id=charge, form=form)
            continue
        with pytest.raises(Conflict, match="you replace: fee"):
            act(who, charge_changes.change, charge_id=charge, form=form)
    assert asked_of(charge) == (9000, 0, 0, "")


def test_a_new_price_of_a_moved_session_is_a_version_of_its_own(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    seen = row(Charge, charge).version
    other = add_service(cast.olivia, "Longer", fee="200")
    changed(cast.thea, str(row(Charge, charge).appointment_id), service_id=other)
    with pytest.raises(Conflict):
        act(
            cast.thea,
            charge_changes.change,
            charge_id=charge,
            form=ChargeForm.read({"version": seen, "fee": "90", "asks": "all"}),
        )


def test_of_a_cancelled_session_nothing_is_listed_as_waived(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=-2)
    owe(cast.thea, charge, asks="no_more", reason="Kind")
    cancelled(cast.thea, str(row(Charge, charge).appointment_id))
    assert read(cast.thea, charges.list_waived, client_id=cast.ana.client_id) == []


def test_only_those_who_may_bill_the_client_change_what_is_owed(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    with pytest.raises(NotFound):
        owe(cast.tom, charge, fee="1")
    for stranger in (cast.ana, cast.mallory, cast.pat):
        with pytest.raises(NotAllowed):
            owe(stranger, charge, fee="1")
    change(Practice, 1, therapists_see_all=True)
    with pytest.raises(NotAllowed, match="a colleague's"):
        owe(cast.tom, charge, fee="1")
    for who, fee in ((cast.adam, "130"), (cast.olivia, "120"), (cast.thea, "110")):
        owe(who, charge, fee=fee)
    assert asked_of(charge) == (11000, 0, 0, "")


def test_who_pays_for_a_colleagues_session_is_the_colleagues_to_say(cast: Cast, service: str) -> None:
    both = [cast.ana.client_id, cast.chloe.client_id]
    (charge,) = held(cast.olivia, service, both, days_ago=2, therapist_id=str(cast.tom.account_id))
    with pytest.raises(NotAllowed, match="a colleague's"):
        owe(cast.thea, charge, pays=cast.chloe.client_id)
    assert read(cast.thea, billing.get_for_client, client_id=cast.ana.client_id).payers == {}
    owe(cast.olivia, charge, pays=cast.chloe.client_id)
    assert [str(each.client_id) for each in rows(Charge)] == [cast.chloe.client_id]
