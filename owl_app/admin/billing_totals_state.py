"""Billing > Totals: a year of money, month by month, in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from owl_app import money
from owl_app.i18n import t
from owl_app.services import billing_totals
from owl_app.services.access import STAFF
from owl_app.services.billing_totals import NO_SESSION, Sums, Totals
from owl_app.web.billing_words import method_names
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_month

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart; `height` is that of the bar, beside the highest."""

    month: str
    amount: str
    height: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line of a table: a month, or the year."""

    name: str
    cells: list[str]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The months beside what came in under each name; without lines there is nothing to say."""

    heads: list[str]
    lines: list[MonthLine]


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """A year in one currency."""

    currency: str
    received: str
    tax: str
    bars: list[Bar]
    therapists: Table
    methods: Table
    taxes: Table


class BillingTotalsState(Screen, rx.State):
    """The year in the address, or the one that it is."""

    year: str = ""
    years: list[list[str]] = []
    totals: list[CurrencyTotals] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), BillingTotalsState.load, ("billing", ""))
        frame = await self._enter()
        years = await read(self, billing_totals.list_years)
        asked = self.router.url.query_parameters.get("year", "")
        year = int(asked) if re.fullmatch("[0-9]{4}", asked) and int(asked) in years else years[0]
        found = await read(self, billing_totals.totals_of, year=year)
        self.year, self.totals = str(year), [_totals(each, frame.locale) for each in found]
        self.years = [["" if each == years[0] else str(each), str(each)] for each in years]
        self.loaded = True


def _totals(totals: Totals, locale: str) -> CurrencyTotals:
    def amount(value: int) -> str:
        return money.written_amount(value, totals.currency, locale)

    def table(parts: Sequence[Sums], names: dict[str, str]) -> Table:
        columns = [totals.received, *parts]
        heads = [t("Received"), *(names.get(each.name, each.name) for each in parts)]
        lines = [
            MonthLine(
                written_month(month + 1, locale),
                [amount(each.months[month]) if each.months[month] else NOTHING for each in columns],
                is_total=False,
            )
            for month in range(12)
        ]
        year = MonthLine(t("The year"), [amount(each.total) for each in columns], is_total=True)
        return Table(heads, [*lines, year] if parts else [])

    tax = sum(each.total for each in totals.taxes)
    highest = max(max(totals.received.months), 1)
    return CurrencyTotals(
        currency=totals.currency,
        received=amount(totals.received.total),
        tax=amount(tax) if tax else "",
        bars=[
            Bar(
                written_month(month + 1, locale, short=True),
                amount(value),
                f"{max(value, 0) * 100 // highest}%",
            )
            for month, value in enumerate(totals.received.months)
        ],
        therapists=table(totals.therapists, {NO_SESSION: t("Credit and refunds")}),
        methods=table(totals.methods, method_names()),
        taxes=table(totals.taxes, {}),
    )
