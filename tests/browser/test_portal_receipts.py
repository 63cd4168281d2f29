"""Receipts as a parent of two children lives them: each child's, the statement of all, hidden and shown again."""

import re
from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from owl_app.demo import PASSWORD
from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import sign_in

PAID = """
from owl_app.models import Account, Client, ClientAccess, Practice, Service, TherapistProfile
from owl_app.database import transaction
from owl_app.services.access import SYSTEM
from tests.door import rows
from tests.paying import held, pay
(rosa,) = rows(Account, email="rosa.nest@demo.example")
tied = [tie.client_id for tie in rows(ClientAccess, account_id=rosa.id)]
service = str([each for each in rows(Service) if each.fee][0].id)
with transaction() as session:
    practice = session.get_one(Practice, 1)
    practice.street, practice.city = "12 Willow Street", "Toronto"
    thea = [each for each in rows(Account) if each.role == "therapist"][0]
    session.merge(TherapistProfile(account_id=thea.id, registered_name="Thea M. Thorne", title="RP", college="CRPO",
                                   registration_number="010203"))
    for each in tied:
        session.get_one(Client, each).therapist_id = thea.id
for number, each in enumerate(tied):
    charges = held(SYSTEM, service, [str(each)], days_ago=200 + number, therapist_id=str(thea.id))
    pay(SYSTEM, str(each), charges, "100", payor="Rosa Nest", day="2026-05-04")
"""


def test_a_parent_of_two_children_finds_their_receipts(house: House, person: Callable[..., Person]) -> None:
    house._run("-c", "from owl_app import demo; demo.fill()")
    house._run("-c", PAID)
    rosa = person(width=PHONE)
    sign_in(rosa, "rosa.nest@demo.example", PASSWORD)
    rosa.is_at("/portal/account")
    expect(rosa.link("All receipts")).to_be_visible()
    rosa.link("All receipts").click()
    rosa.is_at("/portal/receipts")
    expect(rosa.heading("2026")).to_be_visible()
    rosa.sees("Paid in this year: $100.00")
    rosa.shot("1-receipts")
    together = _pdf(rosa, "Statement 2026, everybody together")
    assert together.count("Nest") >= 2
    assert "Together" in together
    assert "$200.00" in together
    one = _pdf(rosa, "Statement 2026")
    assert "$100.00" in one
    assert "Together" not in one
    view = rosa.page.get_by_role("link", name=re.compile("^View receipt")).first
    number = (view.get_attribute("aria-label") or view.inner_text()).removeprefix("View receipt ")
    assert f"Receipt {number}" in _pdf(rosa, f"View receipt {number}")
    assert f"Receipt {number}" in _pdf(rosa, "Receipts of 2026 in one PDF")

    rosa.open("/portal/security")
    rosa.press("Make my calendar address")
    rosa.sees("it is shown only once")
    address = rosa.page.locator(".drop-in-address").inner_text()
    assert rosa.page.request.get(address).headers["content-type"].startswith("text/calendar")
    rosa.shot("2-calendar")
    rosa.open("/portal/security")
    rosa.sees("Your calendar address is on.")
    expect(rosa.page.locator(".drop-in-address")).to_have_count(0)
    rosa.press("Remove")
    expect(rosa.button("Make my calendar address")).to_be_visible()
    assert rosa.page.request.get(address).status == 404

    olivia = person()
    sign_in(olivia, "olivia@demo.example", PASSWORD, at="/login")
    olivia.is_at("/home")
    rosa.open("/portal/receipts")
    expect(rosa.heading("2026")).to_be_visible()
    olivia.open("/settings/portal")
    olivia.field("Clients see their receipts").uncheck()
    olivia.page.locator("form").filter(has=olivia.field("Clients see their receipts")).get_by_role(
        "button", name="Save", exact=True
    ).click()
    olivia.sees("Saved.")
    rosa.sees("There is nothing here")
    expect(rosa.link("Receipts")).to_have_count(0)


def _pdf(somebody: Person, link: str) -> str:
    """The text of the PDF behind a link."""
    address = somebody.link(link).get_attribute("href")
    answer = somebody.page.request.get(f"{somebody.origin}{address}")
    assert answer.status == 200
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
