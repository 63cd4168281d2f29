"""Billing: what clients owe for each session and what came in, one page at a time, as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false
from sqlmodel import Session, col, exists, func, or_, select

from owl_app import words
from owl_app.clock import now, zone_of
from owl_app.errors import NotFound
from owl_app.models import (
    Account,
    Allocation,
    Appointment,
    Charge,
    Client,
    ClientWord,
    Method,
    Payment,
    Receipt,
    Service,
)
from owl_app.services import billing, forms
from owl_app.services.access import OWNER_ADMIN, Viewer, get_practice, parse_id
from owl_app.services.billing import PaymentRow
from owl_app.services.billing_access import clients_billed_by
from owl_app.services.charges import Owed, is_due
from owl_app.services.listing import COUNTED, PAGE, Page, Query

MOST_WORDS = 6
"""Words of a search that are looked for."""
OLD = {"over_30": 30, "over_90": 90}
"""Periods that are over for so many days."""


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A session that is not paid in full; amounts in the currency's smallest unit."""

    client_id: str
    client: str
    starts_at: datetime
    service: str
    therapist: str
    total: int
    paid: int
    owing: int
    currency: str


def list_owed(session: Session, viewer: Viewer, *, query: Query) -> Page[OwedRow]:
    """The sessions that are owed by now, of clients whose money this viewer may take.

    The search is for clients, the filters are `therapist` and `period`. Sorted by `date`, or by the `amount` that is
    owing; the oldest session comes first.
    """
    chosen = _owed(session, viewer, query)
    order = _owing() if query.sort == "amount" else col(Appointment.starts_at)
    found = session.execute(
        chosen.with_only_columns(
            col(Charge.client_id),
            col(Client.first_name),
            col(Client.last_name),
            col(Appointment.starts_at),
            col(Service.name),
            col(Account.name),
            col(Charge.fee) + col(Charge.tax),
            col(Charge.paid),
            _owing(),
            col(Charge.currency),
        )
        .join(Service, col(Service.id) == Appointment.service_id)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .order_by(*_ordered(query, order, Charge.id))
        .limit(PAGE + 1)
        .offset(query.offset)
    ).all()
    rows = [OwedRow(str(client_id), f"{first} {last}", *rest) for client_id, first, last, *rest in found[:PAGE]]
    return Page(rows, _total(session, chosen, query, len(found)), has_more=len(found) > PAGE)


def sum_owed(session: Session, viewer: Viewer, *, query: Query) -> list[Owed]:
    """What the sessions of `list_owed` come to on all its pages, in each currency."""
    found = session.execute(
        _owed(session, viewer, query)
        .with_only_columns(col(Charge.currency), func.sum(_owing()))
        .group_by(col(Charge.currency))
        .order_by(col(Charge.currency))
    )
    return [Owed(int(amount), currency) for currency, amount in found]


def list_payments(session: Session, viewer: Viewer, *, query: Query) -> Page[PaymentRow]:
    """The payments of clients whose money this viewer may take, those that are void among them.

    The search is for clients, payors and receipts, the filters are `therapist` (of a session that is paid), `method`
    and `period`. Sorted by `date` or `amount`; the newest payment comes first.
    """
    chosen = _payments(session, viewer, query)
    order = col(Payment.amount) if query.sort == "amount" else col(Payment.paid_on)
    ordered = chosen.order_by(*_ordered(query, order, Payment.id, newest_first=True))
    found = billing.payment_rows(session, ordered.limit(PAGE + 1).offset(query.offset))
    return Page(found[:PAGE], _total(session, chosen, query, len(found)), has_more=len(found) > PAGE)


