"""The audit trail: who did or saw what, when; rows are only ever added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, index_of_some, primary_key


class AuditEntry(SQLModel, table=True):
    """One act. `detail` names fields and people, never a password, a token or anything clinical."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_act_at", "act", "at"),
        Index("ix_audit_entry_account_act_at", "account_id", "act", "at"),
        index_of_some("ix_audit_entry_about", ["about_id", "at"], "about_id IS NOT NULL"),
    )

    id: UUID = primary_key()
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    actor_id: UUID | None = Field(default=None, index=True)
    actor_name: str = Field(default="", max_length=200)
    act: str = Field(max_length=60)
    client_id: UUID | None = Field(default=None, index=True)
    account_id: UUID | None = None
    about_id: UUID | None = None
    """The session, or the series of sessions, that it is about."""
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
