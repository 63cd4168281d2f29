"""A client record as staff see it: what it says, and what this viewer may do with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from owl_app.models import Account, Client
from owl_app.services import audit
from owl_app.services.access import (
    OWNER,
    Viewer,
    ViewerKind,
    get_client_for,
    get_practice,
    may_see_clinical,
)
from owl_app.services.phones import written_phone

CLINICAL = frozenset({"client_since", "referral"})
"""The fields of the Clinical area; who the therapist is stands there too, and is no secret of the team."""
PHONES = frozenset({"phone", "other_phone", "emergency_phone"})


@dataclass(frozen=True)
class ClientRecord:
    """Its fields as a form would show them: dates in ISO 8601, phone numbers as the practice writes them."""

    id: str
    version: int
    name: str
    first_name: str
    last_name: str
    pronouns: str
    date_of_birth: str
    email: str
    phone: str
    other_phone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    address: str
    status: str
    therapist: str
    therapist_id: str
    client_since: str
    referral: str
    emergency_name: str
    emergency_relationship: str
    emergency_phone: str
    bill_to_name: str
    bill_to_email: str
    bill_to_address: str
    may_choose_therapist: bool
    sees_clinical: bool
    may_delete: bool
    unseen: bool


_COMPUTED = frozenset(
    {"id", "version", "name", "address", "therapist", "may_choose_therapist", "sees_clinical", "may_delete", "unseen"}
)


def get_record(session: Session, viewer: Viewer, *, client_id: object) -> ClientRecord:
    """The record, for staff who may see it; note with `audit.note_seen` that it was seen."""
    client = get_client_for(session, viewer, client_id)
    therapist = session.get(Account, client.therapist_id) if client.therapist_id else None
    sees_clinical = may_see_clinical(session, viewer, client)
    hidden = frozenset() if sees_clinical else CLINICAL
    locale = get_practice(session).locale
    return ClientRecord(
        **{
            name: "" if name in hidden else _text(client, name, locale)
            for name in ClientRecord.__dataclass_fields__
            if name not in _COMPUTED
        },
        id=str(client.id),
        version=client.version,
        name=client.full_name,
        address=written_address(client),
        therapist=therapist.name if therapist else "",
        may_choose_therapist=viewer.kind is not ViewerKind.THERAPIST,
        sees_clinical=sees_clinical,
        may_delete=viewer.kind in OWNER,
        unseen=not audit.was_noted(session, viewer, client),
    )


def written_address(client: Client) -> str:
    place = " ".join(part for part in (client.region, client.postal_code) if part)
    return ", ".join(part for part in (client.street, client.city, place, client.country) if part)


def _text(client: Client, name: str, locale: str) -> str:
    value: Any = getattr(client, name)
    if name in PHONES:
        return written_phone(value, locale)
    return value.isoformat() if isinstance(value, date) else str(value or "")
