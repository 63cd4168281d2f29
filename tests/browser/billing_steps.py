"""Steps that the journeys of money share: a practice that can issue receipts, the Billing tab, and what a PDF says."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import set_up

DAY = "2026-01-08"
PROFILE = {
    "Name as registered": "Olivia M. Feather",
    "Title": "Registered Psychotherapist",
    "Registration number": "010203",
    "College": "College of Registered Psychotherapists of Ontario",
}


def open_the_books(olivia: Person, house: House) -> None:
    """A practice with an address and one service."""
    set_up(olivia, house)
    olivia.open("/settings/practice")
    olivia.write(**{"Street address": "12 Willow Street", "City": "Toronto"})
    olivia.press("Save")
    olivia.sees("Saved.")
    olivia.open("/settings/services")
    olivia.press("Add service")
    olivia.write(Name="Individual therapy", Fee="140")
    in_window(olivia, "Save")
    olivia.sees("Individual therapy is added.")


def fill_profile(olivia: Person) -> None:
    """What receipts say about Olivia."""
    olivia.open("/account")
    olivia.link("Open").click()
    expect(olivia.heading("Signature")).to_be_visible()
    olivia.write(**PROFILE)
    olivia.press("Save")
    olivia.sees("Saved.")


def to_billing(olivia: Person, record: str) -> None:
    """The Billing tab of a record."""
    olivia.open(record)
    olivia.page.get_by_role("tab", name="Billing", exact=True).click()
    expect(olivia.heading("To pay")).to_be_visible()


def in_window(olivia: Person, name: str) -> None:
    """Press a button of the window that is open."""
    olivia.dialog().get_by_role("button", name=name, exact=True).click()


def act_on_payment(olivia: Person, act: str) -> None:
    """Choose from the menu of the newest payment."""
    olivia.page.get_by_role("button", name=re.compile("What can be done about the payment")).first.click()
    olivia.page.get_by_role("menuitem", name=act).click()


def words_behind(somebody: Person, link: str) -> str:
    """The words of the PDF that a link opens."""
    href = somebody.link(link).get_attribute("href")
    assert href
    answer = somebody.page.request.get(href)
    assert answer.status == 200
    return words_of(answer.body())


def words_of(content: bytes) -> str:
    """The words of a PDF, with single spaces between them."""
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def id_of(record: str) -> str:
    """The id at the end of an address."""
    return record.rsplit("/", 1)[1]
