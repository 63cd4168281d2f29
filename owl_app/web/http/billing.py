"""The payments of a year as a file for spreadsheets, sent while it is read."""

import re
from collections.abc import AsyncIterator
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from owl_app.documents import spreadsheet
from owl_app.documents.spreadsheet import Cell
from owl_app.errors import OwlError
from owl_app.i18n import current_language, speaking, t
from owl_app.services import billing_export
from owl_app.services.access import STAFF
from owl_app.services.billing_export import ExportLine
from owl_app.web import answers, session
from owl_app.web.billing_words import method_names
from owl_app.web.http import answer


async def payments(request: Request) -> Response:
    """Payments and refunds of `?year=`, of the clients whose money the viewer may take."""
    with speaking(answer.language_of_form(request)):
        typed = request.query_params.get("year", "")
        try:
            await answer.must_be(request, STAFF)
        except OwlError:
            return answers.not_found()
        if not re.fullmatch("2[0-9]{3}", typed):
            return answers.not_found()
        await session.act(answer.who(request), billing_export.note_exported, year=int(typed))
        return StreamingResponse(
            lines(answer.who(request), int(typed), current_language()),
            media_type="text/csv; charset=utf-8",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="payments-{typed}.csv"',
            },
        )


async def lines(who: str, year: int, language: str) -> AsyncIterator[str]:
    """The file in parts: each is read as whoever is signed in by then, and none is kept."""
    with speaking(language):
        part = spreadsheet.BEGIN + spreadsheet.written([_heads()])
    after = None
    while part:
        yield part
        found = await session.read(who, billing_export.list_after, year=year, after=after)
        with speaking(language):
            part = spreadsheet.written(map(_cells, found))
        after = found[-1].place if found else None


def _heads() -> list[Cell]:
    return [
        t("Date"),
        t("What"),
        t("Client"),
        t("Payor"),
        t("Method"),
        t("Amount"),
        t("Received"),
        t("Tax in it"),
        t("Currency"),
        t("Reference"),
        t("Receipts"),
        t("Therapists"),
        t("Void because"),
    ]


def _cells(line: ExportLine) -> list[Cell]:
    return [
        line.place.day,
        t("Refund") if line.place.is_refund else t("Payment"),
        line.client,
        line.payor,
        method_names()[line.method],
        _number(line.amount),
        _number(line.received),
        _number(line.tax),
        line.currency,
        line.reference,
        ", ".join(line.receipts),
        ", ".join(line.therapists),
        line.void_reason,
    ]


def _number(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
