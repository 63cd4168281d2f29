"""Clients of the practice, and which portal accounts may see whom."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, primary_key, sorted_text


class ClientStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"


class Relationship(StrEnum):
    """Who the person behind a login is to the client."""

    SELF = "self"
    PARENT = "parent"
    GUARDIAN = "guardian"
    PARTNER = "partner"
    OTHER = "other"


class Client(SQLModel, table=True):
    """A person in care. `version` counts the changes, so that nobody overwrites what another just saved."""

    __table_args__ = (
        CheckConstraint("status in ('active', 'inactive')", name="status_known"),
        Index("ix_client_by_name", "sort_key", "id", unique=True),
        Index("ix_client_of_status_by_name", "status", "sort_key", "id", unique=True),
        Index("ix_client_of_therapist_by_name", "therapist_id", "sort_key", "id", unique=True),
        Index("ix_client_of_status", "status", "id"),
        Index("ix_client_of_therapist", "therapist_id", "id"),
    )

    id: UUID = primary_key()
    version: int = 1
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    sort_key: str = Field(default="", sa_type=sorted_text(200))
    """Last and first name as they are sorted: in plain small letters; made by `words.sort_key`."""
    pronouns: str = Field(default="", max_length=40)
    date_of_birth: date | None = Field(default=None, index=True)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=40)
    other_phone: str = Field(default="", max_length=40)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=100)
    status: ClientStatus = Field(default=ClientStatus.ACTIVE, sa_type=enum_text(ClientStatus))
    therapist_id: UUID | None = Field(default=None, foreign_key="account.id")
    client_since: date | None = None
    referral: str = Field(default="", max_length=500)
    emergency_name: str = Field(default="", max_length=200)
    emergency_relationship: str = Field(default="", max_length=100)
    emergency_phone: str = Field(default="", max_length=40)
    bill_to_name: str = Field(default="", max_length=200)
    bill_to_email: str = Field(default="", max_length=320)
    bill_to_address: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class ClientWord(SQLModel, table=True):
    """One word that a client is found by; the clients of a word lie together, sorted by name."""

    __tablename__ = "client_word"
    __table_args__ = (
        Index("ix_client_word_by_added", "word", "client_id"),
        Index("ix_client_word_of_client", "client_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: str = Field(primary_key=True, sa_type=sorted_text(40))
    sort_key: str = Field(primary_key=True, sa_type=sorted_text(200))
    client_id: UUID = Field(primary_key=True, foreign_key="client.id", ondelete="CASCADE")


class ClientAccess(SQLModel, table=True):
    """One portal account may see one client; many to many, each relationship named."""

    __tablename__ = "client_access"
    __table_args__ = (
        UniqueConstraint("account_id", "client_id", name="associated_once"),
        CheckConstraint(
            "relationship in ('self', 'parent', 'guardian', 'partner', 'other')", name="relationship_known"
        ),
    )

    id: UUID = primary_key()
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    client_id: UUID = Field(foreign_key="client.id", index=True, ondelete="CASCADE")
    relationship: Relationship = Field(default=Relationship.SELF, sa_type=enum_text(Relationship))
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    created_by: UUID | None = Field(default=None, foreign_key="account.id")
