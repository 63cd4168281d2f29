"""Reminders of sessions that were written, so that none is written twice."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from owl_app.models.columns import UtcDateTime, enum_text


class ReminderKind(StrEnum):
    """How long before a session somebody is reminded of it."""

    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"


class Reminder(SQLModel, table=True):
    """A login was reminded of a session at this time; moved to another, the session is reminded of anew."""

    __table_args__ = (CheckConstraint("kind in ('day_before', 'hour_before')", name="kind_known"),)

    appointment_id: UUID = Field(primary_key=True, foreign_key="appointment.id", ondelete="CASCADE")
    account_id: UUID = Field(primary_key=True, index=True, foreign_key="account.id", ondelete="CASCADE")
    kind: ReminderKind = Field(primary_key=True, sa_type=enum_text(ReminderKind))
    starts_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
