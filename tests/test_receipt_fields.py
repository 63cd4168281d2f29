"""Every kind of receipt and statement: each field that insurers ask for is on it, and a screen reader can read it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from owl_app.documents import receipt, statement
from owl_app.documents.receipt import Line, Pictures, ReceiptData
from owl_app.documents.statement import Person, Row, StatementData

EXEMPT = Line(day="2026-11-18", service="Individual therapy", minutes=50, fee=14000, tax=0, paid=14000)
TAXED = Line(
    day="2026-11-19",
    service="Coaching",
    minutes=80,
    fee=10000,
    tax=1300,
    paid=11300,
    tax_name="HST",
    tax_rate=13000,
    tax_number="98765 RT0001",
)
PLAIN = ReceiptData(
    language="en",
    locale="en_CA",
    currency="CAD",
    label="W-0007",
    issued_on="2026-11-21",
    practice="Willow Street Therapy",
    practice_lines=["12 Willow Street", "Toronto ON M5V 2T6", "(416) 555-0134"],
    business_number="12345 6789 RC0001",
    provider="Thea M. Thorne",
    provider_title="Registered Psychotherapist",
    college="College of Registered Psychotherapists of Ontario",
    registration_number="010203",
    supervisor="",
    client="Ana Lopez",
    client_address=["1 Ana Lane", "Guelph ON N1G 2W1"],
    date_of_birth="",
    bill_to="",
    bill_to_address=[],
    lines=[EXEMPT],
    payor="Pia Payer",
    method="e_transfer",
    paid_on="2026-11-20",
    reference="CA7788",
    next_session="",
    note="",
    replaces="",
    accent="#2f6b4f",
)
ON_EACH = (
    "Receipt W-0007",
    "Issued on November 21, 2026",
    "Willow Street Therapy",
    "12 Willow Street",
    "Toronto ON M5V 2T6",
    "Business number 12345 6789 RC0001",
    "Thea M. Thorne",
    "Registered Psychotherapist",
    "College of Registered Psychotherapists of Ontario",
    "Registration number 010203",
    "1 Ana Lane",
    "Guelph ON N1G 2W1",
    "Date of service",
    "Amount paid",
    "Received on",
    "November 20, 2026",
    "Paid by",
    "Pia Payer",
    "Method",
    "E-transfer",
    "Reference",
    "CA7788",
)
ONE_SESSION = ("Ana Lopez", "November 18, 2026", "Individual therapy", "50 min", "$140.00", "Exempt")
MANY = replace(
    PLAIN, lines=[replace(EXEMPT, day=f"2026-{each // 28 + 1:02d}-{each % 28 + 1:02d}") for each in range(90)]
)


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGBA", (240, 80), (20, 90, 60, 255)).save(made, "PNG")
    return made.getvalue()


RECEIPTS: dict[str, tuple[ReceiptData, tuple[str, ...]]] = {
    "plain": (PLAIN, ONE_SESSION),
    "replacement": (replace(PLAIN, replaces="W-0006"), (*ONE_SESSION, "Replaces receipt W-0006")),
    "supervised": (
        replace(PLAIN, supervisor="Dr. Vera Vision, RP 0042"),
        (*ONE_SESSION, "supervisor (not present at sessions): Dr. Vera Vision, RP 0042"),
    ),
    "taxed": (
        replace(PLAIN, lines=[EXEMPT, TAXED]),
        (*ONE_SESSION, "Coaching", "80 min", "$100.00", "$13.00", "HST 13 %, registration 98765 RT0001", "$253.00"),
    ),
    "paid in part": (replace(PLAIN, lines=[replace(EXEMPT, paid=6000)]), (*ONE_SESSION, "$60.00")),
    "billed to somebody else": (
        replace(PLAIN, bill_to="Roy Family Trust", bill_to_address=["9 Trust Lane"]),
        (*ONE_SESSION, "Bill to Roy Family Trust", "9 Trust Lane"),
    ),
    "everything that can be chosen": (
        replace(
            PLAIN,
            date_of_birth="1990-04-23",
            next_session="Friday at 2",
            note="Thank you.",
            lines=[replace(EXEMPT, attendance="attended")],
        ),
        (*ONE_SESSION, "Born on April 23, 1990", "Next session: Friday at 2", "Thank you.", "Attended"),
    ),
    "many lines": (MANY, ("Ana Lopez", "January 1, 2026", "April 6, 2026", "$12,600.00")),
    **{
        f"in {script}": (replace(PLAIN, client=name), (*ONE_SESSION[1:], *printed))
        for script, name, printed in (
            ("Greek", "Ελένη", ("Ελένη",)),
            ("Cyrillic", "Дарья", ("Дарья",)),
            ("Arabic", "محمد", ()),
            ("Hebrew", "נעמי", ()),
            ("Devanagari", "अनीता", ()),
            ("Chinese", "王小明", ("王小明",)),
            ("Japanese", "さくら", ("さくら",)),
            ("Korean", "김민수", ("김민수",)),
        )
    },
}
PAID = Row("2026-11-20", "Thea M. Thorne", "RP", "010203", "W-0007", 11300, 1300, "CAD")
STATEMENT = StatementData(
    language="en",
    locale="en_CA",
    accent="#2f6b4f",
    year=2026,
    made_on="2026-12-31",
    practice="Willow Street Therapy",
    practice_lines=["12 Willow Street", "Toronto ON M5V 2T6"],
    business_number="12345 6789 RC0001",
    people=[Person("Milo Nest", [PAID, replace(PAID, label="W-0008", amount=14000, tax=0)])],
)
TOGETHER = replace(STATEMENT, people=[*STATEMENT.people, Person("Pia Nest", [replace(PAID, label="W-0009")])])
ON_STATEMENTS = (
    "2026",
    "Willow Street Therapy",
    "12 Willow Street",
    "12345 6789 RC0001",
    "Milo Nest",
    "November 20, 2026",
    "Thea M. Thorne",
    "010203",
    "W-0007",
    "W-0008",
    "$113.00",
    "$13.00",
    "$140.00",
    "$253.00",
)
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    **{
        name: lambda data=data: receipt.render(data=data, pictures=Pictures())  # type: ignore[misc]
        for name, (data, _) in RECEIPTS.items()
    },
    "void": lambda: receipt.render(data=PLAIN, pictures=Pictures(), void="Wrong payor"),
    "with pictures": lambda: receipt.render(data=PLAIN, pictures=Pictures(picture(), picture())),
    "a year in one": lambda: receipt.render_all(receipts=[(PLAIN, Pictures()), (MANY, Pictures())], title="A year"),
    "statement": lambda: statement.render(data=STATEMENT),
    "statement with a logo": lambda: statement.render(data=STATEMENT, logo=picture()),
    "together": lambda: statement.render(data=TOGETHER),
}


def words_of(content: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"\s+", " ", words.replace("\xa0", " ").replace("\u202f", " "))


@pytest.mark.parametrize("kind", RECEIPTS)
def test_every_field_that_insurers_ask_for_is_on_each_kind_of_receipt(kind: str) -> None:
    words = words_of(DOCUMENTS[kind]())
    assert [each for each in (*ON_EACH, *RECEIPTS[kind][1]) if each not in words] == []


@pytest.mark.parametrize("kind", ["plain", "void", "replacement", "taxed", "supervised"])
def test_nothing_is_on_a_receipt_that_was_not_chosen(kind: str) -> None:
    words = words_of(DOCUMENTS[kind]())
    assert [each for each in ("Born on", "Next session", "Attended", "Bill to") if each in words] == []
    assert ("supervisor" in words, "HST" in words) == (kind == "supervised", kind == "taxed")


def test_a_void_receipt_keeps_every_field_and_says_why() -> None:
    words = words_of(DOCUMENTS["void"]())
    assert [each for each in (*ON_EACH, *ONE_SESSION, "Void: Wrong payor") if each not in words] == []


@pytest.mark.parametrize(
    ("kind", "more"), [("statement", ()), ("together", ("Pia Nest", "W-0009", "Together", "$366.00"))]
)
def test_a_statement_lists_what_was_paid_for_each(kind: str, more: tuple[str, ...]) -> None:
    words = words_of(DOCUMENTS[kind]())
    assert [each for each in (*ON_STATEMENTS, *more) if each not in words] == []


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_screen_reader_can_read_each_kind(kind: str) -> None:
    reader = PdfReader(BytesIO(DOCUMENTS[kind]()))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    metadata = catalog["/Metadata"].get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", metadata)
    assert reader.metadata and reader.metadata.title
    assert "<dc:title>" in metadata
    tagged = list(elements(catalog["/StructTreeRoot"]))
    tags = [each["/S"] for each in tagged]
    assert tags.count("/H1") >= 1
    assert {"/Table", "/TR", "/TH", "/TD", "/P"} <= set(tags)
    assert all(scope_of(each) for each in tagged if each["/S"] == "/TH")
    assert all(each.get("/Alt") for each in tagged if each["/S"] == "/Figure")
    assert ("/Figure" in tags) == (kind in {"with pictures", "statement with a logo"})
    pages: list[Any] = list(reader.pages)
    assert [page["/Tabs"] for page in pages] == ["/S"] * len(pages)
    assert all("/StructParents" in page for page in pages)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_font_is_embedded_and_its_letters_can_be_read_back(kind: str) -> None:
    found = [font for page in PdfReader(BytesIO(DOCUMENTS[kind]())).pages for font in fonts(page["/Resources"])]
    assert found
    for font in found:
        inner: Any = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
        assert "/ToUnicode" in font


def elements(node: Any) -> Iterator[Any]:
    """The elements of the structure below this one, in reading order."""
    below = node.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        child = each.get_object()
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from elements(child)


def scope_of(heading: Any) -> str:
    """Whether a heading of a table is of its column or its row."""
    attributes = heading.get("/A", [])
    found = [each.get_object() for each in (attributes if isinstance(attributes, list) else [attributes])]
    return next((each["/Scope"] for each in found if "/Scope" in each), "")


def fonts(resources: Any) -> Iterator[Any]:
    """The fonts of a page, and of the forms that are drawn on it."""
    yield from (each.get_object() for each in resources.get_object().get("/Font", {}).values())
    for each in resources.get_object().get("/XObject", {}).values():
        if "/Resources" in (form := each.get_object()):
            yield from fonts(form["/Resources"])
