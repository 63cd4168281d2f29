"""The parts of a list that is searched, filtered, sorted and paged in the address, and whose rows can be ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.display import Tone
from owl_app.web.components.icon import icon
from owl_app.web.components.javascript import TEXT, ReactComponent, javascript

Text = str | rx.Var[str]


class _Grid(ReactComponent):
    library = javascript("grid")


class _GridScope(_Grid):
    tag = "GridScope"
    _events = {"on_ask": rx.event.no_args_event_spec}


class _GridSearch(_Grid):
    tag = "GridSearch"

    label: rx.Var[str]
    placeholder: rx.Var[str]


class _GridFilter(_Grid):
    tag = "GridFilter"

    name: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[list[list[str]]]


class _GridTable(_Grid):
    tag = "GridTable"

    rows: rx.Var[list[Any]]
    columns: rx.Var[list[dict[str, Any]]]
    caption: rx.Var[str]
    href_start: rx.Var[str]
    href_end: rx.Var[str]
    tick_field: rx.Var[str]
    all_label: rx.Var[str]


class _GridPager(_Grid):
    tag = "GridPager"

    has_more: rx.Var[bool]
    label: rx.Var[str]
    previous: rx.Var[str]
    next: rx.Var[str]
    page_text: rx.Var[str]


class _EditBar(_Grid):
    tag = "EditBar"

    label: rx.Var[str]
    count_text: rx.Var[str]
    clear_label: rx.Var[str]
    all_label: rx.Var[str]
    clear_on: rx.Var[int]
    rows: rx.Var[list[Any]]


class _ChosenRows(_Grid):
    tag = "ChosenRows"


class _ChosenAct(_Grid):
    tag = "ChosenAct"

    label: rx.Var[str]
    window: rx.Var[str]
    only_one: rx.Var[str]
    _events = {"on_choose": TEXT}


def grid_scope(*children: Any, on_ask: Any) -> rx.Component:
    """Everything of one grid: ticks are kept inside of it, over all its pages; `on_ask` loads what the address says."""
    return _GridScope.create(*children, on_ask=on_ask)


def grid_search(label: Text, placeholder: Text) -> rx.Component:
    """Writes `q` into the address once typing pauses for a fifth of a second."""
    return _GridSearch.create(icon("search"), label=label, placeholder=placeholder)


def grid_filter(name: str, label: Text, options: Any) -> rx.Component:
    """One of several `(value, text)` choices, written into the address as `name`; the texts say what they are about."""
    given = options if isinstance(options, rx.Var) else [list(option) for option in options]
    return _GridFilter.create(name=name, label=label, options=given)


@dataclass(frozen=True)
class GridColumn:
    """One column: its heading, and the field of the rows that stands in it.

    `badges` says for each value its words and tone; a value without any is a dash. With `initials`, those of the
    value stand in a circle before it; `note` names the field that stands small below. A column with a `sort` key can
    be sorted by; the list is in the order of the one with `own_order` when nobody asks. `share` is the column's part of
    the width, beside the others'. `on_phone=False` leaves the column out on phones.
    """

    label: str
    field: str
    sort: str = ""
    own_order: bool = False
    badges: Mapping[str, tuple[str, Tone]] | None = None
    initials: bool = False
    note: str = ""
    share: float = 1
    align: Literal["start", "end"] = "start"
    on_phone: bool = True

    def declared(self) -> dict[str, Any]:
        """What the browser has to know of it."""
        looks = {"end": self.align == "end", "phone-hidden": not self.on_phone}
        given = {
            "label": self.label,
            "field": self.field,
            "look": " ".join(look for look, holds in looks.items() if holds),
            "share": f"minmax(0, {self.share}fr)",
            "sort": self.sort,
            "own_order": self.own_order,
            "initials": self.initials,
            "note": self.note,
            "badges": {value: list(badge) for value, badge in (self.badges or {}).items()},
        }
        return {name: value for name, value in given.items() if value}


def grid_table(
    columns: Sequence[GridColumn],
    rows: rx.Var[Any],
    empty: rx.Component,
    *,
    caption: str,
    href_start: str = "",
    href_end: str = "",
    tick_field: Text = "",
) -> rx.Component:
    """Rows with an `id`, as a table on wide screens and as cards on phones; `empty` while there are none.

    With `href_start` the first cell links to it, the row's id and `href_end`; with `tick_field` each row has a checkbox
    that is named by this field; with the shift key it ticks all rows from the last one on.
    """
    given = {"href_start": href_start, "href_end": href_end, "tick_field": tick_field}
    return _GridTable.create(
        empty,
        rows=rows,
        columns=[column.declared() for column in columns],
        caption=caption,
        all_label=t("All on this page"),
        **{name: value for name, value in given.items() if isinstance(value, rx.Var) or value},
    )


def grid_pager(has_more: rx.Var[bool]) -> rx.Component:
    """Previous and next; nothing while everything is on one page."""
    return _GridPager.create(
        has_more=has_more,
        label=t("Pages"),
        previous=t("Previous"),
        next=t("Next"),
        page_text=t("Page {page}", page="#"),
    )


def edit_bar(rows: rx.Var[Any], *acts: Any, clear_on: rx.Var[int]) -> rx.Component:
    """The green bar that slides in when rows are ticked; a counter that grows as `clear_on` unticks them."""
    return _EditBar.create(
        *acts,
        label=t("What is chosen"),
        count_text=t("{count} chosen", count="#"),
        clear_label=t("Clear"),
        all_label=t("All on this page"),
        clear_on=clear_on,
        rows=rows,
    )


def chosen_act(label: Text, window: Text, *, on_choose: Any) -> rx.Component:
    """A button of the edit bar for one ticked row: tells `on_choose` its id, and opens the dialog with this name."""
    return _ChosenAct.create(label=label, window=window, only_one=t("For one row at a time"), on_choose=on_choose)


def chosen_rows() -> rx.Component:
    """The field `chosen` of a form in the edit bar: the ids of all ticked rows, with spaces between them."""
    return _ChosenRows.create()
