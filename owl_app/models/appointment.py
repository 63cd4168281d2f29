"""Appointments: what people on screen call sessions, and who comes to them."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, index_of_some, primary_key

LONGEST = timedelta(hours=12)
"""How long a session lasts at most."""


class Meeting(StrEnum):
    """How people meet."""

    VIDEO = "video"
    IN_PERSON = "in_person"
    PHONE = "phone"


class Attendance(StrEnum):
    """What became of a session."""

    BOOKED = "booked"
    ATTENDED = "attended"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late_cancelled"
    NO_SHOW = "no_show"
    NON_BILLABLE = "non_billable"


CANCELLED = frozenset({Attendance.CANCELLED, Attendance.LATE_CANCELLED})
"""What gives the time back; everything else holds it."""
HOLDS = "attendance NOT IN ('cancelled', 'late_cancelled')"


class Appointment(SQLModel, table=True):
    """One session of a therapist with one client or several.

    The database refuses a second one that holds any of the time from `starts_at` to `free_at`: by the constraint
    `never_booked_twice` on Postgres, and by triggers of that name on SQLite. See docs/decisions.
    """

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("free_at >= ends_at", name="free_after_it_ends"),
        CheckConstraint("meeting in ('video', 'in_person', 'phone')", name="meeting_known"),
        CheckConstraint(
            "attendance in ('booked', 'attended', 'cancelled', 'late_cancelled', 'no_show', 'non_billable')",
            name="attendance_known",
        ),
        Index("ix_appointment_by_start", "starts_at"),
        Index("ix_appointment_of_therapist", "therapist_id", "starts_at"),
        Index("ix_appointment_of_service", "service_id"),
        index_of_some("ix_appointment_busy", ["therapist_id", "free_at"], HOLDS),
        index_of_some("ix_appointment_of_series", ["series_id", "starts_at"], "series_id IS NOT NULL"),
        index_of_some("ix_appointment_drop_in", ["drop_in_hash"], "drop_in_hash IS NOT NULL", unique=True),
    )

    id: UUID = primary_key()
    version: int = 1
    """Counts the changes, as in a client."""
    sequence: int = 0
    """Counts the changes of the time and the cancellation, as calendar files want it."""
    therapist_id: UUID = Field(foreign_key="account.id")
    service_id: UUID = Field(foreign_key="service.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    free_at: datetime = Field(sa_type=UtcDateTime)
    """When the therapist is free again: the end and the buffer after it."""
    zone: str = Field(max_length=64)
    """The practice's time zone when it was booked."""
    meeting: Meeting = Field(sa_type=enum_text(Meeting))
    attendance: Attendance = Field(default=Attendance.BOOKED, sa_type=enum_text(Attendance))
    note: str = Field(default="", max_length=500)
    """What the client reads beside it."""
    series_id: UUID | None = None
    drop_in_hash: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    timed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    """When it got the time it has: booked, moved, or booked again."""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def buffer_minutes(self) -> int:
        return int((self.free_at - self.ends_at).total_seconds() // 60)

    @property
    def is_cancelled(self) -> bool:
        return self.attendance in CANCELLED


class AppointmentClient(SQLModel, table=True):
    """Somebody comes to a session; `starts_at` is the session's, so that a client's next one is found by an index."""

    __tablename__ = "appointment_client"
    __table_args__ = (Index("ix_appointment_client_by_start", "client_id", "starts_at"),)

    appointment_id: UUID = Field(primary_key=True, foreign_key="appointment.id", ondelete="CASCADE")
    client_id: UUID = Field(primary_key=True, foreign_key="client.id", ondelete="CASCADE")
    starts_at: datetime = Field(sa_type=UtcDateTime)
