"""The Billing tab over raw sockets: a form that is sent twice counts once, and nobody else's money is touched."""

from typing import Any

import pytest

from owl_app.models import Allocation, Charge, Payment, Practice, Receipt, ReceiptFile, Refund
from tests.booking import add_service
from tests.cast import Person
from tests.door import change, row, rows
from tests.mallory.house import House, stranger
from tests.mallory.wire import handler
from tests.paying import held, open_the_books, pay

pytestmark = pytest.mark.parametrize("house", ["sqlite+memory"], indirect=True)


def tell(house: House, who: Person, act: str, form: dict[str, str]) -> str:
    tab = house.tab(who, f"/clients/{house.cast.ana.client_id}")
    name = handler("admin.client_billing_state", "client_billing_state", act)
    heard = "".join(tab.answer_to(name, {"form": form}) for _ in range(2))
    tab.leave()
    return heard


def paid(house: House, who: Person) -> str:
    form = {"key": "the same for both", "payor": "Ana", "amount": "50", "method": "cash"}
    tab = house.tab(who, f"/clients/{house.cast.ana.client_id}")
    name = handler("admin.client_billing_state", "client_billing_state", "record")
    for _ in range(3):  # the first is asked about credit
        tab.answer_to(name, {"form": form})
    tab.leave()
    return str(rows(Payment)[0].id) if rows(Payment) else ""


def test_a_payment_and_a_refund_that_are_sent_twice_count_once(house: House) -> None:
    payment_id = paid(house, house.cast.thea)
    assert [each.amount for each in rows(Payment)] == [5000]
    tell(house, house.cast.thea, "refund", {"key": "r", "payment": payment_id, "amount": "10", "reason": "Twice"})
    assert [each.amount for each in rows(Refund)] == [1000]


@pytest.fixture
def anas(house: House) -> dict[str, str]:
    """A session of Ana's that is paid in part, with its payment and its receipt."""
    if not rows(Receipt):
        open_the_books(house.cast)
        service = add_service(house.cast.olivia, "Paid therapy")
        charges = held(house.cast.thea, service, [house.cast.ana.client_id], days_ago=3)
        pay(house.cast.thea, house.cast.ana.client_id, charges, "100")
    receipt = rows(Receipt)[0]
    charge = next(each for each in rows(Charge) if str(each.client_id) == house.cast.ana.client_id)
    return {"charge": str(charge.id), "payment": str(receipt.payment_id), "receipt": str(receipt.id)}


ACTS = {
    "record": {"form": {"key": "k", "payor": "P", "amount": "10", "method": "cash", "charge-{charge}": "on"}},
    "pay_from_credit": {"form": {"charge-{charge}": "on"}},
    "issue": {"payment_id": "{payment}"},
    "refund": {"form": {"key": "k", "payment": "{payment}", "amount": "10", "method": "cash", "reason": "Mine"}},
    "void_payment": {"form": {"payment": "{payment}", "reason": "Mine"}},
    "void_receipt": {"form": {"receipt": "{receipt}", "reason": "Mine", "then": "replace"}},
    "change_charge": {"form": {"charge": "{charge}", "version": "1", "fee": "0", "asks": "all"}},
    "change_charge waived": {
        "form": {"charge": "{charge}", "version": "1", "fee": "140", "asks": "no_more", "reason": "M"}
    },
    "change_charge shared": {
        "form": {"charge": "{charge}", "version": "1", "fee": "140", "asks": "all", "pays": "equally"}
    },
}
TABLES = (Charge, Payment, Refund, Allocation, Receipt, ReceiptFile)
OUTSIDERS = (
    "tom",
    "mallory",
    "ana",
    "ben",
    "chloe",
    "pat",
    "unassociated",
    "must_change_password",
    "ended",
    "anonymous",
)


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("act", ACTS)
def test_money_of_somebody_elses_client_stays_where_it_is(
    house: House, anas: dict[str, str], who: str, act: str
) -> None:
    asked = filled(ACTS[act], anas)
    somebody = stranger(house, who)
    before = kept()
    answered = to_act(house, somebody, act.split()[0], asked)
    assert kept() == before
    assert "Thea M. Thorne" not in answered


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_is_told_whom_a_receipt_would_go_to(house: House, anas: dict[str, str], who: str) -> None:
    name = handler("admin.receipt_mail_state", "receipt_mail_state", "begin")
    somebody = stranger(house, who)
    tab = house.tab(somebody, f"/clients/{house.cast.ana.client_id}")
    heard = tab.answer_to(name, {"receipt_id": anas["receipt"]})
    tab.leave()
    assert "ana@post.example" not in heard or who == "ana"
    assert '"label' not in heard or anas["receipt"] not in heard


def test_a_therapist_who_sees_all_records_changes_no_money_of_a_colleagues_client(
    house: House, anas: dict[str, str]
) -> None:
    change(Practice, 1, therapists_see_all=True)
    try:
        before = kept()
        for act, asked in ACTS.items():
            to_act(house, house.cast.tom, act.split()[0], filled(asked, anas))
        assert kept() == before
    finally:
        change(Practice, 1, therapists_see_all=False)


def test_an_admin_may_change_what_is_owed(house: House, anas: dict[str, str]) -> None:
    version = str(row(Charge, anas["charge"]).version)
    form = {"charge": anas["charge"], "version": version, "fee": "140", "asks": "no_more", "reason": "Agreed"}
    to_act(house, house.cast.adam, "change_charge", {"form": form})
    assert row(Charge, anas["charge"]).waive_reason == "Agreed"


def to_act(house: House, who: Person | None, act: str, asked: dict[str, Any]) -> str:
    tab = house.tab(who, f"/clients/{house.cast.ana.client_id}")
    heard = tab.answer_to(handler("admin.client_billing_state", "client_billing_state", act), asked)
    tab.leave()
    return heard


def filled(asked: Any, known: dict[str, str]) -> Any:
    """What is asked, about what is there."""
    if isinstance(asked, dict):
        return {name.format(**known): filled(value, known) for name, value in asked.items()}
    return asked.format(**known)


def kept() -> list[Any]:
    """Every row that is about money."""
    return [each.model_dump() for table in TABLES for each in rows(table)]
