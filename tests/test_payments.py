"""Payments: what they pay, what is left as credit, what goes back, and who may record them."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from owl_app.database import reading, transaction
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import Allocation, Charge, Payment, Practice, Refund
from owl_app.services import charges, payments
from owl_app.services.charges import Owed
from owl_app.services.payments import PaymentForm
from tests.booking import add_service, attended, booked_in, cancelled
from tests.cast import Cast
from tests.door import act, change, read, row, rows
from tests.paying import give_back, held, open_the_books, pay, void_payment


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def owed(cast: Cast, client_id: str) -> list[Owed]:
    with reading() as session:
        return charges.owed_by(session, [UUID(client_id)]).get(UUID(client_id), [])


def credit(client_id: str) -> dict[str, int]:
    with reading() as session:
        return payments.credit_of(session, [UUID(client_id)]).get(UUID(client_id), {})


def test_a_session_is_owed_once_it_has_begun_and_one_to_come_is_not(cast: Cast, service: str) -> None:
    held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    booked_in(cast.thea, service, cast.ana.client_id, hours=48)
    assert owed(cast, cast.ana.client_id) == [Owed(14000, "CAD")]


@pytest.mark.parametrize(
    ("attendance", "amount"), [("attended", 14000), ("no_show", 14000), ("non_billable", 0), ("late_cancelled", 14000)]
)
def test_what_became_of_a_session_says_whether_it_is_owed(
    cast: Cast, service: str, attendance: str, amount: int
) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    attended(cast.thea, str(row(Charge, charge).appointment_id), attendance)
    assert sum(each.amount for each in owed(cast, cast.ana.client_id)) == amount


def test_a_payment_over_several_sessions_pays_the_oldest_first(cast: Cast, service: str) -> None:
    (new,), (old,) = (held(cast.thea, service, [cast.ana.client_id], days_ago=days) for days in (2, 9))
    pay(cast.thea, cast.ana.client_id, [new, old], "200")
    assert (row(Charge, old).paid, row(Charge, new).paid) == (14000, 6000)
    assert owed(cast, cast.ana.client_id) == [Owed(8000, "CAD")]


def test_more_than_is_owed_is_asked_about_and_becomes_credit(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    form = PaymentForm.read({"key": "a", "payor": "Ana", "amount": "150", "charges": charge})
    asked = act(cast.thea, payments.record, client_id=cast.ana.client_id, form=form)
    assert (asked.payment_id, asked.credit, rows(Payment)) == ("", 1000, [])
    agreed = form.model_copy(update={"credit_seen": "1000"})
    assert act(cast.thea, payments.record, client_id=cast.ana.client_id, form=agreed).payment_id
    assert credit(cast.ana.client_id) == {"CAD": 1000}


def test_credit_pays_a_later_session(cast: Cast, service: str) -> None:
    pay(cast.thea, cast.ana.client_id, [], "100")
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    assert act(cast.thea, payments.use_credit, client_id=cast.ana.client_id, charge_ids=[charge]) == 10000
    assert (row(Charge, charge).paid, credit(cast.ana.client_id)) == (10000, {})


def test_the_same_form_sent_twice_records_one_payment(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    first = pay(cast.thea, cast.ana.client_id, [charge], "140", key="once")
    second = pay(cast.thea, cast.ana.client_id, [charge], "140", key="once")
    assert first == second
    assert len(rows(Payment)) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1000000000000"}, "amount"),
        ({"amount": "140.000"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"payor": ""}, "payor"),
        ({"method": "shells"}, "method"),
        ({"day": "2099-01-01"}, "day"),
        ({"day": "yesterday"}, "day"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_beside_its_field(
    cast: Cast, service: str, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        pay(cast.thea, cast.ana.client_id, [], **{"amount": "140", **typed})
    assert set(refused.value.fields) == {field}
    assert rows(Payment) == []


def test_a_comma_is_a_decimal_sign_too(cast: Cast, service: str) -> None:
    made = pay(cast.thea, cast.ana.client_id, [], "140,50")
    assert row(Payment, made.payment_id).amount == 14050


def test_money_of_one_client_never_pays_for_another(cast: Cast, service: str) -> None:
    (bens,) = held(cast.thea, service, [cast.ben.client_id], days_ago=2)
    with pytest.raises(Invalid):
        pay(cast.thea, cast.ana.client_id, [bens], "140")
    made = pay(cast.thea, cast.ana.client_id, [], "140")
    payment = row(Payment, made.payment_id)
    with pytest.raises(DBAPIError, match="pays_its_own_client"), transaction() as session:
        session.add(Allocation(payment_id=payment.id, charge_id=row(Charge, bens).id, currency="CAD", amount=1))
        session.flush()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"amount": 15001}, "never_spent_twice"),
        ({"amount": 14001}, "never_paid_too_much"),
        ({"currency": "USD"}, "same_money|FOREIGN KEY"),
    ],
)
def test_the_database_refuses_to_spend_money_twice(cast: Cast, service: str, change: dict[str, Any], name: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    payment = row(Payment, pay(cast.thea, cast.ana.client_id, [], "150").payment_id)
    given = {"payment_id": payment.id, "charge_id": row(Charge, charge).id, "currency": "CAD", "amount": 1, **change}
    with pytest.raises(DBAPIError, match=name), transaction() as session:
        session.add(Allocation(**given))
        session.flush()


def test_a_refund_takes_the_credit_first_and_nothing_else(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "150")
    give_back(cast.thea, made.payment_id, "10")
    assert (row(Charge, charge).paid, credit(cast.ana.client_id)) == (14000, {})


def test_a_refund_of_more_than_the_credit_frees_the_newest_session(cast: Cast, service: str) -> None:
    (new,), (old,) = (held(cast.thea, service, [cast.ana.client_id], days_ago=days) for days in (2, 9))
    made = pay(cast.thea, cast.ana.client_id, [new, old], "280")
    give_back(cast.thea, made.payment_id, "100")
    assert (row(Charge, old).paid, row(Charge, new).paid, row(Charge, new).waived) == (14000, 4000, 10000)
    assert owed(cast, cast.ana.client_id) == []


def test_a_refund_can_leave_the_session_owed(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "140")
    give_back(cast.thea, made.payment_id, "140", still_owed="on")
    assert owed(cast, cast.ana.client_id) == [Owed(14000, "CAD")]


def test_no_more_goes_back_than_came_in(cast: Cast, service: str) -> None:
    made = pay(cast.thea, cast.ana.client_id, [], "100")
    give_back(cast.thea, made.payment_id, "60")
    with pytest.raises(Invalid):
        give_back(cast.thea, made.payment_id, "40.01")
    assert [each.amount for each in rows(Refund)] == [6000]


def test_the_same_refund_sent_twice_goes_back_once(cast: Cast, service: str) -> None:
    made = pay(cast.thea, cast.ana.client_id, [], "100")
    for _ in range(2):
        give_back(cast.thea, made.payment_id, "60", key="once")
    assert [each.amount for each in rows(Refund)] == [6000]


def test_a_payment_that_never_was_is_voided_and_its_session_owed_again(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "140")
    void_payment(cast.thea, made.payment_id)
    assert owed(cast, cast.ana.client_id) == [Owed(14000, "CAD")]
    assert (rows(Allocation), credit(cast.ana.client_id)) == ([], {})
    with pytest.raises(Conflict):
        void_payment(cast.thea, made.payment_id)


def test_what_was_given_back_in_part_did_come_in_and_cannot_be_voided(cast: Cast, service: str) -> None:
    made = pay(cast.thea, cast.ana.client_id, [], "100")
    give_back(cast.thea, made.payment_id, "60")
    with pytest.raises(Conflict):
        void_payment(cast.thea, made.payment_id)


def test_a_payment_is_never_changed_or_deleted(cast: Cast, service: str) -> None:
    made = pay(cast.thea, cast.ana.client_id, [], "100")
    for statement in ("UPDATE payment SET amount = 1", "DELETE FROM payment"):
        with (
            pytest.raises(DBAPIError, match=r"payment_(never_changes|is_never_deleted)"),
            transaction() as session,
        ):
            session.connection().exec_driver_sql(statement)
    assert row(Payment, made.payment_id).amount == 10000


def test_what_was_paid_ahead_for_a_cancelled_session_is_credit_again(cast: Cast, service: str) -> None:
    session_id = booked_in(cast.thea, service, cast.ana.client_id, hours=48)
    (charge,) = rows(Charge)
    pay(cast.thea, cast.ana.client_id, [str(charge.id)], "140", with_receipt="off")
    cancelled(cast.thea, session_id)
    assert credit(cast.ana.client_id) == {"CAD": 14000}


def test_a_therapist_takes_money_of_their_own_clients_alone(cast: Cast, service: str) -> None:
    with pytest.raises(NotFound):
        pay(cast.tom, cast.ana.client_id, [], "100")
    made = pay(cast.thea, cast.ana.client_id, [], "100")
    with pytest.raises(NotFound):
        void_payment(cast.tom, made.payment_id)
    for stranger in (cast.ana, cast.mallory, cast.pat):
        with pytest.raises(NotAllowed):
            pay(stranger, cast.ana.client_id, [], "100")


def test_whoever_sees_a_colleagues_client_takes_no_money_of_theirs(cast: Cast, service: str) -> None:
    change(Practice, 1, therapists_see_all=True)
    with pytest.raises(NotAllowed, match="a colleague's"):
        pay(cast.tom, cast.ana.client_id, [], "100")
    assert rows(Payment) == []


def test_what_is_booked_keeps_its_price(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    add_service(cast.olivia, "Another", fee="999")
    assert row(Charge, charge).fee == 14000
    assert read(cast.thea, charges.list_for_client, client_id=cast.ana.client_id)[0].open == 14000


def test_sessions_from_before_the_currency_changed_are_paid_in_theirs(cast: Cast, service: str) -> None:
    (old,) = held(cast.thea, service, [cast.ana.client_id], days_ago=9)
    change(Practice, 1, currency="EUR")
    (new,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    with pytest.raises(Invalid, match="priced in CAD, EUR"):
        pay(cast.thea, cast.ana.client_id, [old, new], "280")
    made = pay(cast.thea, cast.ana.client_id, [old], "150")
    assert (row(Payment, made.payment_id).currency, row(Charge, old).paid) == ("CAD", 14000)
    with pytest.raises(Invalid):
        act(cast.thea, payments.use_credit, client_id=cast.ana.client_id, charge_ids=[new])


def test_what_was_voided_or_given_back_stays_so(cast: Cast, service: str) -> None:
    given, voided = (pay(cast.thea, cast.ana.client_id, [], "100") for _ in range(2))
    give_back(cast.thea, given.payment_id, "10")
    void_payment(cast.thea, voided.payment_id)
    for statement in (
        "UPDATE refund SET amount = 1",
        "DELETE FROM refund",
        "UPDATE payment SET voided_at = NULL WHERE voided_at IS NOT NULL",
    ):
        with pytest.raises(DBAPIError, match=r"refund_|payment_is_voided_once"), transaction() as session:
            session.connection().exec_driver_sql(statement)
