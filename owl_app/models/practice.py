"""The practice: one row, because one installation is one practice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from owl_app.clock import now
from owl_app.models.columns import UtcDateTime


class Practice(SQLModel, table=True):
    """The practice's name and its settings. `version` counts the changes, as in a client."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    version: int = 1
    name: str = Field(max_length=200)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=40)
    time_zone: str = Field(default="America/Toronto", max_length=64)
    language: str = Field(default="en", max_length=10)
    locale: str = Field(default="en_CA", max_length=20)
    currency: str = Field(default="CAD", max_length=3)
    portal_name: str = Field(default="", max_length=200)
    accent: str = Field(default="", max_length=7)
    welcome: str = Field(default="", max_length=2000)
    support_contact: str = Field(default="", max_length=200)
    starter_password_days: int = Field(default=7)
    join_minutes_before: int = 30
    """How long before its start a session can be joined."""
    join_minutes_after: int = 30
    """How long after its end a session can still be joined."""
    reminds_day_before: bool = True
    reminds_hour_before: bool = True
    """When clients are reminded of a session by a letter."""
    allow_sign_up: bool = False
    """Whether clients may create an account themselves."""
    terms_version: int | None = None
    """The terms that people agree to at the moment; None when there are none."""
    next_receipt: int = 1
    """The number of the next receipt; whoever issues one holds this row until it is kept."""
    receipt_prefix: str = Field(default="", max_length=12)
    business_number: str = Field(default="", max_length=40)
    receipt_note: str = Field(default="", max_length=500)
    """What stands at the foot of each receipt."""
    prints_date_of_birth: bool = False
    prints_attendance: bool = False
    prints_next_session: bool = False
    """What receipts say beside what insurers ask for."""
    receipts_visible: bool = True
    """Whether clients find their receipts and statements in the portal."""
    therapists_see_all: bool = False
    admins_see_clinical: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @property
    def name_for_clients(self) -> str:
        """What the portal and the letters to clients call the practice."""
        return self.portal_name or self.name

    @property
    def one_line_address(self) -> str:
        """Where sessions are held in person; nothing where no street is known."""
        parts = (self.street, self.city, self.region, self.postal_code)
        return ", ".join(part for part in parts if part) if self.street else ""


class Logo(SQLModel, table=True):
    """The practice's logo as a PNG that we wrote ourselves; one row, or none."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    width: int
    height: int
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
