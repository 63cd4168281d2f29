"""Accounts: who can sign in, as staff or to the portal, and the sign-ins, links and counters that belong to them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, index_of_some, primary_key


class Area(StrEnum):
    """The two halves of the product; the same address may have an account in each."""

    STAFF = "staff"
    PORTAL = "portal"


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    THERAPIST = "therapist"


class Account(SQLModel, table=True):
    """A login. Staff have a role; portal accounts are tied to clients by `ClientAccess`."""

    __table_args__ = (
        UniqueConstraint("area", "email_key", name="one_account_per_address"),
        CheckConstraint("area in ('staff', 'portal')", name="area_known"),
        CheckConstraint("role is null or role in ('owner', 'admin', 'therapist')", name="role_known"),
        CheckConstraint("(area = 'staff') = (role is not null)", name="staff_have_a_role"),
        index_of_some("ix_account_with_starter", ["starter_expires_at"], "starter_expires_at IS NOT NULL"),
        index_of_some("ix_account_without_password", ["created_at"], "password_hash IS NULL"),
    )

    id: UUID = primary_key()
    area: Area = Field(sa_type=enum_text(Area))
    role: Role | None = Field(default=None, sa_type=enum_text(Role))
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)
    email_key: str = Field(max_length=320)
    email_proven_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    new_email: str = Field(default="", max_length=320)
    """The address this account is to have once its owner has proven it; until then the old one stays."""
    password_hash: str | None = Field(default=None, max_length=255)
    must_change_password: bool = False
    starter_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hears_of_sign_ups: bool = False
    """Whether this member of staff wants a letter when somebody signs up."""
    heard_of_sign_ups_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    language: str = Field(default="", max_length=10)
    """The language of the page that was last signed in on; nothing before the first time."""
    wants_reminders: bool = True
    """Whether whoever signs in to the portal with it wants to be reminded of sessions."""
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    first_signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignIn(SQLModel, table=True):
    """One signed-in browser; the cookie's token is kept hashed."""

    __tablename__ = "sign_in"

    id: UUID = primary_key()
    token_hash: str = Field(unique=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    device: str = Field(default="", max_length=200)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KnownDevice(SQLModel, table=True):
    """A browser that signed in to the account before; it has an allowance of its own when others guess."""

    __tablename__ = "known_device"

    id: UUID = primary_key()
    token_hash: str = Field(max_length=64, index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class LinkPurpose(StrEnum):
    """What a link in a letter may be used for."""

    RESET = "reset"
    CONFIRM_EMAIL = "confirm_email"
    CHANGE_EMAIL = "change_email"
    INVITATION = "invitation"
    VERIFY = "verify"


class SingleUseLink(SQLModel, table=True):
    """A link in a letter, bound to one purpose and one address, and good once."""

    __tablename__ = "single_use_link"
    __table_args__ = (index_of_some("ix_single_use_link_unused", ["created_at"], "used_at IS NULL"),)

    id: UUID = primary_key()
    token_hash: str = Field(unique=True, max_length=64)
    purpose: LinkPurpose = Field(sa_type=enum_text(LinkPurpose))
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    email_key: str = Field(max_length=320)
    letter_id: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its page was first shown; that may have been a mail scanner."""
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Throttle(SQLModel, table=True):
    """How often something was tried in a window of time; the key is a keyed hash, so it names nobody."""

    key: str = Field(primary_key=True, max_length=64)
    count: int = 0
    window_ends_at: datetime = Field(sa_type=UtcDateTime)
