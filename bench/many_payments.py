"""Very many payments with their sessions and receipts, and sessions that nobody paid, written past the services."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, insert, select

from bench.many_clients import Columns
from owl_app import database
from owl_app.clock import now
from owl_app.models import (
    Allocation,
    Appointment,
    Attendance,
    Charge,
    Client,
    Meeting,
    Method,
    Payment,
    Receipt,
    Service,
    ServiceColour,
)
from owl_app.models.columns import new_id

AT_ONCE = 5_000
FEE, TAX = 12_000, 1_560
CURRENCY = "CAD"


def seed(therapists: Sequence[UUID], in_year: dict[int, int], unpaid: int, to_come: int) -> None:
    """Add so many payments in each year, each over one session with its receipt, and sessions that are not paid.

    The clients are there already.
    """
    chance = random.Random(9)
    slots = _slots(therapists)
    is_sqlite = database.engine().dialect.name == "sqlite"
    with database.transaction() as session:
        if is_sqlite:
            session.connection().exec_driver_sql("PRAGMA cache_size = -500000")
        clients = session.exec(select(Client.id).order_by(col(Client.id))).all()
        service = Service(name="Individual therapy", name_key="individual therapy", colour=ServiceColour.GREEN, fee=FEE)
        session.add(service)
        session.flush()
        numbers = count(1)
        days = (_day(chance, year) for year, payments in in_year.items() for _ in range(payments))
        while some := list(islice(days, AT_ONCE)):
            paid = [_paid(chance, day, next(slots), chance.choice(clients), service.id, next(numbers)) for day in some]
            _write(session, paid)
        _write(session, [_owed(next(slots), chance.choice(clients), service.id) for _ in range(unpaid)])
        ahead = _slots(therapists, now() + timedelta(days=1))
        _write(session, [_owed(next(ahead), chance.choice(clients), service.id) for _ in range(to_come)])
    database.engine().dispose()  # those who read have the cache that everybody has
    if not is_sqlite:
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _slots(therapists: Sequence[UUID], since: datetime | None = None) -> Iterator[tuple[UUID, datetime]]:
    """Hours in which a therapist is free, the newest first unless they begin at a moment."""
    first, step = (since, 1) if since else (now() - timedelta(hours=2), -1)
    for hours in count():
        for therapist in therapists:
            yield therapist, first + step * timedelta(hours=hours)


def _day(chance: random.Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=chance.randrange(365))


def _owed(slot: tuple[UUID, datetime], client_id: UUID, service_id: UUID) -> dict[type[SQLModel], Columns]:
    therapist_id, starts_at = slot
    ends_at = starts_at + timedelta(minutes=50)
    appointment = Appointment(
        therapist_id=therapist_id,
        service_id=service_id,
        starts_at=starts_at,
        ends_at=ends_at,
        free_at=ends_at,
        zone="America/Toronto",
        meeting=Meeting.VIDEO,
        attendance=Attendance.BOOKED,
    )
    charge = Charge(
        appointment_id=appointment.id, client_id=client_id, currency=CURRENCY, fee=FEE, tax=TAX, tax_name="HST"
    )
    return {Appointment: appointment.model_dump(), Charge: charge.model_dump()}


def _paid(
    chance: random.Random, day: date, slot: tuple[UUID, datetime], client_id: UUID, service_id: UUID, number: int
) -> dict[type[SQLModel], Columns]:
    found = _owed(slot, client_id, service_id)
    payment = Payment(
        client_id=client_id,
        payor=f"Payor Number{chance.randrange(2_000)}",
        method=chance.choice(list(Method)),
        paid_on=day,
        amount=FEE + TAX,
        currency=CURRENCY,
        key=str(number),
    )
    receipt = Receipt(
        number=number,
        label=f"{number:04}",
        client_id=client_id,
        therapist_id=slot[0],
        payment_id=payment.id,
        issued_on=day,
        paid_on=day,
        amount=payment.amount,
        tax=TAX,
        currency=CURRENCY,
        data="{}",
        sha256="",
    )
    allocation = Allocation(
        id=new_id(),
        payment_id=payment.id,
        charge_id=found[Charge]["id"],
        currency=CURRENCY,
        amount=payment.amount,
        tax=TAX,
        receipt_id=receipt.id,
    )
    return found | {
        Payment: payment.model_dump(),
        Receipt: receipt.model_dump(),
        Allocation: allocation.model_dump(),
    }


def _write(session: Session, found: Iterable[dict[type[SQLModel], Any]]) -> None:
    found = list(found)
    for table in (Appointment, Charge, Payment, Receipt, Allocation):
        if rows := [each[table] for each in found if table in each]:
            session.connection().execute(insert(table), rows)
