"""Billing > Owed and > Payments: one page of each, in words."""

from dataclasses import dataclass

import reflex as rx

from owl_app import money
from owl_app.clock import now, zone_of
from owl_app.i18n import t
from owl_app.services import billing_list, team
from owl_app.services.access import STAFF
from owl_app.services.billing import PaymentRow
from owl_app.services.billing_list import OwedRow
from owl_app.services.charges import written_sums
from owl_app.web.billing_words import method_names
from owl_app.web.grid import Grid
from owl_app.web.screen import Frame, handler
from owl_app.web.session import read
from owl_app.written import written_date, written_day


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A session that is not paid in full, in words."""

    id: str
    """The client's, to whose Billing tab the line leads."""
    client: str
    session: str
    therapist: str
    fee: str
    paid: str
    owing: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment, in words."""

    id: str
    """The client's, to whose Billing tab the line leads."""
    client: str
    payor: str
    day: str
    method: str
    reference: str
    receipts: str
    state: str
    amount: str


class OwedState(Grid, rx.State):
    """What clients owe."""

    rows: list[OwedLine] = []
    sums: str = ""
    therapist_filter: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        await self._list(billing_list.list_owed, OwedState.load, ("billing", ""), ("appointments", ""))
        frame = await self.get_state(Frame)
        self.rows = [_owed(row, frame.zone, frame.locale) for row in self.rows]
        self.sums = written_sums(await read(self, billing_list.sum_owed, query=self._query()), frame.locale)
        self.therapist_filter = await _therapists(self)


class PaymentsState(Grid, rx.State):
    """What came in."""

    rows: list[PaymentLine] = []
    year: str = ""
    """The one that it is, whose payments can be saved as a file."""
    therapist_filter: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        await self._list(billing_list.list_payments, PaymentsState.load, ("billing", ""))
        frame = await self.get_state(Frame)
        self.rows = [_payment(row, frame.locale) for row in self.rows]
        self.year = str(now().astimezone(zone_of(frame.zone)).year)
        self.therapist_filter = await _therapists(self)


async def _therapists(state: rx.State) -> list[list[str]]:
    return [["", t("All therapists")], *([row.id, row.name] for row in await read(state, team.list_therapists))]


def _owed(row: OwedRow, zone: str, locale: str) -> OwedLine:
    def amount(value: int) -> str:
        return money.written_amount(value, row.currency, locale)

    return OwedLine(
        id=row.client_id,
        client=row.client,
        session=written_day(row.starts_at, zone, locale),
        therapist=row.therapist,
        fee=amount(row.total),
        paid=amount(row.paid) if row.paid else "—",
        owing=amount(row.owing),
    )


def _payment(row: PaymentRow, locale: str) -> PaymentLine:
    return PaymentLine(
        id=row.client_id,
        client=row.client,
        payor=row.payor if row.payor != row.client else "",
        day=written_date(row.paid_on, locale),
        method=method_names()[row.method],
        reference=row.reference,
        receipts=", ".join(each.label for each in row.receipts if not each.void_reason) or "—",
        state=_state_of(row),
        amount=money.written_amount(row.amount, row.currency, locale),
    )


def _state_of(row: PaymentRow) -> str:
    if row.void_reason:
        return "void"
    if row.refunded:
        return "refunded" if row.refunded == row.amount else "part_refunded"
    return "credit" if row.credit else ""
