"""The practice's money: what is owed leads to the client, and the payment stands in the list, the year and the file."""

import csv
import re
from collections.abc import Callable
from io import StringIO

from playwright.sync_api import expect

from tests.browser.billing_steps import DAY, id_of, in_window, open_the_books
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import add_client

YEAR = "2026"
PAID = "2026-01-09"


def test_what_is_owed_is_found_paid_at_the_client_and_saved_as_a_file(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    open_the_books(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    other = add_client(olivia, "Ben", "Quill")
    house.book(id_of(record), DAY, "14:00")
    house.book(id_of(other), DAY, "16:00")
    olivia.page.get_by_role("navigation", name="Main").get_by_role("link", name="Billing").click()
    olivia.sees("Owed now: $280.00")
    olivia.page.get_by_role("searchbox").fill("roy")
    olivia.sees("Owed in this list: $140.00")
    expect(olivia.page).to_have_url(re.compile(r"/billing\?q=roy$"))
    olivia.shot("1-owed")

    olivia.link("Ana Roy").click()
    expect(olivia.page).to_have_url(re.compile(rf"{record}#billing$"))
    expect(olivia.heading("To pay")).to_be_visible()
    olivia.press("Record payment")
    olivia.write(**{"Received on": PAID, "Paid by": "=Sunny Insurance"})
    olivia.page.get_by_label("Issue the receipt now").uncheck()
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded.")
    olivia.page.go_back()
    olivia.sees("Nothing found")

    olivia.link("Payments").click()
    olivia.sees("=Sunny Insurance")
    olivia.page.get_by_role("searchbox").fill("sunny")
    expect(olivia.page).to_have_url(re.compile(r"/billing/payments\?q=sunny$"))
    olivia.sees("In this list: 1")
    olivia.shot("2-payments")

    olivia.open(f"/billing/totals?year={YEAR}")
    january = olivia.page.get_by_role("row", name=re.compile("^January"))
    expect(january.first).to_contain_text("$140.00")
    olivia.shot("3-totals")
    with olivia.page.expect_download() as saved:
        olivia.link(f"Download {YEAR}").click()
    assert saved.value.suggested_filename == f"payments-{YEAR}.csv"
    text = saved.value.path().read_bytes().decode("utf-8-sig")
    (line,) = csv.DictReader(StringIO(text, newline=""))
    assert (line["Date"], line["Client"], line["Amount"]) == (PAID, "Ana Roy", "140.00")
    assert line["Payor"] == "'=Sunny Insurance"
