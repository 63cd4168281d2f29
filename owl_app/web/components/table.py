"""Tables of up to 50 rows: a grid on wide screens, cards on phones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

Text = str | rx.Var[str]


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what stands in the cell of a row.

    On phones the heading stands before the value; `on_phone=False` leaves the column out there.
    """

    label: Text
    cell: Callable[[Any], Any]
    align: Literal["start", "end"] = "start"
    on_phone: bool = True


def data_table(
    columns: Sequence[Column],
    rows: rx.Var[Any],
    row_href: Callable[[Any], Text] | None = None,
    *,
    caption: Text,
    empty: rx.Component | None = None,
) -> rx.Component:
    """Rows as a table; with `row_href` the first cell is a real link that covers its row.

    `caption` is for screen readers; `empty` stands in the table's place while there are no rows.
    """
    table = rx.el.table(
        rx.el.caption(caption, class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(
                *[
                    rx.el.th(column.label, scope="col", role="columnheader", class_name=_place(column))
                    for column in columns
                ],
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(rx.foreach(rows, lambda row: _row(columns, row, row_href)), role="rowgroup"),
        class_name="table",
        role="table",
    )
    return table if empty is None else rx.cond(rows, table, empty)


def _row(columns: Sequence[Column], row: Any, row_href: Callable[[Any], Text] | None) -> rx.Component:
    first, *others = columns
    head = first.cell(row)
    if row_href is not None:
        head = rx.el.a(head, to=row_href(row), class_name="row-link")
    return rx.el.tr(
        rx.el.td(head, role="cell", class_name=_place(first)),
        *[
            rx.el.td(column.cell(row), role="cell", class_name=_place(column), data_label=column.label)
            for column in others
        ],
        role="row",
    )


def _place(column: Column) -> str:
    return " ".join([*(["end"] if column.align == "end" else []), *([] if column.on_phone else ["phone-hidden"])])
