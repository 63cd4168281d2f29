"""The Billing tab over raw sockets: a form that is sent twice counts once, and nobody else's money is touched."""

import pytest

from owl_app.models import Payment, Refund
from tests.cast import Person
from tests.door import row, rows
from tests.mallory.house import House
from tests.mallory.wire import handler

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


@pytest.mark.parametrize("who", ["tom", "mallory", "ana", "pat"])
@pytest.mark.parametrize("act", ["refund", "void_payment"])
def test_money_of_somebody_elses_client_stays_where_it_is(house: House, who: str, act: str) -> None:
    payment_id = paid(house, house.cast.thea)
    before = row(Payment, payment_id)
    form = {"key": f"{who} {act}", "payment": payment_id, "amount": "10", "reason": "Mine"}
    tell(house, getattr(house.cast, who), act, form)
    assert row(Payment, payment_id) == before
