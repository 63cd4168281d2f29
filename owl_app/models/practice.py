"""The practice: one row, because one installation is one practice."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime


class Practice(SQLModel, table=True):
    """The practice's name and the settings that the first journeys need."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=200)
    time_zone: str = Field(default="America/Toronto", max_length=64)
    language: str = Field(default="en", max_length=10)
    welcome: str = Field(default="", max_length=2000)
    support_contact: str = Field(default="", max_length=200)
    starter_password_days: int = Field(default=7)
    therapists_see_all: bool = False
    admins_see_clinical: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
