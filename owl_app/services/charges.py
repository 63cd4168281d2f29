"""Charges: what clients are to pay for their sessions, from the booking on, and what of it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, or_, select

from owl_app import money
from owl_app.clock import now
from owl_app.database import insert_row
from owl_app.i18n import t
from owl_app.models import (
    Account,
    Allocation,
    Appointment,
    AppointmentClient,
    Attendance,
    Charge,
    Practice,
    Service,
    Tax,
    TherapistProfile,
)
from owl_app.models.columns import new_id
from owl_app.services.access import Viewer, get_client_for

ALWAYS_DUE = (Attendance.ATTENDED, Attendance.NO_SHOW, Attendance.LATE_CANCELLED)
"""What is owed whenever it was; a session that is booked is owed once it has begun; all others are not."""
MOST_LISTED = 200
AHEAD = 3
"""Sessions to come that are offered to be paid ahead."""
MOST_WAIVED = 20
"""Sessions of which not all is asked for that are listed."""
NEVER_DUE = (Attendance.CANCELLED, Attendance.NON_BILLABLE)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A session and what it costs the client; amounts in the currency's smallest unit."""

    id: str
    version: int
    appointment_id: str
    starts_at: datetime
    service: str
    therapist: str
    therapist_id: str
    minutes: int
    attendance: str
    fee: int
    tax: int
    paid: int
    waived: int
    waive_reason: str
    currency: str
    is_due: bool
    with_others: bool

    @property
    def open(self) -> int:
        return self.fee + self.tax - self.waived - self.paid


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody owes, in one currency."""

    amount: int
    currency: str


def written_sums(sums: Sequence[Owed], locale: str) -> str:
    """Amounts of one currency or several; nothing where there are none."""
    return t(" and ").join(money.written_amount(each.amount, each.currency, locale) for each in sums)


def is_due() -> ColumnElement[bool]:
    """Whether the charge of an appointment is owed by now."""
    has_begun = (col(Appointment.attendance) == Attendance.BOOKED) & (col(Appointment.starts_at) <= now())
    return or_(col(Appointment.attendance).in_(ALWAYS_DUE), has_begun)


def charge_for(
    session: Session, practice: Practice, service: Service, appointments: Sequence[Appointment], pays: UUID
) -> None:
    """Charge a client for these sessions, which were just booked, at today's price."""
    if not appointments:
        return
    price = _price(session, service, appointments[0].therapist_id)
    for appointment in appointments:
        insert_row(
            session,
            Charge,
            id=new_id(),
            appointment_id=appointment.id,
            client_id=pays,
            currency=practice.currency,
            created_at=now(),
            version=1,
            waived=0,
            waive_reason="",
            paid=0,
            **price,
        )


def price_anew(session: Session, practice: Practice, appointment: Appointment) -> None:
    """A session that was changed costs what its service costs today; what was paid or waived for stays as it is."""
    service = session.get_one(Service, appointment.service_id)
    found = session.exec(
        select(Charge).where(Charge.appointment_id == appointment.id).order_by(col(Charge.id)).with_for_update()
    ).all()
    if any(each.paid or each.waived for each in found):
        return
    price = _price(session, service, appointment.therapist_id)
    for charge, fee in zip(found, parted(price["fee"], len(found)), strict=True):
        values = {**price, "fee": fee, "tax": money.tax_on(fee, price["tax_rate"]), "currency": practice.currency}
        for name, value in values.items():
            setattr(charge, name, value)
        charge.version += 1
        session.add(charge)


def release(session: Session, appointments: Sequence[Appointment]) -> None:
    """What was paid for sessions that are cancelled is the client's credit again, unless a receipt says otherwise."""
    ids = [each.id for each in appointments if each.attendance in NEVER_DUE]
    if not ids:
        return
    of_them = select(Charge.id).where(col(Charge.appointment_id).in_(ids))
    session.execute(
        delete(Allocation).where(col(Allocation.charge_id).in_(of_them), col(Allocation.receipt_id).is_(None))
    )


def list_for_client(session: Session, viewer: Viewer, *, client_id: object) -> list[ChargeRow]:
    """What the client has not paid yet, the oldest first, and the next sessions to come, which can be paid ahead."""
    client = get_client_for(session, viewer, client_id)
    rows = _rows(session, col(Charge.client_id) == client.id, _is_open(), limit=MOST_LISTED)
    due, to_come = [each for each in rows if each.is_due], [each for each in rows if not each.is_due]
    return [*due, *to_come[:AHEAD]]


