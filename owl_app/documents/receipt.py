"""Receipts on paper: what stands on one, and its PDF, which a screen reader can read as well."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any

from owl_app.colours import readable
from owl_app.documents.fonts import unprintable
from owl_app.documents.typesetting import pdf_of
from owl_app.i18n import speaking, t
from owl_app.money import written_amount
from owl_app.written import written_date

US_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})
"""Where people print on letter paper, everybody else on A4: Unicode CLDR, supplemental measurement data, paperSize."""


@dataclass(frozen=True)
class Line:
    """One session of a receipt; amounts in the currency's smallest unit."""

    day: str
    service: str
    minutes: int
    fee: int
    tax: int
    paid: int
    tax_name: str = ""
    tax_rate: int = 0
    tax_number: str = ""
    attendance: str = ""
    """How it went, where the practice prints that."""


@dataclass(frozen=True)
class ReceiptData:
    """Everything that is printed, kept as it was at issue. Days are ISO 8601, addresses have lines."""

    language: str
    locale: str
    currency: str
    label: str
    issued_on: str
    practice: str
    practice_lines: Sequence[str]
    """Its address and phone."""
    business_number: str
    provider: str
    provider_title: str
    college: str
    registration_number: str
    supervisor: str
    client: str
    client_address: Sequence[str]
    date_of_birth: str
    bill_to: str
    bill_to_address: Sequence[str]
    lines: Sequence[Line]
    payor: str
    method: str
    paid_on: str
    reference: str
    next_session: str
    note: str
    replaces: str
    accent: str

    @property
    def paid(self) -> int:
        return sum(each.paid for each in self.lines)


def read(kept: dict[str, Any]) -> ReceiptData:
    """What `asdict` made of one."""
    known = {each.name for each in fields(ReceiptData)}
    values = {name: value for name, value in kept.items() if name in known}
    return ReceiptData(**{**values, "lines": [Line(**each) for each in kept["lines"]]})


@dataclass(frozen=True)
class Pictures:
    """The practice's logo and the provider's signature as PNG; nothing where there is none."""

    logo: bytes = b""
    signature: bytes = b""


def unprintable_in(data: ReceiptData) -> list[str]:
    """The letters of these texts that none of our fonts has, each once."""
    return unprintable("".join(_texts(asdict(data))))


def render(*, data: ReceiptData, pictures: Pictures, void: str = "") -> bytes:
    """One receipt as PDF/UA-1; `void` says why it holds no more."""
    with speaking(data.language):
        title = t("Receipt {number}", number=data.label)
    return _pdf([(data, pictures, void)], title)


def render_all(*, receipts: Sequence[tuple[ReceiptData, Pictures]], title: str) -> bytes:
    """Several receipts that hold in one file, each on a page of its own."""
    return _pdf([(data, pictures, "") for data, pictures in receipts], title)


def _pdf(receipts: Sequence[tuple[ReceiptData, Pictures, str]], title: str) -> bytes:
    files: dict[str, bytes] = {}
    pages = []
    for data, pictures, void in receipts:
        with speaking(data.language):
            page = _page(data, void)
        for name, content in asdict(pictures).items():
            page[name] = f"{name}-{sha256(content).hexdigest()[:16]}.png" if content else ""
            if content:
                files[page[name]] = content
        pages.append(page)
    return pdf_of("receipt.typ", {"title": title, "lang": receipts[0][0].language, "pages": pages}, files)


def paper_of(locale: str) -> str:
    return "us-letter" if locale.rpartition("_")[2] in US_LETTER else "a4"


def percent(rate: int) -> str:
    """A rate in thousandths of a percent, as people read it."""
    return t("{rate} %", rate=f"{rate / 1000:g}")


def method_name(method: str) -> str:
    names = {
        "e_transfer": t("E-transfer"),
        "card": t("Card"),
        "cash": t("Cash"),
        "cheque": t("Cheque"),
        "bank_transfer": t("Bank transfer"),
        "insurer": t("Paid by the insurer"),
        "other": t("Another way"),
    }
    return names.get(method, method)


def attendance_name(attendance: str) -> str:
    names = {
        "attended": t("Attended"),
        "no_show": t("Missed"),
        "late_cancelled": t("Cancelled late"),
        "booked": t("Booked"),
    }
    return names.get(attendance, "")


def _page(data: ReceiptData, void: str) -> dict[str, Any]:
    """The words of one receipt, in the language it was issued in."""

    def amount(value: int) -> str:
        return written_amount(value, data.currency, data.locale)

    def day(value: str) -> str:
        return written_date(value, data.locale)

    taxes: dict[tuple[str, int, str], int] = {}
    for each in data.lines:
        if each.tax_rate:
            key = (each.tax_name, each.tax_rate, each.tax_number)
            taxes[key] = taxes.get(key, 0) + each.tax
    shows_attendance = any(each.attendance for each in data.lines)
    headings = [t("Date of service"), t("Service"), t("Duration"), t("Fee"), t("Tax"), t("Paid")]
    rows = [
        [
            day(each.day),
            each.service,
            t("{minutes} min", minutes=each.minutes),
            amount(each.fee),
            amount(each.tax) if each.tax_rate else t("Exempt"),
            amount(each.paid),
        ]
        for each in data.lines
    ]
    return {
        "lang": data.language,
        "paper": paper_of(data.locale),
        "accent": readable(data.accent).light,
        "title": t("Receipt {number}", number=data.label),
        "void": void and t("Void: {reason}", reason=void),
        "void_mark": t("Void") if void else "",
        "replaces": t("Replaces receipt {number}", number=data.replaces) if data.replaces else "",
        "issued": t("Issued on {day}", day=day(data.issued_on)),
        "practice": data.practice,
        "practice_lines": [
            *data.practice_lines,
            t("Business number {number}", number=data.business_number) if data.business_number else "",
        ],
        "provider_label": t("Provider"),
        "provider": data.provider,
        "provider_lines": [
            data.provider_title,
            data.college,
            t("Registration number {number}", number=data.registration_number),
            t("Supervised practice; supervisor (not present at sessions): {name}", name=data.supervisor)
            if data.supervisor
            else "",
        ],
        "client_label": t("Client"),
        "client": data.client,
        "client_lines": [
            *data.client_address,
            t("Born on {day}", day=day(data.date_of_birth)) if data.date_of_birth else "",
        ],
        "bill_to_label": t("Bill to"),
        "bill_to": data.bill_to,
        "bill_to_lines": list(data.bill_to_address),
        "sessions": t("Services"),
        "headings": headings,
        "rows": rows,
        "attendances": [attendance_name(each.attendance) for each in data.lines] if shows_attendance else [],
        "taxes": [
            [
                t("{tax} {rate}, registration {number}", tax=name, rate=percent(rate), number=number)
                if number
                else t("{tax} {rate}", tax=name, rate=percent(rate)),
                amount(total),
            ]
            for (name, rate, number), total in taxes.items()
        ],
        "total_label": t("Amount paid"),
        "total": amount(data.paid),
        "payment_label": t("Payment"),
        "payment": [
            [t("Received on"), day(data.paid_on)],
            [t("Paid by"), data.payor],
            [t("Method"), method_name(data.method)],
            *([[t("Reference"), data.reference]] if data.reference else []),
        ],
        "signature_label": t("Signature of {name}", name=data.provider),
        "logo_label": t("Logo of {name}", name=data.practice),
        "next": t("Next session: {when}", when=data.next_session) if data.next_session else "",
        "note": data.note,
        "page_of": t("Page"),
    }


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list | tuple) else []
