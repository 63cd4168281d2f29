"""Receipts: numbered without a gap, and never changed once they are issued."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, primary_key


class Receipt(SQLModel, table=True):
    """What a client hands to an insurer: one therapist's sessions, as one payment paid for them.

    The database refuses a number that does not follow the one before, any change but that it is voided (once) or moved
    with a merge of records, and its deletion.
    """

    __table_args__ = (
        UniqueConstraint("number", name="one_receipt_of_a_number"),
        UniqueConstraint("replaces_id", name="replaced_once"),
        CheckConstraint("(voided_at is null) = (void_reason = '')", name="voided_with_a_reason"),
        Index("ix_receipt_of_client", "client_id", "issued_on"),
        Index("ix_receipt_of_payment", "payment_id"),
    )

    id: UUID = primary_key()
    number: int
    label: str = Field(max_length=40)
    """The number as it is printed."""
    client_id: UUID = Field(foreign_key="client.id")
    therapist_id: UUID = Field(foreign_key="account.id", index=True)
    payment_id: UUID = Field(foreign_key="payment.id")
    replaces_id: UUID | None = Field(default=None, foreign_key="receipt.id")
    issued_on: date
    paid_on: date
    amount: int
    tax: int
    currency: str = Field(max_length=3)
    data: str = Field(sa_type=Text)
    """Everything that is printed, as JSON."""
    sha256: str = Field(max_length=64)
    """Of the PDF."""
    issued_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    issued_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voided_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    void_reason: str = Field(default="", max_length=200)


class ReceiptFile(SQLModel, table=True):
    """The PDF of a receipt, as it was issued."""

    __tablename__ = "receipt_file"

    receipt_id: UUID = Field(primary_key=True, foreign_key="receipt.id")
    content: bytes = Field(sa_type=LargeBinary)
