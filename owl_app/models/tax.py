"""Taxes the practice is registered for; a service without one is exempt, as psychotherapy is."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from owl_app.models.columns import index_of_some, primary_key


class Tax(SQLModel, table=True):
    """A tax as it is printed on receipts, until it is retired; charges that were made with it keep what it was."""

    __table_args__ = (
        CheckConstraint("rate > 0 and rate <= 100000", name="rate_known"),
        index_of_some("one_tax_of_a_name", ["name"], "NOT retired", unique=True),
    )

    id: UUID = primary_key()
    version: int = 1
    name: str = Field(max_length=20)
    rate: int
    """In thousandths of a percent, as Quebec's 9.975 needs."""
    number: str = Field(default="", max_length=40)
    """The practice's registration for it."""
    retired: bool = False
