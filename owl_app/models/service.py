"""Services: what the practice offers, how long it takes, and what it costs."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime, enum_text, index_of_some, primary_key


class ServiceColour(StrEnum):
    """The colours a service can have in the calendar; each is readable in light and in dark."""

    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    VIOLET = "violet"
    ROSE = "rose"
    AMBER = "amber"
    BROWN = "brown"
    GREY = "grey"


class Service(SQLModel, table=True):
    """Something that is booked, until it is retired; sessions that were booked keep it."""

    __table_args__ = (
        CheckConstraint("minutes > 0 and minutes <= 720", name="service_has_a_length"),
        CheckConstraint("fee >= 0", name="fee_is_not_negative"),
        CheckConstraint("video or in_person or phone", name="offered_somewhere"),
        CheckConstraint(
            "colour in ('green', 'teal', 'blue', 'violet', 'rose', 'amber', 'brown', 'grey')", name="colour_known"
        ),
        index_of_some("one_service_of_a_name", ["name_key"], "NOT retired", unique=True),
    )

    id: UUID = primary_key()
    version: int = 1
    name: str = Field(max_length=80)
    name_key: str = Field(max_length=80)
    """The name in plain small letters, by which two are told apart; made by `words.plain`."""
    minutes: int = 50
    fee: int = 0
    """In the smallest unit of the practice's currency, without tax."""
    tax_id: UUID | None = Field(default=None, foreign_key="tax.id", index=True)
    """None is exempt, as psychotherapy is."""
    colour: ServiceColour = Field(default=ServiceColour.GREEN, sa_type=enum_text(ServiceColour))
    video: bool = True
    in_person: bool = True
    phone: bool = True
    retired: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
