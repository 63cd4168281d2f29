"""Journeys of what is owed: a couple billed to one partner, another fee, what is not asked for, a receipt by letter."""

import re
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from io import BytesIO

from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.browser.billing_steps import (
    DAY,
    fill_profile,
    id_of,
    in_window,
    open_the_books,
    to_billing,
    words_behind,
    words_of,
)
from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, add_client, first_sign_in, give_access, sign_in
from tests.eventually import eventually

PARTNER = """
import sys
from uuid import UUID
from owl_app.database import transaction
from owl_app.models import Account, ClientAccess
from tests.door import rows
client_id, email = sys.argv[1:]
(login,) = rows(Account, email=email)
with transaction() as session:
    session.add(ClientAccess(client_id=UUID(client_id), account_id=login.id, relationship="partner"))
"""


def test_a_couple_is_billed_to_one_partner_and_the_other_sees_nothing_of_it(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana = person(), person(width=PHONE)
    open_the_books(olivia, house)
    fill_profile(olivia)
    anas, bens = add_client(olivia, "Ana", "Roy"), add_client(olivia, "Ben", "Roy")
    house.book([id_of(anas), id_of(bens)], DAY, "14:00")
    olivia.open(f"{bens}/edit")
    olivia.heading("Bill-to").or_(olivia.page.get_by_text("Bill-to", exact=True)).first.click()
    olivia.field("Bill to").fill("Roy Family Trust")
    olivia.field("Billing address").fill("9 Trust Lane\nToronto ON")
    olivia.button("Save").last.click()
    olivia.sees("Saved.")
    olivia.open(anas)
    first_sign_in(ana, give_access(olivia))

    to_billing(olivia, anas)
    change(olivia).click()
    expect(olivia.field("Who pays")).to_have_value(id_of(anas))
    olivia.shot("1-who-pays")
    olivia.field("Who pays").select_option("Ben Roy")
    in_window(olivia, "Save")
    olivia.sees("Everything is paid")

    to_billing(olivia, bens)
    olivia.press("Record payment")
    expect(olivia.field("Paid by")).to_have_value("Roy Family Trust")
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    words = words_behind(olivia, "Receipt 0001")
    for expected in ("Ben Roy", "Bill to", "Roy Family Trust", "9 Trust Lane", "Paid by", "$140.00"):
        assert expected in words
    assert "Ana" not in words

    file = olivia.link("Receipt 0001").get_attribute("href")
    ana.open("/portal/receipts")
    ana.sees("No receipt yet")
    assert ana.page.request.get(f"{ana.origin}{file}").status == 404
    house._run("-c", PARTNER, id_of(bens), CLIENT)
    ana.open(f"/portal/receipts?client={id_of(bens)}")
    expect(ana.page.get_by_role("link", name="View receipt 0001")).to_be_visible()
    answer = ana.page.request.get(f"{ana.origin}{file}")
    assert "Roy Family Trust" in words_of(answer.body())


def test_a_fee_is_changed_and_what_is_open_waived_and_asked_for_again(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, colleague = person(), person()
    open_the_books(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    house.book(id_of(record), DAY, "14:00")
    to_billing(olivia, record)
    change(olivia).click()
    olivia.field("Fee").fill("-5")
    olivia.dialog().get_by_label(re.compile("No more than was paid")).check()
    in_window(olivia, "Save")
    expect(olivia.dialog()).to_contain_text("Write an amount, like 140.00.")
    expect(olivia.dialog()).to_contain_text("Please fill this in.")
    expect(olivia.field("Fee")).to_have_value("-5")
    expect(olivia.field("Fee")).to_be_focused()
    olivia.shot("1-refused")
    olivia.field("Fee").fill("90")
    olivia.field("Reason").fill("A student")
    in_window(olivia, "Save")
    olivia.sees("Everything is paid")
    olivia.sees("A student")
    expect(olivia.heading("Not asked for")).to_be_visible()
    olivia.shot("2-waived")

    house.add_owner("Otis Other", "otis@example.org", "violet tram meadow 43")
    sign_in_as_otis(colleague, record)
    change(olivia).click()
    change(colleague).click()
    for who, fee in ((olivia, "80"), (colleague, "70")):
        who.field("Fee").fill(fee)
        who.dialog().get_by_label(re.compile("All of it")).check()
        in_window(who, "Save")
        if who is olivia:
            expect(colleague.dialog().get_by_label("All of it: $80.00")).to_be_visible()
    expect(colleague.dialog()).to_contain_text("Somebody else changed this since you opened it.")
    expect(colleague.field("Fee")).to_have_value("70")
    in_window(colleague, "Save")
    colleague.sees("Saved.")
    olivia.sees("$70.00")
    olivia.shot("3-asked-again")


def test_the_amount_follows_the_ticks_and_a_receipt_goes_out_by_letter(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana = person(), person(width=PHONE)
    open_the_books(olivia, house)
    fill_profile(olivia)
    record = add_client(olivia, "Ana", "Roy", CLIENT)
    for start in ("14:00", "16:00"):
        house.book(id_of(record), DAY, start)
    to_billing(olivia, record)
    olivia.press("Record payment")
    first, amount = olivia.dialog().get_by_role("checkbox", name=re.compile("therapy")).first, olivia.field("Amount")
    expect(amount).to_have_value("280.00")
    first.uncheck()
    expect(amount).to_have_value("140.00")
    amount.fill("100")
    first.check()
    first.uncheck()
    expect(amount).to_have_value("100")
    in_window(olivia, "Record payment")
    olivia.sees("The payment is recorded, and its receipt is issued.")
    olivia.press("Email receipt 0001")
    olivia.field("Password of the file").fill("short")
    in_window(olivia, "Send the file")
    expect(olivia.field("Password of the file")).to_have_attribute("aria-invalid", "true")
    olivia.shot("1-refused")
    olivia.field("Password of the file").fill("seven grey herons")
    in_window(olivia, "Send the file")
    file = eventually(lambda: attached(house))
    reader = PdfReader(BytesIO(file))
    assert reader.is_encrypted
    assert reader.decrypt("seven grey herons")
    assert "Receipt 0001" in reader.pages[0].extract_text()
    expect(olivia.dialog()).to_contain_text("Nobody has a portal login with a confirmed address here.")
    olivia.page.keyboard.press("Escape")

    olivia.open(record)
    first_sign_in(ana, give_access(olivia))
    ana.page.goto(house.letter(CLIENT, "Confirm your email address").link)
    ana.press("Confirm my email address")
    ana.is_at("/portal/account")
    to_billing(olivia, record)
    olivia.press("Email receipt 0001")
    olivia.sees(f"With a link to the portal, to {CLIENT}. It names no amount.")
    in_window(olivia, "Send the letter")
    olivia.sees(f"A letter is on its way to {CLIENT}.")
    letter = house.letter(CLIENT, "A receipt is ready")
    assert "140" not in letter.text
    olivia.shot("2-sent")


def change(somebody: Person) -> Locator:
    """The button of the one session."""
    return somebody.page.get_by_role("button", name=re.compile("^Change what is owed for"))


def sign_in_as_otis(otis: Person, record: str) -> None:
    sign_in(otis, "otis@example.org", "violet tram meadow 43", at="/login")
    otis.is_at("/home")
    to_billing(otis, record)


def attached(house: House) -> bytes:
    """The PDF in the newest letter that has one."""
    for path in sorted((house.data_dir / "mail").glob("*.eml")):
        for part in BytesParser(policy=policy.default).parsebytes(path.read_bytes()).walk():
            if part.get_content_type() == "application/pdf":
                return bytes(part.get_payload(decode=True))
    return b""
