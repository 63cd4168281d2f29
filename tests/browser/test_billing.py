"""Journeys of money: a payment and its receipt, a couple billed to one partner, and a mistake that is mended."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.billing_steps import (
    DAY,
    act_on_payment,
    fill_profile,
    id_of,
    in_window,
    open_the_books,
    to_billing,
    words_behind,
)
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import add_client


def test_a_session_is_paid_and_its_receipt_is_issued_voided_and_replaced(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    open_the_books(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    house.book(id_of(record), DAY, "14:00")
    to_billing(olivia, record)
    olivia.sees("$140.00")
    olivia.press("Record payment")
    olivia.field("Reference").fill("CA7788")
    in_window(olivia, "Record payment")
    olivia.sees("A receipt needs more about Olivia Feather")
    expect(olivia.field("Reference")).to_have_value("CA7788")
    olivia.shot("1-refused")

    fill_profile(olivia)
    to_billing(olivia, record)
    olivia.press("Record payment")
    olivia.field("Amount").fill("150")
    in_window(olivia, "Record payment")
    olivia.sees("$10.00 more than these sessions cost would be left as credit.")
    olivia.shot("2-asked")
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    olivia.sees("$10.00 of it is credit")
    olivia.shot("3-paid")
    words = words_behind(olivia, "Receipt 0001")
    for expected in (
        "Receipt 0001",
        "Olivia M. Feather",
        "010203",
        "Ana Roy",
        "Individual therapy",
        "50 min",
        "$140.00",
    ):
        assert expected in words

    olivia.page.get_by_role("button", name="Void receipt 0001").click()
    olivia.field("Reason").fill("Wrong payor")
    in_window(olivia, "Void receipt")
    olivia.sees("The receipt is void, and another takes its place.")
    olivia.sees("Void: Wrong payor")
    olivia.shot("4-replaced")
    assert "Void: Wrong payor" in words_behind(olivia, "Receipt 0001, void")
    assert "Replaces receipt 0001" in words_behind(olivia, "Receipt 0002")


def test_money_of_a_couple_is_given_back_and_a_payment_that_never_was_is_voided(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    open_the_books(olivia, house)
    fill_profile(olivia)
    records = [add_client(olivia, "Ana", "Roy"), add_client(olivia, "Ben", "Roy")]
    house.book([id_of(each) for each in records], DAY, "14:00")
    to_billing(olivia, records[1])
    olivia.sees("Everything is paid")
    to_billing(olivia, records[0])
    olivia.press("Record payment")
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    act_on_payment(olivia, "Refund")
    olivia.field("Amount").fill("40,00")
    olivia.field("Reason").fill("Came late")
    in_window(olivia, "Record refund")
    olivia.sees("The refund is recorded.")
    olivia.sees("Void: Refunded: Came late")
    olivia.shot("1-given-back")
    assert "$100.00" in words_behind(olivia, "Receipt 0002")

    olivia.press("Record payment")
    olivia.field("Amount").fill("20")
    in_window(olivia, "Record payment")
    olivia.sees("$20.00 more than these sessions cost would be left as credit.")
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded.")
    act_on_payment(olivia, "Void payment")
    olivia.field("Reason").fill("It never came")
    in_window(olivia, "Void payment")
    olivia.sees("The payment is voided, and its sessions are owed again.")
    olivia.sees("Void: It never came")
    olivia.shot("2-voided")
