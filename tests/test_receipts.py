"""Receipts: what stands on them, that they never change, and how a mistake is mended."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import DBAPIError

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.models import Allocation, Appointment, Charge, Practice, Receipt, ReceiptFile
from owl_app.services import client_records, clients, receipt_settings, receipts, taxes
from owl_app.services.clients import AccountDetailsForm
from owl_app.services.receipt_settings import ReceiptSettingsForm
from owl_app.services.taxes import TaxForm
from tests.booking import add_service, attended, booked_in
from tests.cast import Cast
from tests.door import act, change, read, row, rows
from tests.paying import THEA, give_back, held, open_the_books, pay, profile, void_payment


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


def text_of(content: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"\s+", " ", words.replace("\xa0", " ").replace("\u202f", " "))


def printed(cast: Cast, receipt_id: str) -> str:
    return text_of(read(cast.thea, receipts.get_file, receipt_id=receipt_id).content)


def settle(cast: Cast, **typed: object) -> None:
    kept = read(cast.olivia, receipt_settings.get)
    form = {name: getattr(kept, name) for name in ReceiptSettingsForm.model_fields}
    act(cast.olivia, receipt_settings.change, form=ReceiptSettingsForm.read({**form, **typed}))


def paid(cast: Cast, service: str, **typed: object) -> str:
    """The receipt of one session that was paid."""
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    (receipt_id,) = pay(cast.thea, cast.ana.client_id, [charge], "140", **typed).receipt_ids
    return receipt_id


def test_everything_that_insurers_ask_for_is_on_it(cast: Cast) -> None:
    open_the_books(cast)
    settle(cast, business_number="12345 6789 RC0001")
    tax = act(cast.olivia, taxes.add, form=TaxForm.read({"name": "HST", "rate": "13", "number": "98765 RT0001"}))
    service = add_service(cast.olivia, "Individual therapy", minutes="50", fee="100", tax_id=tax)
    profile(cast.thea, {**THEA, "supervisor": "Dr. Vera Vision, RP 0042"})
    lives = {"street": "1 Ana Lane", "city": "Toronto", "region": "ON", "postal_code": "M1M 1M1"}
    change_client(cast, bill_to_name="Ben Roy", date_of_birth="1990-04-23", **lives)
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "113", payor="Ben Roy", reference="CA7788", day="2026-11-20")
    words = printed(cast, made.receipt_ids[0])
    for expected in (
        "Receipt 0001",
        "Thea M. Thorne",
        "Registered Psychotherapist",
        "College of Registered Psychotherapists of Ontario",
        "Registration number 010203",
        "supervisor (not present at sessions): Dr. Vera Vision, RP 0042",
        "Willow Street Therapy",
        "12 Willow Street",
        "Toronto ON M5V 2T6",
        "Business number 12345 6789 RC0001",
        "Ana ",
        "1 Ana Lane",
        "Bill to Ben Roy",
        "Individual therapy",
        "50 min",
        "$100.00",
        "HST 13 %, registration 98765 RT0001",
        "$13.00",
        "$113.00",
        "E-transfer",
        "CA7788",
        "November 20, 2026",
    ):
        assert expected in words
    assert "1990" not in words


def test_it_is_kept_as_pdf_with_its_digest_and_as_data(cast: Cast, service: str) -> None:
    receipt = row(Receipt, paid(cast, service))
    content = row(ReceiptFile, receipt.id).content
    assert (receipt.sha256, content[:5]) == (sha256(content).hexdigest(), b"%PDF-")
    assert receipts.data_of(receipt).lines[0].paid == 14000


def test_a_screen_reader_can_read_it(cast: Cast, service: str) -> None:
    reader = PdfReader(BytesIO(read(cast.thea, receipts.get_file, receipt_id=paid(cast, service)).content))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value
    assert catalog["/Lang"] == "en"
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()


def test_a_service_without_tax_is_exempt(cast: Cast, service: str) -> None:
    assert "Exempt" in printed(cast, paid(cast, service))


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("prints_date_of_birth", "Born on April 23, 1990"),
        ("prints_attendance", "Attended"),
        ("prints_next_session", "Next session:"),
    ],
)
def test_what_the_practice_prints_beside_it_is_off_until_it_is_chosen(
    cast: Cast, service: str, setting: str, sentence: str
) -> None:
    change_client(cast, date_of_birth="1990-04-23")
    booked_in(cast.thea, service, cast.ana.client_id, hours=49)
    for chosen in ("", "on"):
        settle(cast, **{setting: chosen or "off"})
        (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=9 if chosen else 2)
        attended(cast.thea, str(row(Charge, charge).appointment_id), "attended")
        (receipt_id,) = pay(cast.thea, cast.ana.client_id, [charge], "140").receipt_ids
        assert (sentence in printed(cast, receipt_id)) is bool(chosen)


def test_numbers_begin_where_the_practice_says_and_go_on_without_a_gap(cast: Cast, service: str) -> None:
    settle(cast, receipt_prefix="W-", next_receipt="2027001")
    (first,), (second,) = (held(cast.thea, service, [cast.ana.client_id], days_ago=days) for days in (2, 9))
    for charge in (first, second):
        pay(cast.thea, cast.ana.client_id, [charge], "140")
    assert [each.label for each in rows(Receipt)] == ["W-2027001", "W-2027002"]
    with pytest.raises(Conflict):
        settle(cast, next_receipt="5")


def test_a_refused_receipt_takes_no_number_and_no_payment(cast: Cast, service: str) -> None:
    paid(cast, service)
    profile(cast.thea, {**THEA, "registration_number": ""})
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=9)
    with pytest.raises(Invalid, match=r"registration number.*Settings > Team"):
        pay(cast.thea, cast.ana.client_id, [charge], "140")
    profile(cast.thea, THEA)
    pay(cast.thea, cast.ana.client_id, [charge], "140")
    assert [each.number for each in rows(Receipt)] == [1, 2]


def test_sessions_of_two_therapists_get_a_receipt_each(cast: Cast, service: str) -> None:
    (one,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    by_tom = {"therapist_id": str(cast.tom.account_id)}
    (other,) = held(cast.olivia, service, [cast.ana.client_id], days_ago=9, **by_tom)
    made = pay(cast.olivia, cast.ana.client_id, [one, other], "280")
    names = {receipts.data_of(row(Receipt, each)).provider for each in made.receipt_ids}
    assert names == {"Thea M. Thorne", "Tom Tarn"}


def test_a_receipt_never_changes_and_is_never_deleted(cast: Cast, service: str) -> None:
    paid(cast, service)
    for statement in (
        "UPDATE receipt SET number = 7",
        "UPDATE receipt SET data = '{}'",
        "UPDATE receipt_file SET content = NULL",
        "DELETE FROM receipt_file",
        "DELETE FROM receipt",
        "DELETE FROM allocation",
        "UPDATE allocation SET amount = 1",
    ):
        with pytest.raises(DBAPIError, match=r"never|stays"), transaction() as session:
            session.connection().exec_driver_sql(statement)


def test_the_database_refuses_a_number_out_of_order(cast: Cast, service: str) -> None:
    receipt = row(Receipt, paid(cast, service))
    for number in (1, 3):
        copied = receipt.model_dump(exclude={"id", "number"})
        with pytest.raises(DBAPIError, match="follows_the_one_before"), transaction() as session:
            session.add(Receipt(**copied, number=number))
            session.flush()


def test_a_void_receipt_says_so_and_its_money_can_be_on_another(cast: Cast, service: str) -> None:
    first = paid(cast, service)
    change_client(cast, street="9 New Street", city="Guelph")
    second = act(cast.thea, receipts.void, receipt_id=first, reason="Wrong address", replace=True)
    assert "Void: Wrong address" in printed(cast, first)
    words = printed(cast, second)
    assert "Replaces receipt 0001" in words
    assert "9 New Street" in words
    assert row(Receipt, second).number == 2
    with pytest.raises(Conflict):
        act(cast.thea, receipts.void, receipt_id=first, reason="Again", replace=False)


def test_the_receipt_of_a_voided_payment_is_void(cast: Cast, service: str) -> None:
    receipt = row(Receipt, paid(cast, service))
    void_payment(cast.thea, str(receipt.payment_id), "Typed twice")
    assert row(Receipt, receipt.id).void_reason == "Typed twice"


def test_a_refund_replaces_the_receipt_by_one_over_what_is_still_paid(cast: Cast, service: str) -> None:
    (new,), (old,) = (held(cast.thea, service, [cast.ana.client_id], days_ago=days) for days in (2, 9))
    made = pay(cast.thea, cast.ana.client_id, [new, old], "280")
    give_back(cast.thea, made.payment_id, "140")
    first, second = rows(Receipt)
    assert (first.void_reason, second.replaces_id, second.amount) == ("Refunded: Paid twice", first.id, 14000)


def test_a_void_after_a_refund_leaves_the_money_where_it_is(cast: Cast, service: str) -> None:
    (charge,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, [charge], "150")
    give_back(cast.thea, made.payment_id, "10")
    act(cast.thea, receipts.void, receipt_id=made.receipt_ids[0], reason="Wrong payor", replace=False)
    assert row(Charge, charge).paid == 14000
    assert [each.receipt_id for each in rows(Allocation)] == [None]


@pytest.mark.parametrize(
    "name",
    [
        "Ελένη",
        "Дарья",
        "محمد",
        "נעמי",
        "अनीता",
        "王小明",
        "さくら",
        "김민수",
        "#strong[x] $1+1$ =cmd()",
        "O’Brien-Łuczak",
    ],
)
def test_names_in_many_scripts_are_printed_and_nothing_is_markup(cast: Cast, service: str, name: str) -> None:
    change_client(cast, first_name=name)
    content = read(cast.thea, receipts.get_file, receipt_id=paid(cast, service)).content
    assert receipts.data_of(rows(Receipt)[0]).client.startswith(name)
    if not any(char in name for char in "محनीनע"):
        assert name in text_of(content)


def test_a_letter_that_no_font_has_is_found_before_a_number_is_taken(cast: Cast, service: str) -> None:
    change_client(cast, first_name="Ana 🦉")
    with pytest.raises(Invalid, match="U\\+1F989"):
        paid(cast, service)
    assert rows(Receipt) == []


def test_two_hundred_sessions_fit_on_one_and_more_do_not(cast: Cast, service: str) -> None:
    (first,) = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    kept = row(Appointment, row(Charge, first).appointment_id).model_dump(exclude={"id", "series_id"})
    charge = row(Charge, first).model_dump(exclude={"id", "appointment_id"})
    others = []
    with transaction() as session:
        for number in range(200):
            start = now() - timedelta(days=10 + number)
            times = {
                "starts_at": start,
                "ends_at": start + timedelta(minutes=50),
                "free_at": start + timedelta(hours=1),
            }
            made = Appointment(**{**kept, **times})
            session.add(made)
            session.flush()
            owed = Charge(**{**charge, "appointment_id": made.id})
            session.add(owed)
            others.append(str(owed.id))
    with pytest.raises(Invalid, match="at most 200"):
        pay(cast.thea, cast.ana.client_id, [first, *others], "28140")
    (receipt_id,) = pay(cast.thea, cast.ana.client_id, others, "28000").receipt_ids
    content = read(cast.thea, receipts.get_file, receipt_id=receipt_id).content
    assert len(PdfReader(BytesIO(content)).pages) > 3


def test_receipts_of_others_are_not_there(cast: Cast, service: str) -> None:
    receipt_id = paid(cast, service)
    assert read(cast.ana, receipts.get_file, receipt_id=receipt_id).content
    for stranger in (cast.tom, cast.ben, cast.mallory, cast.pat, None):
        with pytest.raises(NotFound):
            read(stranger, receipts.get_file, receipt_id=receipt_id)


def test_what_the_practice_hides_is_not_there_for_clients(cast: Cast, service: str) -> None:
    receipt_id = paid(cast, service)
    change(Practice, 1, receipts_visible=False)
    with pytest.raises(NotFound):
        read(cast.ana, receipts.get_file, receipt_id=receipt_id)


def change_client(cast: Cast, **typed: object) -> None:
    kept = read(cast.thea, client_records.get_record, client_id=cast.ana.client_id)
    form = {"version": kept.version, "first_name": "Ana", "last_name": "Arbour", **typed}
    act(cast.thea, clients.change_account_details, client_id=cast.ana.client_id, form=AccountDetailsForm.read(form))
