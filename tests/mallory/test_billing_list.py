"""The practice's Billing screen over raw sockets and HTTP: a colleague, a client and a stranger learn nothing there."""

import pytest

from owl_app.models import Charge
from tests.booking import add_service
from tests.door import rows
from tests.mallory.house import House
from tests.mallory.test_receipts import STRANGERS, stranger
from tests.mallory.wire import handler
from tests.paying import held, open_the_books, pay

pytestmark = pytest.mark.parametrize("house", ["sqlite+memory"], indirect=True)

LISTS = {
    "/billing": handler("admin.billing_state", "owed_state", "load"),
    "/billing/payments": handler("admin.billing_state", "payments_state", "load"),
    "/billing/totals": handler("admin.billing_totals_state", "billing_totals_state", "load"),
}
TELLS = {"/billing": "Ana Lopez", "/billing/payments": "Thea's Secret Payor", "/billing/totals": "$77.00"}
"""What only those who may take Ana's money hear on each page."""
FILE = "/billing/payments.csv?year=2025"


@pytest.fixture
def paid(house: House) -> None:
    """Ana owes for one session, and paid $77.00 of another."""
    cast = house.cast
    if rows(Charge):
        return
    open_the_books(cast)
    service = add_service(cast.olivia)
    held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    old = held(cast.thea, service, [cast.ana.client_id], days_ago=9)
    pay(cast.thea, cast.ana.client_id, old, "77", day="2025-03-31", payor="Thea's Secret Payor")


@pytest.mark.parametrize("path", LISTS)
def test_those_who_may_take_the_money_see_it(house: House, paid: None, path: str) -> None:
    for who in (house.cast.olivia, house.cast.adam, house.cast.thea):
        tab = house.tab(who, f"{path}?year=2025")
        assert TELLS[path] in tab.answer_to(LISTS[path]) + str(tab.heard)
        tab.leave()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("kind", ["tom", *STRANGERS])
def test_nobody_else_hears_of_it(house: House, paid: None, kind: str, path: str) -> None:
    who = house.cast.tom if kind == "tom" else stranger(house, kind)
    for query in ("?year=2025", "?q=ana", f"?therapist={house.cast.thea.account_id}"):
        tab = house.tab(who, f"{path}{query}")
        heard = tab.answer_to(LISTS[path]) + str(tab.heard)
        tab.leave()
        for secret in TELLS.values():
            if secret != "Ana Lopez" or kind != "ana":
                assert secret not in heard


@pytest.mark.parametrize("kind", [*STRANGERS, "ana"])
def test_nobody_but_staff_gets_the_file(house: House, paid: None, kind: str) -> None:
    answer = house.http(stranger(house, kind)).get(FILE)
    assert answer.status == 404
    assert "Secret" not in answer.text


def test_each_gets_the_file_of_their_own_clients(house: House, paid: None) -> None:
    for who in (house.cast.olivia, house.cast.adam, house.cast.thea):
        answer = house.http(who).get(FILE)
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="payments-2025.csv"'
        assert answer.body.startswith(b"\xef\xbb\xbfDate,")
        assert "Thea's Secret Payor" in answer.text
    assert house.http(house.cast.tom).get(FILE).body.count(b"\r\n") == 1


@pytest.mark.parametrize("year", ["", "0", "26", "1999", "20265", "2O26", "-2026", "2026;", "%00", "9" * 5000])
def test_a_year_that_is_none_has_no_file(house: House, year: str) -> None:
    assert house.http(house.cast.olivia).get(f"/billing/payments.csv?year={year}").status in {400, 404, 414}
