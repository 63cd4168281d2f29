"""Taxes: what is typed for one, who may, and what it adds to a session."""

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed
from owl_app.models import Charge
from owl_app.money import share_of_tax, tax_on
from owl_app.services import taxes
from owl_app.services.taxes import TaxForm
from tests.booking import add_service, booked_in
from tests.cast import Cast, Person
from tests.door import act, read, rows


def add(who: Person, name: str = "HST", rate: str = "13", number: str = "") -> str:
    return act(who, taxes.add, form=TaxForm.read({"name": name, "rate": rate, "number": number}))


@pytest.mark.parametrize(
    ("fee", "rate", "tax"), [(10000, 13000, 1300), (14000, 9975, 1397), (5, 10000, 1), (4, 10000, 0), (0, 13000, 0)]
)
def test_half_of_the_smallest_unit_counts_as_a_whole_one(fee: int, rate: int, tax: int) -> None:
    assert tax_on(fee, rate) == tax


def test_the_shares_of_all_parts_are_the_whole_tax() -> None:
    paid = shared = 0
    for part in (1, 333, 2500, 7000, 1466):
        shared += share_of_tax(part, paid=paid, tax_paid=shared, total=11300, tax=1300)
        paid += part
    assert (paid, shared) == (11300, 1300)


@pytest.mark.parametrize("rate", ["0", "", "101", "-5", "9.9755", "a lot"])
def test_a_rate_is_a_percentage(rate: str) -> None:
    with pytest.raises(Invalid) as refused:
        TaxForm.read({"name": "HST", "rate": rate})
    assert set(refused.value.fields) == {"rate"}


def test_a_session_costs_what_its_service_and_its_tax_say_when_it_is_booked(cast: Cast) -> None:
    tax = add(cast.olivia, number="98765 RT0001")
    service = add_service(cast.olivia, fee="100", tax_id=tax)
    booked_in(cast.thea, service, cast.ana.client_id, hours=48)
    (kept,) = read(cast.olivia, taxes.list_taxes)
    changed = TaxForm.read({"version": kept.version, "name": "HST", "rate": "15"})
    act(cast.olivia, taxes.change, tax_id=tax, form=changed)
    booked_in(cast.thea, service, cast.ana.client_id, hours=72)
    charges = sorted(rows(Charge), key=lambda each: each.tax)
    assert [(each.fee, each.tax, each.tax_number) for each in charges] == [
        (10000, 1300, "98765 RT0001"),
        (10000, 1500, ""),
    ]


def test_two_taxes_of_one_name_would_be_mixed_up(cast: Cast) -> None:
    add(cast.olivia)
    with pytest.raises(Invalid):
        add(cast.olivia, rate="5")


def test_a_tax_that_a_service_has_is_not_retired(cast: Cast) -> None:
    tax = add(cast.olivia)
    add_service(cast.olivia, tax_id=tax)
    with pytest.raises(Conflict):
        act(cast.olivia, taxes.retire, tax_id=tax)


def test_a_tax_that_nothing_has_is_retired_and_its_name_is_free(cast: Cast) -> None:
    act(cast.olivia, taxes.retire, tax_id=add(cast.olivia))
    assert read(cast.thea, taxes.list_taxes) == []
    add(cast.olivia, rate="5")


def test_owners_and_admins_alone_keep_taxes(cast: Cast) -> None:
    for who in (cast.thea, cast.ana, cast.mallory):
        with pytest.raises(NotAllowed):
            add(who)
