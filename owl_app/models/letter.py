"""Letters on their way: the outbox table, and the lease that lets one worker deliver it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.account import Area
from owl_app.models.columns import UtcDateTime, enum_text, primary_key


class LetterState(StrEnum):
    """Where a letter is. `unknown`: handed over, but the answer was lost; never sent again by itself."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Letter(SQLModel, table=True):
    """One letter. Where its link belongs, text and html hold a mark; the link is made again when it is sent."""

    __table_args__ = (
        CheckConstraint("state in ('queued', 'sending', 'accepted', 'failed', 'unknown')", name="state_known"),
    )

    id: UUID = primary_key()
    kind: str = Field(max_length=40)
    area: Area = Field(sa_type=enum_text(Area))
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    to_name: str = Field(default="", max_length=200)
    to_email: str = Field(max_length=320)
    subject: str = Field(max_length=300)
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    has_link: bool = False
    file_name: str = Field(default="", max_length=100)
    file_type: str = Field(default="", max_length=100)
    """The media type of the file that goes with it, with its parameters."""
    file: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: LetterState = Field(default=LetterState.QUEUED, sa_type=enum_text(LetterState), index=True)
    provider: str = Field(default="", max_length=20)
    provider_reference: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)
    attempts: int = 0
    next_attempt_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Lease(SQLModel, table=True):
    """Which process holds a job, and until when."""

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=64)
    expires_at: datetime = Field(sa_type=UtcDateTime)
