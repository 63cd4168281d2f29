"""Charges: what one client is to pay for one session."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, index_of_some, primary_key


class Charge(SQLModel, table=True):
    """A client's share of a session, at the price it had when it was booked; amounts in the currency's smallest unit.

    The database keeps `paid` as the sum of the charge's allocations, and refuses more than is asked.
    """

    __table_args__ = (
        UniqueConstraint("appointment_id", "client_id", name="charged_once"),
        UniqueConstraint("id", "currency", name="charge_in_its_currency"),
        CheckConstraint("fee >= 0 and tax >= 0", name="charge_is_not_negative"),
        CheckConstraint("waived >= 0 and paid >= 0 and paid + waived <= fee + tax", name="never_paid_too_much"),
        Index("ix_charge_of_client", "client_id", "appointment_id"),
        index_of_some("ix_charge_open", ["client_id"], "paid + waived < fee + tax"),
    )

    id: UUID = primary_key()
    version: int = 1
    """Counts the changes of what is asked, as in a client."""
    appointment_id: UUID = Field(foreign_key="appointment.id", ondelete="CASCADE")
    client_id: UUID = Field(foreign_key="client.id")
    currency: str = Field(max_length=3)
    fee: int
    tax: int = 0
    tax_name: str = Field(default="", max_length=20)
    tax_rate: int = 0
    """In thousandths of a percent; 0 is exempt."""
    tax_number: str = Field(default="", max_length=60)
    waived: int = 0
    """What is not asked for any more."""
    waive_reason: str = Field(default="", max_length=200)
    paid: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @property
    def total(self) -> int:
        return self.fee + self.tax

    @property
    def open(self) -> int:
        """What is still to pay, whenever it is due."""
        return self.total - self.waived - self.paid
