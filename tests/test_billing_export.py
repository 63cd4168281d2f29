"""The payments of a year as a file: what it says, in whose hands, and that spreadsheets take it for what it is."""

import asyncio
import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from owl_app.clock import now
from owl_app.documents import spreadsheet
from owl_app.errors import NotAllowed
from owl_app.models import Account, AuditEntry, Practice
from owl_app.security.tokens import hash_token
from owl_app.services import billing_export, billing_totals
from owl_app.web.http import billing
from tests.booking import add_service
from tests.cast import Cast, Person
from tests.door import act, change, read, rows
from tests.paying import give_back, held, open_the_books, pay, void_payment

Line = dict[str, str]


@pytest.fixture
def service(cast: Cast) -> str:
    open_the_books(cast)
    return add_service(cast.olivia)


async def parts_of(who: Person, year: int) -> list[str]:
    return [part async for part in billing.lines(hash_token(who.token), year, "en")]


def file_of(who: Person, year: int = 2025) -> str:
    return "".join(asyncio.run(parts_of(who, year)))


def lines_of(who: Person, year: int = 2025) -> list[Line]:
    text = file_of(who, year)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def some_money(cast: Cast, service: str) -> None:
    """A payment with a receipt, some of which went back, one that is void, and one of Tom's client."""
    anas = held(cast.thea, service, [cast.ana.client_id], days_ago=2)
    made = pay(cast.thea, cast.ana.client_id, anas, "140", day="2025-03-31", method="card", reference="Desk 2")
    give_back(cast.thea, made.payment_id, "40", day="2025-06-02")
    void_payment(
        cast.thea, pay(cast.thea, cast.ben.client_id, [], "12.50", day="2025-05-01").payment_id, "Twice, sorry"
    )
    pay(cast.tom, cast.chloe.client_id, [], "1000", day="2025-01-01", payor="Chloé Élie")


def test_the_file_says_what_came_in_and_what_went_back(cast: Cast, service: str) -> None:
    some_money(cast, service)
    chloes, anas, bens, refund = lines_of(cast.olivia)
    assert anas == {
        "Date": "2025-03-31",
        "What": "Payment",
        "Client": "Ana Lopez",
        "Payor": "Ana Roy",
        "Method": "Card",
        "Amount": "140.00",
        "Received": "140.00",
        "Tax in it": "0.00",
        "Currency": "CAD",
        "Reference": "Desk 2",
        "Receipts": "0002",
        "Therapists": "Thea Thorne",
        "Void because": "",
    }
    assert (chloes["Payor"], chloes["Amount"], chloes["Receipts"]) == ("Chloé Élie", "1000.00", "")
    assert (bens["Amount"], bens["Received"], bens["Void because"]) == ("12.50", "0.00", "Twice, sorry")
    assert (refund["What"], refund["Date"], refund["Received"]) == ("Refund", "2025-06-02", "-40.00")


def test_what_was_received_adds_up_to_the_totals(cast: Cast, service: str) -> None:
    some_money(cast, service)
    (totals,) = read(cast.olivia, billing_totals.totals_of, year=2025)
    assert sum(Decimal(each["Received"]) for each in lines_of(cast.olivia)) * 100 == totals.received.total == 110000


def test_a_therapist_gets_the_money_of_their_own_clients_alone(cast: Cast, service: str) -> None:
    some_money(cast, service)
    change(Practice, 1, therapists_see_all=True)
    assert [each["Client"] for each in lines_of(cast.tom)] == ["Chloé Élie"]
    assert [each["Client"] for each in lines_of(cast.thea)] == ["Ana Lopez", "Ben Okafor", "Ana Lopez"]


@pytest.mark.parametrize("who", ["ana", "pat", "mallory", "nobody"])
def test_nobody_but_staff_gets_a_line(cast: Cast, service: str, who: str) -> None:
    some_money(cast, service)
    person: Person | None = None if who == "nobody" else getattr(cast, who)
    for refused in (billing_export.list_after, billing_export.note_exported):
        with pytest.raises(NotAllowed):
            act(person, refused, year=2025)


