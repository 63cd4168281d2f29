"""Journeys of money: a payment and its receipt, a couple billed to one partner, and a mistake that is mended."""

import re
from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import add_client, set_up

DAY = "2026-01-08"
PROFILE = {
    "Name as registered": "Olivia M. Feather",
    "Title": "Registered Psychotherapist",
    "Registration number": "010203",
    "College": "College of Registered Psychotherapists of Ontario",
}


def test_a_session_is_paid_and_its_receipt_is_issued_voided_and_replaced(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    _open_the_books(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    house.book(_id(record), DAY, "14:00")
    _billing(olivia, record)
    olivia.sees("$140.00")
    olivia.press("Record payment")
    olivia.field("Reference").fill("CA7788")
    _in_window(olivia, "Record payment")
    olivia.sees("A receipt needs more about Olivia Feather")
    expect(olivia.field("Reference")).to_have_value("CA7788")
    olivia.shot("1-refused")

    _fill_profile(olivia)
    _billing(olivia, record)
    olivia.press("Record payment")
    olivia.field("Amount").fill("150")
    _in_window(olivia, "Record payment")
    olivia.sees("$10.00 more than these sessions cost would be left as credit.")
    olivia.shot("2-asked")
    _in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    olivia.sees("$10.00 of it is credit")
    olivia.shot("3-paid")
    words = _read(olivia, "Receipt 0001")
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
    _in_window(olivia, "Void receipt")
    olivia.sees("The receipt is void, and another takes its place.")
    olivia.sees("Void: Wrong payor")
    olivia.shot("4-replaced")
    assert "Void: Wrong payor" in _read(olivia, "Receipt 0001")
    assert "Replaces receipt 0001" in _read(olivia, "Receipt 0002")


def test_money_of_a_couple_is_given_back_and_a_payment_that_never_was_is_voided(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    _open_the_books(olivia, house)
    _fill_profile(olivia)
    records = [add_client(olivia, "Ana", "Roy"), add_client(olivia, "Ben", "Roy")]
    house.book([_id(each) for each in records], DAY, "14:00")
    _billing(olivia, records[1])
    olivia.sees("Everything is paid")
    _billing(olivia, records[0])
    olivia.press("Record payment")
    _in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    _act_on_payment(olivia, "Refund")
    olivia.field("Amount").fill("40,00")
    olivia.field("Reason").fill("Came late")
    _in_window(olivia, "Record refund")
    olivia.sees("The refund is recorded.")
    olivia.sees("Void: Refunded: Came late")
    olivia.shot("1-given-back")
    assert "$100.00" in _read(olivia, "Receipt 0002")

    olivia.press("Record payment")
    olivia.field("Amount").fill("20")
    _in_window(olivia, "Record payment")
    olivia.sees("$20.00 more than these sessions cost would be left as credit.")
    _in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded.")
    _act_on_payment(olivia, "Void payment")
    olivia.field("Reason").fill("It never came")
    _in_window(olivia, "Void payment")
    olivia.sees("The payment is voided, and its sessions are owed again.")
    olivia.sees("Void: It never came")
    olivia.shot("2-voided")


def _open_the_books(olivia: Person, house: House) -> None:
    """A practice with an address and one service."""
    set_up(olivia, house)
    olivia.open("/settings/practice")
    olivia.write(**{"Street address": "12 Willow Street", "City": "Toronto"})
    olivia.press("Save")
    olivia.sees("Saved.")
    olivia.open("/settings/services")
    olivia.press("Add service")
    olivia.write(Name="Individual therapy", Fee="140")
    _in_window(olivia, "Save")
    olivia.sees("Individual therapy is added.")


def _fill_profile(olivia: Person) -> None:
    olivia.open("/account")
    olivia.link("Open").click()
    expect(olivia.heading("Signature")).to_be_visible()
    olivia.write(**PROFILE)
    olivia.press("Save")
    olivia.sees("Saved.")


def _billing(olivia: Person, record: str) -> None:
    olivia.open(record)
    olivia.page.get_by_role("tab", name="Billing", exact=True).click()
    expect(olivia.heading("To pay")).to_be_visible()


def _act_on_payment(olivia: Person, act: str) -> None:
    olivia.page.get_by_role("button", name=re.compile("What can be done about the payment")).first.click()
    olivia.page.get_by_role("menuitem", name=act).click()


def _in_window(olivia: Person, name: str) -> None:
    olivia.dialog().get_by_role("button", name=name, exact=True).click()


def _read(olivia: Person, link: str) -> str:
    """The words of the PDF that a link opens."""
    href = olivia.link(link).get_attribute("href")
    assert href
    answer = olivia.page.request.get(href)
    assert answer.status == 200
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def _id(record: str) -> str:
    return record.rsplit("/", 1)[1]
