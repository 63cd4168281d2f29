"""The payments and refunds of a year for a spreadsheet, so many at a time that nobody holds them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, true, tuple_
from sqlmodel import Session, col, func, select

from owl_app.models import Account, Allocation, Appointment, Charge, Client, Payment, Receipt, Refund
from owl_app.services import audit
from owl_app.services.access import Viewer
from owl_app.services.billing_access import clients_billed_by

BATCH = 500
"""Lines that are read at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands among all of a year: by its day, payments before refunds, then by its id."""

    day: date
    is_refund: bool
    id: UUID


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A payment, or money that went back; amounts in the currency's smallest unit.

    What was `received` is nothing for a void payment, and less than nothing for a refund.
    """

    place: Place
    client: str
    payor: str
    method: str
    amount: int
    received: int
    tax: int
    currency: str
    reference: str
    receipts: tuple[str, ...]
    therapists: tuple[str, ...]
    void_reason: str


def list_after(session: Session, viewer: Viewer, *, year: int, after: Place | None = None) -> list[ExportLine]:
    """The next lines of the year, for the clients whose money this viewer may take; none after the last one."""
    billed = clients_billed_by(viewer)
    lines = [*_payments(session, billed, year, after), *_refunds(session, billed, year, after)]
    return sorted(lines, key=lambda each: (each.place.day, each.place.is_refund, each.place.id))[:BATCH]


def note_exported(session: Session, viewer: Viewer, *, year: int) -> None:
    """Leave a row that the payments of a year left the house as a file."""
    clients_billed_by(viewer)
    audit.record(session, viewer, "payments_exported", year=year)


def _payments(session: Session, billed: ColumnElement[bool], year: int, after: Place | None) -> list[ExportLine]:
    found = session.execute(
        select(Payment, Client.first_name, Client.last_name)
        .join(Client, col(Client.id) == Payment.client_id)
        .where(billed, *_next(Payment.paid_on, Payment.id, year, after, is_refund=False))
        .order_by(col(Payment.paid_on), col(Payment.id))
        .limit(BATCH)
    ).all()
    ids = [payment.id for payment, _, _ in found]
    receipts, paid_for = _receipts_of(session, ids), _paid_for(session, ids)
    lines = []
    for payment, first, last in found:
        parts = paid_for.get(payment.id, [])
        lines.append(
            ExportLine(
                place=Place(payment.paid_on, False, payment.id),
                client=f"{first} {last}",
                payor=payment.payor,
                method=payment.method.value,
                amount=payment.amount,
                received=0 if payment.voided_at else payment.amount,
                tax=sum(tax for _, tax in parts),
                currency=payment.currency,
                reference=payment.reference,
                receipts=tuple(receipts.get(payment.id, ())),
                therapists=tuple(name for name, _ in parts),
                void_reason=payment.void_reason,
            )
        )
    return lines


def _refunds(session: Session, billed: ColumnElement[bool], year: int, after: Place | None) -> list[ExportLine]:
    found = session.execute(
        select(Refund, Payment.payor, Payment.currency, Client.first_name, Client.last_name)  # type: ignore[call-overload]
        .join(Payment, col(Payment.id) == Refund.payment_id)
        .join(Client, col(Client.id) == Payment.client_id)
        .where(billed, *_next(Refund.refunded_on, Refund.id, year, after, is_refund=True))
        .order_by(col(Refund.refunded_on), col(Refund.id))
        .limit(BATCH)
    ).all()
    return [
        ExportLine(
            place=Place(refund.refunded_on, True, refund.id),
            client=f"{first} {last}",
            payor=payor,
            method=refund.method.value,
            amount=refund.amount,
            received=-refund.amount,
            tax=0,
            currency=currency,
            reference=refund.reference,
            receipts=(),
            therapists=(),
            void_reason="",
        )
        for refund, payor, currency, first, last in found
    ]


def _next(day: Any, row_id: Any, year: int, after: Place | None, *, is_refund: bool) -> list[ColumnElement[bool]]:
    """Within the year, and behind that place."""
    in_year = col(day).between(date(year, 1, 1), date(year, 12, 31))
    if after is None:
        behind: ColumnElement[bool] = true()
    elif is_refund == after.is_refund:
        behind = tuple_(col(day), col(row_id)) > tuple_(after.day, after.id)
    else:
        behind = col(day) >= after.day if is_refund else col(day) > after.day
    return [in_year, behind]


def _receipts_of(session: Session, payment_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The labels of the receipts in force."""
    labels: dict[UUID, list[str]] = {}
    found = session.exec(
        select(Receipt.payment_id, Receipt.label)
        .where(col(Receipt.payment_id).in_(payment_ids), col(Receipt.voided_at).is_(None))
        .order_by(col(Receipt.number))
    )
    for payment_id, label in found:
        labels.setdefault(payment_id, []).append(label)
    return labels


def _paid_for(session: Session, payment_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """Whose sessions each payment pays by now, and the tax in that."""
    parts: dict[UUID, list[tuple[str, int]]] = {}
    found = session.execute(
        select(Allocation.payment_id, Account.name, func.sum(Allocation.tax))
        .join(Charge, col(Charge.id) == Allocation.charge_id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .where(col(Allocation.payment_id).in_(payment_ids))
        .group_by(col(Allocation.payment_id), col(Account.id), col(Account.name))
        .order_by(col(Account.name))
    )
    for payment_id, therapist, tax in found:
        parts.setdefault(payment_id, []).append((therapist, int(tax)))
    return parts