def test_a_year_without_money_is_a_file_with_headings_alone(cast: Cast) -> None:
    assert lines_of(cast.olivia, 2019) == []
    assert file_of(cast.olivia, 2019).count("\r\n") == 1


@pytest.mark.parametrize(
    "payor",
    [
        '=HYPERLINK("https://evil.example")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        'a "quoted", comma; semicolon',
    ],
)
def test_a_hostile_payor_is_text_in_a_spreadsheet(cast: Cast, service: str, payor: str) -> None:
    pay(cast.thea, cast.ana.client_id, [], "20", day="2025-03-31", payor=payor)
    (line,) = lines_of(cast.olivia)
    assert line["Payor"][0] not in "=+-@"
    assert line["Payor"].removeprefix("'") == payor
    assert line["Amount"] == "20.00"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " ="])
def test_a_cell_that_would_be_calculated_is_made_text(begins: str) -> None:
    ((cell,),) = csv.reader(StringIO(spreadsheet.written([[f"{begins}1"]]), newline=""))
    assert cell == f"'{begins}1"


def test_numbers_and_dates_stay_what_they_are() -> None:
    row: list[spreadsheet.Cell] = [date(2026, 3, 1), Decimal("-1234.50"), 7, "Ana – Élie"]
    assert spreadsheet.written([row, ["two"]]) == "2026-03-01,-1234.50,7,Ana – Élie\r\ntwo\r\n"


def test_no_line_is_lost_or_told_twice_between_parts(cast: Cast, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for number, day in enumerate(["2025-02-01", "2025-02-02", "2025-02-02", "2025-02-02", "2025-02-03"], 1):
        made.append(pay(cast.thea, cast.ana.client_id, [], str(number), day=day).payment_id)
    for payment_id in made[:3]:
        give_back(cast.thea, payment_id, "1", day="2025-02-02")
    whole = lines_of(cast.olivia)
    assert [each["Received"] for each in whole] == [
        *("1.00", "2.00", "3.00", "4.00"),
        *("-1.00", "-1.00", "-1.00"),
        "5.00",
    ]
    for batch in (1, 2, 3):
        monkeypatch.setattr(billing_export, "BATCH", batch)
        assert lines_of(cast.olivia) == whole


def test_only_one_part_is_read_at_a_time(cast: Cast, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        pay(cast.thea, cast.ana.client_id, [], "10", day=f"2025-02-0{number + 1}")
    monkeypatch.setattr(billing_export, "BATCH", 2)
    asked: Iterator[int] = iter(range(9))
    kept = billing_export.list_after
    monkeypatch.setattr(billing_export, "list_after", lambda *args, **how: (next(asked), kept(*args, **how))[1])

    async def begin() -> list[str]:
        parts = billing.lines(hash_token(cast.olivia.token), 2025, "en")
        return [await anext(parts) for _ in range(2)]

    heads, first = asyncio.run(begin())
    assert (heads.count("\r\n"), first.count("\r\n")) == (1, 2)
    assert next(asked) == 1


def test_a_sign_in_that_ends_ends_the_file(cast: Cast, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        pay(cast.thea, cast.ana.client_id, [], "10", day=f"2025-02-0{number + 1}")
    monkeypatch.setattr(billing_export, "BATCH", 1)

    async def be_disabled_within() -> None:
        parts = billing.lines(hash_token(cast.adam.token), 2025, "en")
        await anext(parts)
        await anext(parts)
        change(Account, cast.adam.account_id, disabled_at=now())
        await anext(parts)

    with pytest.raises(NotAllowed):
        asyncio.run(be_disabled_within())


def test_an_export_is_noted(cast: Cast) -> None:
    act(cast.adam, billing_export.note_exported, year=2025)
    (entry,) = rows(AuditEntry, act="payments_exported")
    assert (entry.actor_name, entry.detail) == ("Adam Abara", {"year": 2025})
