"""People who made their login themselves: what they typed, who they may be, and whom they were associated with."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.client import Relationship
from owl_app.models.columns import UtcDateTime, enum_text, index_of_some, primary_key, sorted_text


class Terms(SQLModel, table=True):
    """What people agree to when they make a login; a text that was agreed to is never changed."""

    version: int = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    created_by: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")


class SignUp(SQLModel, table=True):
    """One time that the Create Account form was sent; it is gone once its address is proven, or too late.

    Several may be for one address, each with a password of its own: only the letter tells whose address it is.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        index_of_some("ix_sign_up_unsettled", ["created_at"], "settled_at IS NULL"),
        index_of_some("ix_sign_up_holder", ["account_id"], "holds", unique=True),
    )

    id: UUID = primary_key()
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    """The login whose address the letter can prove; None until that is known, and where there was a login before."""
    holds: bool = False
    """Whether the login was made of this sign-up, so that its password is this one's."""
    letter_id: UUID | None = None
    """The newest letter about it; the link and the code in it are the ones that are good."""
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    email: str = Field(max_length=320)
    email_key: str = Field(max_length=320)
    phone: str = Field(default="", max_length=40)
    date_of_birth: date | None = None
    password_hash: str = Field(max_length=255)
    """The password that was chosen with it."""
    browser_hash: str = Field(max_length=64, index=True)
    """The hashed token of the cookie of the browser that sent the form."""
    language: str = Field(default="en", max_length=10)
    terms_version: int | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Prospect(SQLModel, table=True):
    """What is known of a portal account beside its address; a prospect while it is `waiting`, tied to no client."""

    __table_args__ = (
        CheckConstraint("verdict in ('', 'likely', 'possible', 'unlikely')", name="verdict_known"),
        Index("ix_prospect_waiting", "waiting"),
        index_of_some("ix_prospect_here", ["waiting", "since", "account_id"], "dismissed_at IS NULL"),
        index_of_some("ix_prospect_here_by_name", ["waiting", "sort_key", "account_id"], "dismissed_at IS NULL"),
        index_of_some("ix_prospect_verified", ["waiting", "verified", "since", "account_id"], "dismissed_at IS NULL"),
        index_of_some(
            "ix_prospect_verified_by_name", ["waiting", "verified", "sort_key", "account_id"], "dismissed_at IS NULL"
        ),
        index_of_some("ix_prospect_dismissed", ["waiting", "since", "account_id"], "dismissed_at IS NOT NULL"),
        index_of_some("ix_prospect_unmatched", ["since"], "matched_at IS NULL"),
    )

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    waiting: bool = True
    verified: bool = False
    """Whether the account's address is proven; the database alone writes it, whenever that changes."""
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    sort_key: str = Field(default="", sa_type=sorted_text(200))
    phone: str = Field(default="", max_length=40)
    date_of_birth: date | None = None
    terms_version: int | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dismissed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    contested: bool = False
    """Whether several people signed up with the address, so that only its letter can tell whose it is."""
    matched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the likely match was looked for; None when something changed since."""
    match_id: UUID | None = Field(default=None, foreign_key="client.id", index=True, ondelete="SET NULL")
    verdict: str = Field(default="", max_length=20)
    signs: str = Field(default="", max_length=200)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class NotSamePerson(SQLModel, table=True):
    """Somebody looked, and the login is not of this client."""

    __tablename__ = "not_same_person"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    client_id: UUID = Field(primary_key=True, foreign_key="client.id", index=True, ondelete="CASCADE")
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")


class Association(SQLModel, table=True):
    """A prospect was tied to a client; while it is not undone, the tie itself is the row of `ClientAccess`."""

    id: UUID = primary_key()
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    client_id: UUID = Field(foreign_key="client.id", index=True, ondelete="CASCADE")
    tie_id: UUID
    """The row of `ClientAccess` that it made."""
    relationship: Relationship = Field(sa_type=enum_text(Relationship))
    made_client: bool = False
    """Whether the client record was made from what the person typed."""
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    by_id: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    welcomed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the person put the welcome away."""


class Merge(SQLModel, table=True):
    """Two records of one person became one; what is needed to part them again is kept for a while."""

    __tablename__ = "client_merge"

    id: UUID = primary_key()
    kept_id: UUID = Field(foreign_key="client.id", index=True, ondelete="CASCADE")
    merged_id: UUID = Field(index=True)
    """The id of the record that is gone; its Logs are read with those of the kept one."""
    merged_name: str = Field(max_length=201)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    by_id: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """Both records and what was tied to the one that is gone, as they were; nothing once it cannot be undone."""
