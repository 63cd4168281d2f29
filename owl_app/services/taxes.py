"""Taxes of the practice: what each is called, its rate, and the number it is registered under."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.i18n import t
from owl_app.models import Service, Tax
from owl_app.services import audit, forms, versions
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, parse_id

_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,3}))?\s*%?")


class TaxForm(forms.Form):
    """A tax as it is typed; `version` says which one was on the screen."""

    version: int = 1
    name: str = ""
    rate: int = 0
    number: str = ""

    _name = field_validator("name")(lambda value: forms.required(value, 20))
    _number = field_validator("number")(lambda value: forms.optional(value, 40))

    @field_validator("rate", mode="before")
    @classmethod
    def _rate(cls, value: Any) -> int:
        if isinstance(value, int):
            return value
        found = _PERCENT.fullmatch(str(value).strip())
        rate = int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0")) if found else 0
        if not 0 < rate <= 100_000:
            raise ValueError(t("Write a rate in percent, like 13 or 9.975."))
        return rate


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax as it is shown; `rate` in percent, as it stands in a field."""

    id: str
    version: int
    name: str
    rate: str
    number: str


def list_taxes(session: Session, viewer: Viewer) -> list[TaxRow]:
    """The taxes by name, without those that are retired, for everybody on the team."""
    viewer.must_be(STAFF)
    found = session.exec(select(Tax).where(col(Tax.retired).is_(False)).order_by(col(Tax.name), col(Tax.id)))
    return [TaxRow(str(each.id), each.version, each.name, percent(each.rate), each.number) for each in found]


def names(session: Session) -> Mapping[UUID, str]:
    """What each tax is called, with its rate, also those that are retired."""
    return {
        each.id: t("{name} {rate} %", name=each.name, rate=percent(each.rate)) for each in session.exec(select(Tax))
    }


def percent(rate: int) -> str:
    """A rate in thousandths of a percent as it stands in a field."""
    return f"{rate / 1000:g}"


def add(session: Session, viewer: Viewer, *, form: TaxForm) -> str:
    """Add a tax and return its id.

    Raises:
        Invalid: there is one of this name.
    """
    viewer.must_be(OWNER_ADMIN)
    tax = Tax(name=form.name, rate=form.rate, number=form.number)
    _keep(session, tax)
    audit.record(session, viewer, "tax_added", name=tax.name)
    announce(session, "practice")
    return str(tax.id)


def change(session: Session, viewer: Viewer, *, tax_id: object, form: TaxForm) -> None:
    """Change a tax; sessions that are booked keep what they cost.

    Raises:
        Conflict: somebody else saved since this version.
        Invalid: there is another of this name.
    """
    viewer.must_be(OWNER_ADMIN)
    tax = _tax(session, tax_id)
    changed = versions.change(tax, form.version, form.model_dump(exclude={"version"}))
    if changed:
        _keep(session, tax)
        audit.record(session, viewer, "tax_changed", name=tax.name, fields=changed)
        announce(session, "practice")


def retire(session: Session, viewer: Viewer, *, tax_id: object) -> None:
    """Use a tax no more.

    Raises:
        Conflict: a service that is offered has it.
    """
    viewer.must_be(OWNER_ADMIN)
    tax = _tax(session, tax_id)
    used = session.exec(
        select(Service.name).where(Service.tax_id == tax.id, col(Service.retired).is_(False)).limit(1)
    ).first()
    if used is not None:
        raise Conflict(t("The service {service} has this tax. Choose another for it first.", service=used))
    tax.retired, tax.version = True, tax.version + 1
    session.add(tax)
    audit.record(session, viewer, "tax_retired", name=tax.name)
    announce(session, "practice")


def _tax(session: Session, tax_id: object) -> Tax:
    tax = session.get(Tax, parse_id(tax_id), with_for_update=True)
    if tax is None or tax.retired:
        raise NotFound(t("There is no such tax."))
    return tax


def _keep(session: Session, tax: Tax) -> None:
    try:
        with session.begin_nested():
            session.add(tax)
            session.flush()
    except IntegrityError:
        raise Invalid({"name": t("There is a tax with this name already.")}) from None
