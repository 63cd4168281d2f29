"""Settings > Receipts: their numbers, and what stands on them beside what insurers ask for."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import field_validator
from sqlmodel import Session, select

from owl_app.announcements import announce
from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.models import Receipt
from owl_app.services import audit, forms, versions
from owl_app.services.access import OWNER_ADMIN, Viewer, get_practice

HIGHEST_START = 99_999_999
_PREFIX = re.compile(r"[\w./-]*")


class ReceiptSettingsForm(forms.Form):
    """The settings as they are typed; `next_receipt` is None where it was not asked, once a receipt is issued."""

    has_lines = frozenset({"receipt_note"})

    version: int
    receipt_prefix: str = ""
    next_receipt: int | None = None
    business_number: str = ""
    receipt_note: str = ""
    prints_date_of_birth: bool = False
    prints_attendance: bool = False
    prints_next_session: bool = False

    _number = field_validator("business_number")(lambda value: forms.optional(value, 40))
    _note = field_validator("receipt_note")(lambda value: forms.optional(value, 500))

    @field_validator("receipt_prefix")
    @classmethod
    def _prefix(cls, value: str) -> str:
        if not _PREFIX.fullmatch(forms.optional(value, 12)):
            raise ValueError(t("Use letters, digits, and - . / alone."))
        return value

    @field_validator("next_receipt", mode="before")
    @classmethod
    def _start(cls, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        if not str(value).isdecimal() or not 1 <= int(str(value)[:9]) <= HIGHEST_START:
            raise ValueError(t("Write a whole number, like 1 or 2027001."))
        return int(value)


@dataclass(frozen=True, slots=True)
class ReceiptSettings:
    """What Settings > Receipts shows."""

    version: int
    receipt_prefix: str
    next_receipt: int
    business_number: str
    receipt_note: str
    prints_date_of_birth: bool
    prints_attendance: bool
    prints_next_session: bool
    has_receipts: bool
    """Whether one is issued already, so that the first number stands."""
    has_address: bool


def get(session: Session, viewer: Viewer) -> ReceiptSettings:
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session)
    return ReceiptSettings(
        version=practice.version,
        receipt_prefix=practice.receipt_prefix,
        next_receipt=practice.next_receipt,
        business_number=practice.business_number,
        receipt_note=practice.receipt_note,
        prints_date_of_birth=practice.prints_date_of_birth,
        prints_attendance=practice.prints_attendance,
        prints_next_session=practice.prints_next_session,
        has_receipts=_has_receipts(session),
        has_address=bool(practice.street and practice.city),
    )


def change(session: Session, viewer: Viewer, *, form: ReceiptSettingsForm) -> None:
    """Save the settings; receipts that are issued stay as they are.

    Raises:
        Conflict: somebody else saved since this form was opened, or issued the first receipt.
    """
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session, to_change=True)
    typed = form.model_dump(exclude={"version", "next_receipt"})
    if form.next_receipt not in {None, practice.next_receipt}:
        if _has_receipts(session):
            raise Conflict(t("A receipt is issued already, so the numbers go on from there."))
        typed["next_receipt"] = form.next_receipt
    changed = versions.change(practice, form.version, typed)
    if changed:
        audit.record(session, viewer, "receipt_settings_changed", fields=changed)
        announce(session, "practice")


def _has_receipts(session: Session) -> bool:
    return session.exec(select(Receipt.id).limit(1)).first() is not None
