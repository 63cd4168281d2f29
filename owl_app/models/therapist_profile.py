"""What receipts say about a therapist."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime


class TherapistProfile(SQLModel, table=True):
    """A therapist as the college knows them. `version` counts the changes, as in a client."""

    __tablename__ = "therapist_profile"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    version: int = 1
    registered_name: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=100)
    college: str = Field(default="", max_length=200)
    registration_number: str = Field(default="", max_length=60)
    supervisor: str = Field(default="", max_length=200)
    """Who supervises the therapist, with title and registration; never somebody who was at the session."""
    tax_number: str = Field(default="", max_length=60)
    """Where the therapist, and not the practice, is registered for tax."""


class Signature(SQLModel, table=True):
    """A therapist's signature as a PNG that we wrote ourselves."""

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    width: int
    height: int
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
