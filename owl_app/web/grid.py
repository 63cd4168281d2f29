"""A list that is declared: its columns, search, filters and acts; the address says what of it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from owl_app.i18n import t
from owl_app.services.listing import COUNTED, Page, Query
from owl_app.web.components import (
    GridColumn,
    button,
    card,
    chosen_act,
    chosen_rows,
    dialog,
    dialog_actions,
    edit_bar,
    empty_state,
    grid_filter,
    grid_pager,
    grid_scope,
    grid_search,
    grid_table,
    live_form,
    ready,
    refusal,
    skeleton,
)
from owl_app.web.live import live
from owl_app.web.screen import Screen
from owl_app.web.session import read, viewer_of

_OWN = ("q", "page", "sort")
MOST_CHOSEN = 500
"""Rows that one act may change."""


class Grid(Screen, mixin=True):
    """The state of a list: a subclass names its rows, loads them with `_list`, and changes them with `_change`."""

    rows: list[Any] = []
    count: str = ""
    has_more: bool = False
    narrowed: bool = False
    """Whether somebody searches or filters, so that no rows means something else."""

    async def _list(self, service: Callable[..., Page[Any]], refresh: Any, *topics: tuple[str, str]) -> None:
        """Show what the address asks for, and again whenever a topic changes."""
        live.watch(self, await viewer_of(self), refresh, *topics)
        await self._enter()
        query = self._query()
        found = await read(self, service, query=query)
        self.rows, self.has_more = found.rows, found.has_more
        self.count = f"{COUNTED:,}+" if found.total > COUNTED else f"{found.total:,}"
        self.narrowed = bool(query.search or query.filters)
        self.loaded = True

    async def _change(self, service: Callable[..., Any], form: dict[str, Any], **kwargs: Any) -> Any:
        """Call a service with the `chosen` rows of a form in the edit bar; they are unticked once it is done."""
        return await self._keep(service, ids=str(form.get("chosen", "")).split()[: MOST_CHOSEN + 1], **kwargs)

    def _query(self) -> Query:
        asked = self.router.url.query_parameters
        sort = asked.get("sort", "")[:40]
        page = asked.get("page", "1")
        return Query(
            search=asked.get("q", "")[:300],
            filters={name: value[:100] for name, value in list(asked.items())[:12] if name not in _OWN and value},
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        )


@dataclass(frozen=True)
class Filter:
    """A choice above the list; the first option, with an empty value, leaves everything in."""

    name: str
    label: str
    options: Any


@dataclass(frozen=True)
class Act:
    """Something to be done with the ticked rows: a button in the edit bar, and a dialog with its fields."""

    label: str
    fields: Sequence[Any]
    on_submit: Any
    description: str = ""
    may: Any = True
    """Whether this viewer may; the handler refuses everybody else anyway."""


@dataclass(frozen=True)
class SingleAct:
    """Something to be done with one ticked row: a button that opens the window with this name, once `on_choose` knows
    the row."""

    label: str
    window: str
    on_choose: Any
    may: Any = True


def grid(
    state: Any,
    *,
    caption: str,
    columns: Sequence[GridColumn],
    empty: rx.Component,
    href_start: str = "",
    href_end: str = "",
    search: str = "",
    filters: Sequence[Filter] = (),
    orders: Sequence[tuple[str, str]] = (),
    acts: Sequence[Act] = (),
    single_acts: Sequence[SingleAct] = (),
    below: Sequence[rx.Component] = (),
) -> rx.Component:
    """The list of a `Grid` state in a card.

    `orders` are further `(sort, text)` choices beside the columns; `-` before a sort turns it round. `search` says what
    is searched. The first cell links to `href_start`, the row's id and `href_end`; with `acts`, rows can be ticked by
    whoever may do any of them, and their checkboxes are named by the first column. What is `below` stands under the
    list, over which the edit bar slides.
    """
    may = _may_act([*acts, *single_acts])
    first = columns[0].field
    table = grid_table(
        columns,
        state.rows,
        rx.cond(state.narrowed, _nothing_found(), empty),
        caption=caption,
        href_start=href_start,
        href_end=href_end,
        tick_field=(first if may else "") if isinstance(may, bool) else rx.cond(may, first, ""),
    )
    offered = [*[_single_act(each) for each in single_acts], *[_act(state, each) for each in acts]]
    bar = [edit_bar(state.rows, *offered, clear_on=state.saves)] if acts else []
    return grid_scope(
        card(
            _tools(caption, columns, search, filters, orders, state.count),
            ready(state.loaded, rx.fragment(table, grid_pager(state.has_more)), skeleton("table")),
            flush=True,
        ),
        *([rx.el.div(*below, class_name="grid-below")] if below else []),
        *bar,
        on_ask=state.load,
    )


def _may_act(acts: Sequence[Act | SingleAct]) -> Any:
    """Whether this viewer may do anything with rows, so that they can be ticked."""
    if any(act.may is True for act in acts):
        return True
    may: Any = False
    for act in acts:
        may = act.may if may is False else may | act.may
    return may


def _tools(
    caption: str,
    columns: Sequence[GridColumn],
    search: str,
    filters: Sequence[Filter],
    orders: Sequence[tuple[str, str]],
    count: rx.Var[str],
) -> rx.Component:
    sorts = [
        each
        for column in columns
        if column.sort
        for each in (
            ("" if column.own_order else column.sort, t("By {column}", column=column.label)),
            (f"-{column.sort}", t("By {column}, backwards", column=column.label)),
        )
    ]
    return rx.el.div(
        *([grid_search(t("Search"), search)] if search else []),
        *[grid_filter(each.name, each.label, each.options) for each in filters],
        *([grid_filter("sort", t("Order"), [*sorts, *orders])] if sorts else []),
        rx.el.p(t("In this list: {count}", count=count), class_name="grid-count", role="status"),
        class_name="table-tools grid-tools",
        role="search",
        aria_label=caption,
    )


def _act(state: Any, act: Act) -> rx.Component:
    offered = dialog(
        button(act.label, kind="secondary"),
        act.label,
        live_form(
            refusal(state.notice, state.notice_tone),
            chosen_rows(),
            *act.fields,
            dialog_actions(button(act.label, type="submit")),
            on_submit=act.on_submit,
            errors=state.errors,
            answer=state.answers,
        ),
        description=act.description,
        close_on=state.saves,
    )
    return offered if act.may is True else rx.cond(act.may, offered)


def _single_act(act: SingleAct) -> rx.Component:
    offered = chosen_act(act.label, act.window, on_choose=act.on_choose)
    return offered if act.may is True else rx.cond(act.may, offered)


def _nothing_found() -> rx.Component:
    return empty_state(t("Nothing found"), t("Try fewer letters, another spelling, or no filter."), icon="search")
