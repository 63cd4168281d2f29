"""Payments: money that came in, what it was used for, and what went back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, index_of_some, primary_key


class Method(StrEnum):
    """How money changes hands."""

    E_TRANSFER = "e_transfer"
    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"
    BANK_TRANSFER = "bank_transfer"
    INSURER = "insurer"
    OTHER = "other"


METHODS = ", ".join(f"'{each.value}'" for each in Method)
HIGHEST = 1_000_000_00
"""The largest amount of one payment, in the currency's smallest unit."""


class Payment(SQLModel, table=True):
    """One payment for one client. Whatever is neither allocated nor refunded is the client's credit.

    The database keeps `allocated` and `refunded` as the sums of the rows below, and refuses more than came in.
    """

    __table_args__ = (
        UniqueConstraint("id", "currency", name="payment_in_its_currency"),
        UniqueConstraint("key", name="recorded_once"),
        CheckConstraint(f"amount > 0 and amount <= {HIGHEST}", name="amount_known"),
        CheckConstraint(
            "allocated >= 0 and refunded >= 0 and allocated + refunded <= amount", name="never_spent_twice"
        ),
        CheckConstraint("voided_at is null or (allocated = 0 and refunded = 0)", name="voided_whole"),
        CheckConstraint(f"method in ({METHODS})", name="method_known"),
        Index("ix_payment_of_client", "client_id", "paid_on"),
        Index("ix_payment_by_day", "paid_on", "id"),
        index_of_some("ix_payment_credit", ["client_id"], "allocated + refunded < amount AND voided_at IS NULL"),
    )

    id: UUID = primary_key()
    client_id: UUID = Field(foreign_key="client.id")
    payor: str = Field(max_length=200)
    method: Method = Field(sa_type=enum_text(Method))
    paid_on: date
    amount: int
    currency: str = Field(max_length=3)
    reference: str = Field(default="", max_length=100)
    allocated: int = 0
    refunded: int = 0
    key: str = Field(max_length=64)
    """Made by the form that recorded it, so that sending it twice records it once."""
    recorded_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=200)

    @property
    def credit(self) -> int:
        """What is left of it."""
        return left_of(self)


def left_of(payment: Any) -> int:
    """What is left of a payment, or of a row that has these columns of it; nothing once it is void."""
    left: int = 0 if payment.voided_at else payment.amount - payment.allocated - payment.refunded
    return left


class Allocation(SQLModel, table=True):
    """A part of a payment that pays a charge, or a part of one; it is made and taken back, never changed."""

    __table_args__ = (
        ForeignKeyConstraint(["payment_id", "currency"], ["payment.id", "payment.currency"], name="same_money_paid"),
        ForeignKeyConstraint(["charge_id", "currency"], ["charge.id", "charge.currency"], name="same_money_charged"),
        CheckConstraint("amount > 0 and tax >= 0 and tax <= amount", name="allocates_something"),
        Index("ix_allocation_of_payment", "payment_id"),
        Index("ix_allocation_of_charge", "charge_id"),
        index_of_some("ix_allocation_of_receipt", ["receipt_id"], "receipt_id IS NOT NULL"),
    )

    id: UUID = primary_key()
    payment_id: UUID
    charge_id: UUID
    currency: str = Field(max_length=3)
    amount: int
    tax: int = 0
    """How much of it is tax."""
    receipt_id: UUID | None = Field(default=None, foreign_key="receipt.id")
    """The receipt in force that it stands on."""
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Refund(SQLModel, table=True):
    """Money of a payment that went back."""

    __table_args__ = (
        UniqueConstraint("key", name="refunded_once"),
        CheckConstraint("amount > 0", name="refunds_something"),
        CheckConstraint(f"method in ({METHODS})", name="refund_method_known"),
        Index("ix_refund_of_payment", "payment_id"),
        Index("ix_refund_by_day", "refunded_on"),
    )

    id: UUID = primary_key()
    payment_id: UUID = Field(foreign_key="payment.id")
    amount: int
    method: Method = Field(sa_type=enum_text(Method))
    refunded_on: date
    reference: str = Field(default="", max_length=100)
    reason: str = Field(default="", max_length=200)
    key: str = Field(max_length=64)
    recorded_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
