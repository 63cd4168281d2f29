"""The yearly statement for taxes: what was paid for each person, by the day of payment."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from owl_app.colours import readable
from owl_app.documents.fonts import unprintable
from owl_app.documents.receipt import paper_of
from owl_app.documents.typesetting import pdf_of
from owl_app.i18n import speaking, t
from owl_app.money import written_amount
from owl_app.written import written_date


@dataclass(frozen=True)
class Row:
    """One receipt; amounts in the currency's smallest unit, the tax a part of the amount."""

    paid_on: str
    provider: str
    title: str
    registration_number: str
    label: str
    amount: int
    tax: int
    currency: str


@dataclass(frozen=True)
class Person:
    """Somebody who was treated, and what was paid for them."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class StatementData:
    """Everything that is printed. Days are ISO 8601."""

    language: str
    locale: str
    accent: str
    year: int
    made_on: str
    practice: str
    practice_lines: Sequence[str]
    business_number: str
    people: Sequence[Person]


def name_of(data: StatementData) -> str:
    """What the file is called when it is saved."""
    return f"{t('statement')}-{data.year}.pdf"


def render(*, data: StatementData, logo: bytes = b"") -> bytes:
    """The statement as PDF/UA-1."""
    with speaking(data.language):
        values = _values(data)
    values["logo"] = "logo.png" if logo else ""
    return pdf_of("statement.typ", values, {"logo.png": logo} if logo else {})


def unprintable_in(data: StatementData) -> list[str]:
    """The letters of these texts that none of our fonts has, each once."""
    return unprintable(str(asdict(data)))


def _values(data: StatementData) -> dict[str, Any]:
    def amount(value: int, currency: str) -> str:
        return written_amount(value, currency, data.locale)

    def totals(rows: Sequence[Row]) -> list[list[str]]:
        found: dict[str, tuple[int, int]] = {}
        for each in rows:
            paid, tax = found.get(each.currency, (0, 0))
            found[each.currency] = paid + each.amount, tax + each.tax
        return [[amount(tax, currency), amount(paid, currency)] for currency, (paid, tax) in sorted(found.items())]

    every = [row for person in data.people for row in person.rows]
    return {
        "lang": data.language,
        "paper": paper_of(data.locale),
        "accent": readable(data.accent).light,
        "title": t("Statement {year}", year=data.year),
        "about": t("Payments received from January 1 to December 31, {year}", year=data.year),
        "made": t("Made on {day}", day=written_date(data.made_on, data.locale)),
        "practice": data.practice,
        "practice_lines": [
            *data.practice_lines,
            t("Business number {number}", number=data.business_number) if data.business_number else "",
        ],
        "logo_label": t("Logo of {name}", name=data.practice),
        "headings": [t("Paid on"), t("Receipt"), t("Provider"), t("Tax"), t("Paid")],
        "people": [
            {
                "name": person.name,
                "rows": [
                    [
                        written_date(row.paid_on, data.locale),
                        row.label,
                        row.provider,
                        amount(row.tax, row.currency) if row.tax else t("Exempt"),
                        amount(row.amount, row.currency),
                    ]
                    for row in person.rows
                ],
                "registrations": [
                    ", ".join(
                        part
                        for part in (
                            row.title,
                            t("registration number {number}", number=row.registration_number),
                        )
                        if part
                    )
                    for row in person.rows
                ],
                "totals": totals(person.rows),
            }
            for person in data.people
        ],
        "person_label": t("Client"),
        "total_label": t("Total paid"),
        "tax_label": t("Tax in it"),
        "together_label": t("Together"),
        "together": totals(every) if len(data.people) > 1 else [],
        "note": t("Receipts that were voided or replaced are left out. Amounts are as paid, with tax."),
        "page_of": t("Page"),
    }
