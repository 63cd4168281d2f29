"""Lines of a table that spreadsheets open right, and whose cells they take for nothing but text and numbers."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

Cell = str | int | Decimal | date
BEGIN = "\ufeff"
"""Says to a spreadsheet that what follows is UTF-8."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet begins to calculate."""


def written(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as CSV with CRLF; dates in ISO, numbers with a point."""
    lines = StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows([_cell(each) for each in row] for row in rows)
    return lines.getvalue()


def _cell(value: Cell) -> str:
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULAS) else value