def list_waived(session: Session, viewer: Viewer, *, client_id: object) -> list[ChargeRow]:
    """Sessions of which nothing is open because some of it is not asked for, the newest first."""
    client = get_client_for(session, viewer, client_id)
    is_settled = (col(Charge.paid) + col(Charge.waived) >= col(Charge.fee) + col(Charge.tax)) & (
        col(Appointment.attendance).not_in(NEVER_DUE)
    )
    waived = (col(Charge.client_id) == client.id) & (col(Charge.waived) > 0)
    return _rows(session, waived, is_settled, limit=MOST_WAIVED, newest=True)


def owed_by(session: Session, client_ids: Sequence[UUID]) -> dict[UUID, list[Owed]]:
    """What each of these clients owes by now; those who owe nothing are not in it."""
    left = func.sum(Charge.fee + Charge.tax - Charge.waived - Charge.paid)
    found = session.exec(
        select(Charge.client_id, Charge.currency, left)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .where(col(Charge.client_id).in_(client_ids), _is_open(), is_due())
        .group_by(col(Charge.client_id), col(Charge.currency))
        .order_by(col(Charge.currency))
    )
    owed: dict[UUID, list[Owed]] = {}
    for client_id, currency, amount in found:
        owed.setdefault(client_id, []).append(Owed(int(amount), currency))
    return owed


def parted(amount: int, count: int) -> list[int]:
    """The amount in parts that differ by one unit at most and add up to it."""
    each, rest = divmod(amount, max(count, 1))
    return [each + (1 if place < rest else 0) for place in range(count)]


def _rows(session: Session, *conditions: ColumnElement[bool], limit: int, newest: bool = False) -> list[ChargeRow]:
    starts = col(Appointment.starts_at)
    others = (
        select(func.count())
        .select_from(AppointmentClient)
        .where(AppointmentClient.appointment_id == Charge.appointment_id)
        .correlate(Charge)
        .scalar_subquery()
    )
    found = session.execute(
        select(Charge, Appointment, Service.name, Account.name, others)  # type: ignore[call-overload]
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .join(Service, col(Service.id) == Appointment.service_id)
        .join(Account, col(Account.id) == Appointment.therapist_id)
        .where(*conditions)
        .order_by(starts.desc() if newest else starts, col(Charge.id))
        .limit(limit)
    )
    at = now()
    return [
        ChargeRow(
            id=str(charge.id),
            version=charge.version,
            appointment_id=str(appointment.id),
            starts_at=appointment.starts_at,
            service=service,
            therapist=therapist,
            therapist_id=str(appointment.therapist_id),
            minutes=appointment.minutes,
            attendance=appointment.attendance.value,
            fee=charge.fee,
            tax=charge.tax,
            paid=charge.paid,
            waived=charge.waived,
            waive_reason=charge.waive_reason,
            currency=charge.currency,
            is_due=appointment.attendance in ALWAYS_DUE
            or (appointment.attendance is Attendance.BOOKED and appointment.starts_at <= at),
            with_others=count > 1,
        )
        for charge, appointment, service, therapist, count in found
    ]


def _is_open() -> ColumnElement[bool]:
    """Not paid in full, and not of a session that costs nothing any more."""
    return (col(Charge.paid) + col(Charge.waived) < col(Charge.fee) + col(Charge.tax)) & (
        col(Appointment.attendance).not_in(NEVER_DUE)
    )


def _price(session: Session, service: Service, therapist_id: UUID) -> dict[str, Any]:
    """What the service costs today; the therapist's own registration for tax goes before the practice's."""
    tax = session.get(Tax, service.tax_id) if service.tax_id else None
    if tax is None:
        return {"fee": service.fee, "tax": 0, "tax_name": "", "tax_rate": 0, "tax_number": ""}
    own = session.exec(select(TherapistProfile.tax_number).where(TherapistProfile.account_id == therapist_id)).first()
    return {
        "fee": service.fee,
        "tax": money.tax_on(service.fee, tax.rate),
        "tax_name": tax.name,
        "tax_rate": tax.rate,
        "tax_number": own or tax.number,
    }