def _owed(session: Session, viewer: Viewer, query: Query) -> Select[Any]:
    billed, zone = clients_billed_by(viewer), get_practice(session).time_zone
    first, last = _period(query.filters.get("period", ""), zone)
    conditions = [_found_by(part, Charge.client_id) for part in _parts(query)]
    if therapist := query.filters.get("therapist"):
        conditions.append(_is(Appointment.therapist_id, therapist))
    if first is not None:
        conditions.append(col(Appointment.starts_at) >= _midnight(first, zone))
    if last is not None:
        conditions.append(col(Appointment.starts_at) < _midnight(last + timedelta(days=1), zone))
    return (
        select(Charge.id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .join(Client, col(Client.id) == Charge.client_id)
        .where(col(Charge.paid) + col(Charge.waived) < col(Charge.fee) + col(Charge.tax), is_due(), billed, *conditions)
    )


def _payments(session: Session, viewer: Viewer, query: Query) -> Select[Any]:
    billed = clients_billed_by(viewer)
    period = query.filters.get("period", "")
    first, last = _period(period, get_practice(session).time_zone) if period else (None, None)
    conditions = [_is_about(part) for part in _parts(query)]
    if therapist := query.filters.get("therapist"):
        conditions.append(_pays_for(therapist))
    if method := query.filters.get("method"):
        conditions.append(col(Payment.method) == Method(method) if method in set(Method) else false())
    if first is not None:
        conditions.append(col(Payment.paid_on) >= first)
    if last is not None:
        conditions.append(col(Payment.paid_on) <= last)
    if viewer.kind not in OWNER_ADMIN:  # who sees every client need not look each one up
        conditions.append(exists().where(col(Client.id) == Payment.client_id, billed))
    return select(Payment.id).where(*conditions)


def _owing() -> ColumnElement[int]:
    return col(Charge.fee) + col(Charge.tax) - col(Charge.waived) - col(Charge.paid)


def _parts(query: Query) -> list[str]:
    return forms.searched(query.search).lower().split()[:MOST_WORDS]


def _found_by(part: str, client_id: Any) -> ColumnElement[bool]:
    """Whether the client has all the words of this part of a search."""
    found = words.searched(part)
    each = [
        exists().where(
            ClientWord.client_id == client_id, col(ClientWord.word) >= word, col(ClientWord.word) < word + "{"
        )
        for word in found
    ]
    return and_(*each) if found else false()


def _is_about(part: str) -> ColumnElement[bool]:
    """Whether this part of a search is in a payment's client, its payor, or the number of one of its receipts."""
    ways = [_found_by(part, Payment.client_id), func.lower(Payment.payor).contains(part, autoescape=True)]
    if any(char.isdecimal() for char in part):
        ways.append(
            exists().where(
                col(Receipt.payment_id) == Payment.id, func.lower(Receipt.label).contains(part, autoescape=True)
            )
        )
    return or_(*ways)


def _pays_for(therapist: str) -> ColumnElement[bool]:
    """Whether a payment pays any session with this therapist."""
    paid = (
        select(Allocation.id)
        .join(Charge, col(Charge.id) == Allocation.charge_id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .where(Allocation.payment_id == Payment.id, _is(Appointment.therapist_id, therapist))
    )
    return paid.correlate(Payment).exists()


def _is(column: Any, wanted: str) -> ColumnElement[bool]:
    try:
        return col(column) == parse_id(wanted)
    except NotFound:
        return false()


def _period(chosen: str, zone: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period that ends on or before today, on the practice's calendar."""
    today = now().astimezone(zone_of(zone)).date()
    this_month, this_year = today.replace(day=1), today.replace(month=1, day=1)
    if chosen in OLD:
        return None, today - timedelta(days=OLD[chosen] + 1)
    before_month, before_year = this_month - timedelta(days=1), this_year - timedelta(days=1)
    return {
        "month": (this_month, None),
        "last_month": (before_month.replace(day=1), before_month),
        "year": (this_year, None),
        "last_year": (before_year.replace(month=1, day=1), before_year),
    }.get(chosen, (None, None))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_of(zone))


def _ordered(query: Query, order: Any, row_id: Any, *, newest_first: bool = False) -> Sequence[Any]:
    down = query.descending if query.sort else newest_first
    return [each.desc() if down else each for each in (order, col(row_id))]


def _total(session: Session, chosen: Select[Any], query: Query, found: int) -> int:
    """How many there are on all pages, up to one more than are counted."""
    total = query.total_seen(found)
    if total is None:
        total = session.scalar(select(func.count()).select_from(chosen.limit(COUNTED + 1).subquery())) or 0
    return total
