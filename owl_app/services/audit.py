"""The audit trail: one row for each act, in the caller's transaction, and its words for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.clock import now
from owl_app.i18n import t
from owl_app.models import AuditEntry, Client
from owl_app.services.access import Viewer, get_client_for

SEEN_EVERY = timedelta(minutes=15)
"""One row for each viewer and record in this time says that the record was seen."""


def record(
    session: Session,
    viewer: Viewer,
    act: str,
    *,
    client_id: UUID | None = None,
    account_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Leave a row; `act` is one of the keys of `sentence`, and `detail` never holds a value that was typed."""
    session.add(
        AuditEntry(
            actor_id=viewer.account_id,
            actor_name=viewer.name,
            act=act,
            client_id=client_id,
            account_id=account_id,
            detail=detail,
        )
    )


def note_seen(session: Session, viewer: Viewer, *, client_id: object) -> None:
    """Leave a row that this member of staff saw the record, unless one was left in the last 15 minutes."""
    client = get_client_for(session, viewer, client_id)
    if not was_noted(session, viewer, client):
        record(session, viewer, "client_seen", client_id=client.id)


def was_noted(session: Session, viewer: Viewer, client: Client) -> bool:
    return (
        session.exec(
            select(AuditEntry.id).where(
                AuditEntry.client_id == client.id,
                AuditEntry.actor_id == viewer.account_id,
                AuditEntry.act == "client_seen",
                AuditEntry.at > now() - SEEN_EVERY,
            )
        ).first()
        is not None
    )


@dataclass(frozen=True)
class LogRow:
    """One line of a record's Logs."""

    at: datetime
    who: str
    what: str


def list_for_client(session: Session, viewer: Viewer, *, client_id: object, limit: int = 50) -> list[LogRow]:
    """The newest lines of the record's Logs."""
    client = get_client_for(session, viewer, client_id)
    entries = session.exec(
        select(AuditEntry)
        .where(AuditEntry.client_id == client.id)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    return [LogRow(entry.at, entry.actor_name or t("Somebody"), sentence(entry)) for entry in entries]


def sentence(entry: AuditEntry) -> str:
    """What happened, in words."""
    words = {
        "client_added": t("added the client"),
        "client_seen": t("opened the record"),
        "client_changed": t("changed {fields}"),
        "client_corrected": t("corrected {fields} in the portal"),
        "starter_password_set": t("gave portal access with a starter password"),
        "portal_email_changed": t("changed the portal email address"),
        "access_slip_printed": t("made the access slip"),
        "password_changed": t("changed the password"),
        "password_reset": t("chose a new password with a link from a letter"),
        "reset_asked": t("asked for a new password"),
        "reset_asked_unproven": t(
            "asked for a new password, but the address is not proven: give a new starter password"
        ),
        "email_proven": t("confirmed the email address"),
        "signed_in": t("signed in to the portal"),
        "signed_out": t("signed out"),
        "signed_out_elsewhere": t("signed out other devices"),
    }
    return words.get(entry.act, entry.act).format(fields=field_names(entry.detail.get("fields", ())))


def field_names(fields: Iterable[str]) -> str:
    """The fields of a record as people call them."""
    return ", ".join(_field_name(name) for name in fields)


def _field_name(field: str) -> str:
    return {
        "first_name": t("first name"),
        "last_name": t("last name"),
        "pronouns": t("pronouns"),
        "date_of_birth": t("date of birth"),
        "email": t("email"),
        "phone": t("phone"),
        "street": t("street address"),
        "city": t("city"),
        "region": t("province"),
        "postal_code": t("postal code"),
        "country": t("country"),
        "status": t("status"),
        "therapist_id": t("therapist"),
    }.get(field, field)
