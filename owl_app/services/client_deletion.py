"""Deleting a client for good: what the law says, what goes with the record, and the act, which is the Owner's alone."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import field_validator
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select

from owl_app import words
from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid
from owl_app.i18n import t
from owl_app.models import (
    Account,
    Appointment,
    AppointmentClient,
    AuditEntry,
    Charge,
    Client,
    ClientAccess,
    Letter,
    Payment,
)
from owl_app.services import appointment_counts, audit, forms, prospect_matches, sign_ins
from owl_app.services.access import OWNER, Viewer, get_client_for

YEARS = 10
"""How long a record is kept after the last contact, and a child's after coming of age: College of Registered
Psychotherapists of Ontario, Professional Practice Standards, 5.6. Other colleges and places have rules of their own."""
OF_AGE = 18


class Reason(StrEnum):
    """Why a record may go."""

    MISTAKE = "mistake"
    TIME_OVER = "time_over"


class DeletionForm(forms.Form):
    """What the Owner states before a record is deleted."""

    reason: str = ""
    last_name: str = ""

    _reason = field_validator("reason")(lambda value: forms.one_of(set(Reason), value))


@dataclass(frozen=True)
class Deletion:
    """What to know before: until when the rule of `YEARS` keeps the record (ISO 8601), and who goes with it."""

    kept_until: str
    logins: list[str]
    """The addresses of the logins that see nobody else."""
    past: int
    upcoming: int
    """The client's sessions that are not cancelled; those that nobody else comes to go with the record."""
    has_payments: bool
    """Whether anything was paid: then the record stays, because payments and receipts are the practice's books."""


def get_deletion(session: Session, viewer: Viewer, *, client_id: object) -> Deletion:
    viewer.must_be(OWNER)
    client = get_client_for(session, viewer, client_id)
    counted = appointment_counts.count_of(session, client.id)
    return Deletion(
        kept_until=_kept_until(session, client).isoformat(),
        logins=[each.email for each in _own_logins(session, client)],
        past=counted.past,
        upcoming=counted.upcoming,
        has_payments=_has_payments(session, client),
    )


def delete_client(session: Session, viewer: Viewer, *, client_id: object, form: DeletionForm) -> str:
    """Delete the record, its sessions, and the logins that see nobody else with their letters; returns whose it was.

    A session that somebody else comes to as well goes on without the client.

    The audit trail keeps that it was deleted, whose it was, and why.

    Raises:
        Invalid: the last name that was typed is another.
        Conflict: something was paid for the client; books are kept for six years after the year they are about
            (Canada Revenue Agency, Income Tax Act, section 230), and a receipt for as long as its number counts.
    """
    viewer.must_be(OWNER)
    client = get_client_for(session, viewer, client_id)
    if words.plain(form.last_name) != words.plain(client.last_name):
        raise Invalid({"last_name": t("This is not the client's last name.")})
    if _has_payments(session, client):
        raise Conflict(t("There are payments of this client, which belong to the practice's books. Set it inactive."))
    audit.record(session, viewer, "client_deleted", client_id=client.id, name=client.full_name, reason=form.reason)
    _lock_logins(session, client)
    own = _own_logins(session, client)
    _close_pages(session, client)
    for account in own:
        sign_ins.end_all(session, account)
        audit.record(session, viewer, "login_deleted", client_id=client.id, account_id=account.id)
        session.execute(delete(Letter).where(col(Letter.account_id) == account.id))
        session.delete(account)
    _delete_sessions(session, client)
    prospect_matches.forget_of(session, client)
    session.delete(client)
    return client.full_name


def _has_payments(session: Session, client: Client) -> bool:
    return session.exec(select(Payment.id).where(Payment.client_id == client.id).limit(1)).first() is not None


def _lock_logins(session: Session, client: Client) -> None:
    """Whoever is just tying one of the logins to somebody else is waited for."""
    tied = select(ClientAccess.account_id).where(ClientAccess.client_id == client.id)
    session.exec(select(Account).where(col(Account.id).in_(tied)).order_by(col(Account.id)).with_for_update()).all()


def _own_logins(session: Session, client: Client) -> list[Account]:
    """The logins that are tied to nobody but this client."""
    other = aliased(ClientAccess)
    sees_others = select(other.id).where(other.account_id == Account.id, other.client_id != client.id).exists()
    return list(
        session.exec(
            select(Account)
            .join(ClientAccess, col(ClientAccess.account_id) == Account.id)
            .where(ClientAccess.client_id == client.id, ~sees_others)
            .order_by(col(Account.email))
        )
    )


def _delete_sessions(session: Session, client: Client) -> None:
    """Those that nobody else comes to; of the others the client's row goes with the record."""
    other = aliased(AppointmentClient)
    alone = (
        select(AppointmentClient.appointment_id)
        .where(AppointmentClient.client_id == client.id)
        .where(
            ~select(other.client_id)
            .where(other.appointment_id == AppointmentClient.appointment_id, other.client_id != client.id)
            .exists()
        )
    )
    session.execute(delete(Charge).where(col(Charge.client_id) == client.id))
    session.execute(delete(Appointment).where(col(Appointment.id).in_(alone)))
    announce(session, "appointments")


def _close_pages(session: Session, client: Client) -> None:
    """Whoever has the record or the client's page open is told."""
    for account_id in session.exec(select(ClientAccess.account_id).where(ClientAccess.client_id == client.id)):
        announce(session, "account", account_id)
    announce(session, "client", client.id)
    announce(session, "clients")


def _kept_until(session: Session, client: Client) -> date:
    """The last day of the rule, from the last session or the last entry that was made in the record."""
    entry = session.exec(
        select(func.max(AuditEntry.at)).where(AuditEntry.client_id == client.id, AuditEntry.act != "client_seen")
    ).one()
    held = appointment_counts.count_of(session, client.id).last
    last = max(filter(None, (entry, held)), default=now())
    kept = _years_after(last.date(), YEARS)
    born = client.date_of_birth
    return max(kept, _years_after(born, OF_AGE + YEARS)) if born else kept


def _years_after(day: date, years: int) -> date:
    """The same day, or in a common year the first of March for the 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
