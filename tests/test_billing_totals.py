"""Totals of a year: what was received, through whom, how, with how much tax, and in whose eyes."""

import pytest

from owl_app.errors import NotAllowed
from owl_app.models import Account, Practice
from owl_app.services import billing_totals, taxes
from owl_app.services.billing_totals import NO_SESSION, Totals
from owl_app.services.taxes import TaxForm
from tests.booking import add_service
from tests.cast import Cast, Person
from tests.door import act, change, read
from tests.paying import give_back, held, open_the_books, pay, void_payment

Months = dict[int, int]
"""What is not nothing, by the number of the month."""


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def totals(who: object, year: int = 2025) -> list[Totals]:
    return read(who, billing_totals.totals_of, year=year)


def by_month(months: tuple[int, ...]) -> Months:
    assert len(months) == 12
    return {number: amount for number, amount in enumerate(months, 1) if amount}


def named(sums: list[billing_totals.Sums]) -> dict[str, Months]:
    return {each.name: by_month(each.months) for each in sums}


def pay_two_months(cast: Cast, service: str) -> str:
    """Ana pays Thea in March by card and Chloé pays Tom in April in cash; returns Ana's payment."""
    anas = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    chloes = held(cast.tom, service, [cast.chloe.client_id], days_ago=3)
    made = pay(cast.thea, cast.ana.client_id, anas, "140", day="2025-03-31", method="card")
    pay(cast.tom, cast.chloe.client_id, chloes, "140", day="2025-04-01", method="cash")
    return made.payment_id


def test_a_year_is_parted_by_month_therapist_and_method(cast: Cast, service: str) -> None:
    pay_two_months(cast, service)
    (found,) = totals(cast.olivia)
    assert found.currency == "CAD"
    assert by_month(found.received.months) == {3: 14000, 4: 14000}
    assert found.received.total == 28000
    assert named(found.therapists) == {"Thea Thorne": {3: 14000}, "Tom Tran": {4: 14000}}
    assert named(found.methods) == {"card": {3: 14000}, "cash": {4: 14000}}
    assert found.taxes == []


def test_another_year_has_nothing_of_it(cast: Cast, service: str) -> None:
    pay_two_months(cast, service)
    assert totals(cast.olivia, 2024) == []
    pay(cast.thea, cast.ana.client_id, [], "20", day="2024-12-31")
    pay(cast.thea, cast.ana.client_id, [], "30", day="2024-01-01")
    (found,) = totals(cast.olivia, 2024)
    assert by_month(found.received.months) == {1: 3000, 12: 2000}
    (found,) = totals(cast.olivia)
    assert found.received.total == 28000


def test_a_refund_counts_in_its_own_month_and_by_its_own_method(cast: Cast, service: str) -> None:
    payment_id = pay_two_months(cast, service)
    give_back(cast.thea, payment_id, "40", day="2025-06-02", method="e_transfer")
    (found,) = totals(cast.olivia)
    assert by_month(found.received.months) == {3: 14000, 4: 14000, 6: -4000}
    assert named(found.methods) == {"card": {3: 14000}, "cash": {4: 14000}, "e_transfer": {6: -4000}}
    assert named(found.therapists)["Thea Thorne"] == {3: 10000}
    assert named(found.therapists)[NO_SESSION] == {3: 4000, 6: -4000}


def test_parts_add_up_to_what_was_received_in_every_month(cast: Cast, service: str) -> None:
    give_back(cast.thea, pay_two_months(cast, service), "40", day="2025-04-02")
    pay(cast.thea, cast.ana.client_id, [], "25", day="2025-04-20")
    (found,) = totals(cast.olivia)
    for parts in (found.therapists, found.methods):
        added = tuple(sum(each.months[month] for each in parts) for month in range(12))
        assert added == found.received.months


def test_what_is_void_is_in_nothing(cast: Cast, service: str) -> None:
    void_payment(cast.thea, pay_two_months(cast, service))
    (found,) = totals(cast.olivia)
    assert by_month(found.received.months) == {4: 14000}
    assert named(found.therapists) == {"Tom Tran": {4: 14000}}


def test_credit_stands_under_no_therapist_until_it_pays(cast: Cast, service: str) -> None:
    pay(cast.thea, cast.ana.client_id, [], "25", day="2025-05-05")
    (found,) = totals(cast.olivia)
    assert named(found.therapists) == {NO_SESSION: {5: 2500}}


def test_tax_is_summed_by_its_name(cast: Cast, service: str) -> None:
    tax_id = act(cast.olivia, taxes.add, form=TaxForm.read({"name": "HST", "rate": "13", "number": "98765 RT0001"}))
    taxed = add_service(cast.olivia, "Coaching", fee="100", tax_id=tax_id)
    coached = held(cast.thea, taxed, [cast.ana.client_id], days_ago=5)
    pay(cast.thea, cast.ana.client_id, coached, "113", day="2025-02-10")
    pay_two_months(cast, service)
    (found,) = totals(cast.olivia)
    assert named(found.taxes) == {"HST": {2: 1300}}


def test_currencies_are_never_added_up(cast: Cast, service: str) -> None:
    pay_two_months(cast, service)
    change(Practice, 1, currency="USD")
    pay(cast.thea, cast.ana.client_id, [], "10", day="2025-03-01")
    assert [(each.currency, each.received.total) for each in totals(cast.olivia)] == [("USD", 1000), ("CAD", 28000)]


def test_two_therapists_of_one_name_stay_two(cast: Cast, service: str) -> None:
    change(Account, cast.tom.account_id, name="Thea Thorne")
    pay_two_months(cast, service)
    (found,) = totals(cast.olivia)
    assert [(each.name, each.total) for each in found.therapists] == [("Thea Thorne", 14000), ("Thea Thorne", 14000)]


def test_a_therapist_sees_the_totals_of_their_own_clients(cast: Cast, service: str) -> None:
    give_back(cast.thea, pay_two_months(cast, service), "40", day="2025-06-02")
    change(Practice, 1, therapists_see_all=True)
    (found,) = totals(cast.tom)
    assert by_month(found.received.months) == {4: 14000}
    assert named(found.methods) == {"cash": {4: 14000}}
    assert named(found.therapists) == {"Tom Tran": {4: 14000}}


def test_years_go_back_to_the_first_payment_one_sees(cast: Cast, service: str) -> None:
    pay(cast.thea, cast.ana.client_id, [], "20", day="2023-12-31")
    assert read(cast.thea, billing_totals.list_years)[-1] == 2023
    (only,) = read(cast.tom, billing_totals.list_years)
    assert read(cast.olivia, billing_totals.list_years) == list(range(only, 2022, -1))


@pytest.mark.parametrize("who", ["ana", "pat", "mallory", "nobody"])
def test_nobody_but_staff_sees_totals(cast: Cast, service: str, who: str) -> None:
    pay_two_months(cast, service)
    person: Person | None = None if who == "nobody" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        totals(person)
    with pytest.raises(NotAllowed):
        read(person, billing_totals.list_years)
