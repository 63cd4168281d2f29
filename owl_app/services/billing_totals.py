"""Totals of a year: what came in each month, through whom and how, and the tax in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, extract
from sqlmodel import Session, col, func, select

from owl_app.clock import now, zone_of
from owl_app.models import Account, Allocation, Appointment, Charge, Client, Payment, Refund
from owl_app.services.access import Viewer, get_practice
from owl_app.services.billing_access import clients_billed_by

FIRST_YEAR = 2000
NO_SESSION = ""
"""The name under which stands what pays no session: credit, less what was given back in another month."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What came in under one name from January to December, in the currency's smallest unit."""

    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Totals:
    """A year in one currency.

    What was received is what came in less what was given back, each in its month; what is void is in nothing. The
    parts by method add up to it, and so do those by therapist, together with `NO_SESSION`: a therapist has what the
    payments of a month pay for by now, and each tax its part of that.
    """

    currency: str
    received: Sums
    therapists: list[Sums]
    methods: list[Sums]
    taxes: list[Sums]


def totals_of(session: Session, viewer: Viewer, *, year: int) -> list[Totals]:
    """The totals of a year, for the clients whose money this viewer may take; nothing where nothing came in."""
    billed, currency = clients_billed_by(viewer), get_practice(session).currency
    methods = _Months()
    methods.add(_came_in(session, billed, year))
    methods.add(_went_back(session, billed, year))
    therapists, taxes = _Months(), _Months()
    for month, of_currency, therapist_id, therapist, tax_name, amount, tax in _paid_for(session, billed, year):
        therapists.add([(month, of_currency, (therapist, therapist_id), amount)])
        taxes.add([(month, of_currency, (tax_name,), tax)])
    return [
        _of_currency(each, methods.of(each), therapists.of(each), taxes.of(each))
        for each in sorted(methods.currencies, key=lambda each: (each != currency, each))
    ]


def list_years(session: Session, viewer: Viewer) -> list[int]:
    """The years from the first payment that this viewer sees until now, the newest first."""
    billed, practice = clients_billed_by(viewer), get_practice(session)
    this_year = now().astimezone(zone_of(practice.time_zone)).year
    first = session.exec(
        select(col(Payment.paid_on))
        .join(Client, col(Client.id) == Payment.client_id)
        .where(billed)
        .order_by(col(Payment.paid_on))
        .limit(1)
    ).first()
    return list(range(this_year, (first.year if first else this_year) - 1, -1))


class _Months:
    """Sums by currency and by a key that begins with a name, one for each month."""

    def __init__(self) -> None:
        self._found: dict[str, dict[tuple[Any, ...], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 12))

    @property
    def currencies(self) -> list[str]:
        return list(self._found)

    def add(self, found: Iterable[Any]) -> None:
        for month, currency, key, amount in found:
            self._found[currency][key][int(month) - 1] += int(amount)

    def of(self, currency: str) -> list[Sums]:
        """Those with the most first; names under which nothing came in are left out."""
        found = [Sums(key[0], tuple(months)) for key, months in self._found.get(currency, {}).items() if any(months)]
        return sorted(found, key=lambda each: (-each.total, each.name))


def _of_currency(currency: str, methods: list[Sums], therapists: list[Sums], taxes: list[Sums]) -> Totals:
    received = Sums("", _added(methods))
    left = tuple(of_all - paid for of_all, paid in zip(received.months, _added(therapists), strict=True))
    rest = [Sums(NO_SESSION, left)] if any(left) else []
    return Totals(currency, received, [*therapists, *rest], methods, taxes)


def _added(sums: list[Sums]) -> tuple[int, ...]:
    return tuple(sum(each.months[month] for each in sums) for month in range(12))


def _came_in(session: Session, billed: ColumnElement[bool], year: int) -> Iterable[Any]:
    month = extract("month", col(Payment.paid_on))
    found = session.execute(
        select(month, Payment.currency, Payment.method, func.sum(Payment.amount))
        .join(Client, col(Client.id) == Payment.client_id)
        .where(billed, col(Payment.voided_at).is_(None), _in(Payment.paid_on, year))
        .group_by(month, col(Payment.currency), col(Payment.method))
    )
    return [(each, currency, (method,), amount) for each, currency, method, amount in found]


def _went_back(session: Session, billed: ColumnElement[bool], year: int) -> Iterable[Any]:
    month = extract("month", col(Refund.refunded_on))
    found = session.execute(
        select(month, Payment.currency, Refund.method, -func.sum(Refund.amount))
        .join(Payment, col(Payment.id) == Refund.payment_id)
        .join(Client, col(Client.id) == Payment.client_id)
        .where(billed, _in(Refund.refunded_on, year))
        .group_by(month, col(Payment.currency), col(Refund.method))
    )
    return [(each, currency, (method,), amount) for each, currency, method, amount in found]


def _paid_for(session: Session, billed: ColumnElement[bool], year: int) -> Iterable[Any]:
    month = extract("month", col(Payment.paid_on))
    parts = (month, Payment.currency, Account.id, Account.name, Charge.tax_name)
    return session.execute(
        select(*parts, func.sum(Allocation.amount), func.sum(Allocation.tax))  # type: ignore[call-overload]
        .select_from(Payment)
        .join(Client, col(Client.id) == Payment.client_id)
        .join(Allocation, col(Allocation.payment_id) == Payment.id)
        .join(Charge, col(Charge.id) == Allocation.charge_id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .where(billed, col(Payment.voided_at).is_(None), _in(Payment.paid_on, year))
        .group_by(*parts)
    )


def _in(day: Any, year: int) -> ColumnElement[bool]:
    return col(day).between(date(year, 1, 1), date(year, 12, 31))
