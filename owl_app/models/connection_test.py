"""Connection tests: how camera, microphone and line of a portal login did when somebody tried them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, primary_key


class Verdict(StrEnum):
    """How a test went."""

    GOOD = "good"
    POOR = "poor"
    FAILED = "failed"


class ConnectionTest(SQLModel, table=True):
    """One test; `why` holds codes of what was not good, no names of devices and no addresses."""

    __tablename__ = "connection_test"
    __table_args__ = (
        CheckConstraint("result in ('good', 'poor', 'failed')", name="test_result_known"),
        Index("ix_connection_test_of_account", "account_id", "at"),
    )

    id: UUID = primary_key()
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    result: Verdict = Field(sa_type=enum_text(Verdict))
    why: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
