"""The audit trail: one row for each act, in the caller's transaction, and its words for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from owl_app.announcements import announce
from owl_app.choices import LOCALE
from owl_app.clock import now
from owl_app.database import insert_row
from owl_app.i18n import t
from owl_app.models import Account, AuditEntry, Client, ClientAccess, Merge
from owl_app.services.access import Viewer, get_client_for, get_practice
from owl_app.written import written_clock, written_date

SEEN_EVERY = timedelta(minutes=15)
"""One row for each viewer and record in this time says that the record was seen."""


def record(
    session: Session,
    viewer: Viewer,
    act: str,
    *,
    client_id: UUID | None = None,
    account_id: UUID | None = None,
    about_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Leave a row; `act` is one of the keys of `sentence`, and `detail` never holds a value that was typed.

    Whoever looks at the login it concerns is told. `about_id` is the session, or the series, that it is about.
    """
    if account_id is not None:
        announce(session, "login", account_id)
    insert_row(
        session,
        AuditEntry,
        actor_id=viewer.account_id,
        actor_name=viewer.name,
        act=act,
        client_id=client_id,
        account_id=account_id,
        about_id=about_id,
        detail=detail,
    )


def record_for_account(session: Session, account: Account, viewer: Viewer, act: str, **detail: Any) -> None:
    """Leave the row in the Logs of every client the login is tied to, or on the account alone.

    Nobody is signed in when a link in a letter is used: then the account itself is the actor.
    """
    who = viewer if viewer.account_id else Viewer(viewer.kind, account_id=account.id, name=account.name)
    client_ids = session.exec(select(ClientAccess.client_id).where(ClientAccess.account_id == account.id)).all()
    no_client: list[UUID | None] = [None]
    for client_id in client_ids or no_client:
        record(session, who, act, client_id=client_id, account_id=account.id, **detail)


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
    client, locale = get_client_for(session, viewer, client_id), get_practice(session).locale
    entries = session.exec(
        select(AuditEntry, Account.name)
        .outerjoin(Account, col(Account.id) == AuditEntry.account_id)
        .where(col(AuditEntry.client_id).in_([client.id, *_merged_into(session, client)]))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    return [
        LogRow(entry.at, entry.actor_name or t("Somebody"), sentence(entry, name or "", locale))
        for entry, name in entries
    ]


def _merged_into(session: Session, client: Client) -> list[UUID]:
    """The ids of the records that became this one: their Logs are read here."""
    merged = select(Merge.merged_id).where(Merge.kept_id == client.id, col(Merge.undone_at).is_(None))
    return list(session.exec(merged))


def sentence(entry: AuditEntry, name: str = "", locale: str = LOCALE) -> str:
    """What happened, in words; `name` is whose account it happened to."""
    following = entry.detail.get("count", 1) - 1
    words = {
        "client_added": t("added the client"),
        "client_deleted": t("deleted the client"),
        "client_seen": t("opened the record"),
        "client_changed": t("changed {fields}"),
        "client_corrected": t("corrected {fields} in the portal"),
        "starter_password_set": t("gave portal access with a starter password"),
        "starter_password_withdrawn": t("withdrew the starter password that {name} had not used"),
        "portal_email_changed": t("changed the portal email address"),
        "login_added": t("made a portal login for {name}"),
        "login_connected": t("connected the portal login of {name}"),
        "login_changed": t("changed the portal login of {name}"),
        "login_disabled": t("disabled portal access"),
        "login_enabled": t("enabled portal access again"),
        "login_unlocked": t("unlocked portal access"),
        "login_deleted": t("deleted the login"),
        "login_removed": t("removed the portal access of {name}"),
        "locked_out": t("was locked out after too many wrong passwords"),
        "access_slip_printed": t("made the access slip"),
        "invitation_sent": t("sent an invitation"),
        "invitation_accepted": t("accepted the invitation and chose a password"),
        "password_changed": t("changed the password"),
        "password_reset": t("chose a new password with a link from a letter"),
        "reset_asked": t("asked for a new password"),
        "reset_asked_unproven": t(
            "asked for a new password, but the address is not proven: give a new starter password"
        ),
        "email_proven": t("confirmed the email address"),
        "email_change_asked": t("asked to change their sign-in address"),
        "email_change_dropped": t("kept their sign-in address"),
        "email_changed": t("changed their sign-in address"),
        "therapist_changed": t("changed the therapist from {before} to {after}"),
        "role_changed": t("changed the role"),
        "colleague_deactivated": t("deactivated the account"),
        "colleague_reactivated": t("reactivated the account"),
        "signed_up": t("made an account in the portal"),
        "verified_by_staff": t("verified the email address of {name}"),
        "verification_sent": t("sent {name} the letter that confirms the email address"),
        "prospect_dismissed": t("dismissed the prospect {name}"),
        "prospect_back": t("brought the prospect {name} back"),
        "associated": t("associated the login of {name}"),
        "association_undone": t("undid the association of {name}"),
        "ruled_out": t("noted that {name} is another person"),
        "clients_merged": t("merged the record of {merged} into this one"),
        "merge_undone": t("parted the record of {merged} again"),
        "sign_up_letters": t("changed which letters they get"),
        "reminders_chosen": t("chose whether to be reminded of sessions"),
        "reminded": t("reminded {name} of a session"),
        "service_added": t("added the service {name}"),
        "service_changed": t("changed the service {name}: {fields}"),
        "service_retired": t("retired the service {name}"),
        "service_back": t("offers the service {name} again"),
        "session_booked": t("booked the session on {at}{more}"),
        "session_moved": t("moved the session from {was} to {at}{more}"),
        "session_changed": t("changed the session on {at}{more}: {fields}"),
        "session_cancelled": t("cancelled the session on {at}{more}"),
        "session_cancelled_late": t("cancelled the session on {at}, late{more}"),
        "session_attendance": t("noted what became of the session on {at}: {attendance}"),
        "session_shared": t("changed who pays for a session"),
        "fee_changed": t("changed the fee of a session"),
        "charge_waived": t("asked no more for a session"),
        "charge_asked_again": t("asked for a session again"),
        "payment_recorded": t("recorded a payment"),
        "payment_refunded": t("gave money of a payment back"),
        "payment_voided": t("voided a payment"),
        "payments_exported": t("exported the payments of {year}"),
        "credit_used": t("paid sessions out of credit"),
        "receipt_issued": t("issued receipt {number}"),
        "receipt_voided": t("voided receipt {number}"),
        "receipt_replaced": t("issued receipt {number} in place of another"),
        "receipt_sent": t("sent receipt {number} to {name}"),
        "receipt_opened": t("opened receipt {number} in the portal"),
        "receipts_opened": t("opened the receipts of {year} in the portal"),
        "statement_opened": t("opened the statement for {year} in the portal"),
        "profile_changed": t("changed what receipts say about {name}: {fields}"),
        "signature_changed": t("changed the signature of {name}"),
        "signature_removed": t("removed the signature of {name}"),
        "tax_added": t("added the tax {name}"),
        "tax_changed": t("changed the tax {name}: {fields}"),
        "tax_retired": t("retired the tax {name}"),
        "receipt_settings_changed": t("changed the settings of receipts: {fields}"),
        "calendar_feed_made": t("made a private calendar address"),
        "calendar_feed_removed": t("took the private calendar address away"),
        "signed_in": t("signed in to the portal"),
        "signed_out": t("signed out"),
        "signed_out_elsewhere": t("signed out other devices"),
        "practice_changed": t("changed the practice's settings: {fields}"),
        "portal_settings_changed": t("changed the portal's settings: {fields}"),
        "practice_set_up": t("set up the practice"),
        "owner_created": t("made an Owner in the terminal"),
        "letter_read": t("read the letter to {name}"),
        "letter_resent": t("sent the letter to {name} again"),
        "confirmation_sent": t("asked for the letter that confirms the email address"),
        "email_change_sent": t("asked for the letter to the new sign-in address again"),
        "call_joined": t("joined the call"),
        "call_joined_by_link": t("joined the call by the drop-in link"),
        "call_left": t("left the call"),
        "connection_tested": t("tested camera, microphone and connection"),
        "drop_in_on": t("switched on the drop-in link of a session"),
        "drop_in_off": t("switched off the drop-in link of a session"),
        "logo_changed": t("changed the logo"),
        "logo_removed": t("removed the logo"),
    }
    return words.get(entry.act, entry.act).format(
        fields=field_names(entry.detail.get("fields", ())),
        name=name or entry.detail.get("name") or t("somebody"),
        number=entry.detail.get("number", ""),
        year=entry.detail.get("year", ""),
        more=t(", and {count} that follow", count=following) if following else "",
        at=_written(entry.detail.get("at"), locale),
        was=_written(entry.detail.get("before"), locale) if entry.act == "session_moved" else "",
        attendance=attendance_name(entry.detail.get("attendance", "")),
        before=entry.detail.get("before") or t("nobody"),
        after=entry.detail.get("after") or t("nobody"),
        merged=entry.detail.get("merged", ""),
    )


def attendance_name(attendance: str) -> str:
    """What became of a session, as people call it."""
    return {
        "booked": t("booked"),
        "attended": t("attended"),
        "cancelled": t("cancelled"),
        "late_cancelled": t("late cancelled"),
        "no_show": t("no show"),
        "non_billable": t("non-billable"),
    }.get(attendance, attendance)


def _written(local: str | None, locale: str) -> str:
    """A time on the practice's clocks, as it stands in the trail."""
    if not local:
        return ""
    at = datetime.fromisoformat(local)
    return ", ".join([written_date(at.date(), locale), written_clock(at, locale)])


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
        "other_phone": t("other phone"),
        "street": t("street address"),
        "city": t("city"),
        "region": t("province"),
        "postal_code": t("postal code"),
        "country": t("country"),
        "status": t("status"),
        "therapist_id": t("therapist"),
        "client_since": t("client since"),
        "referral": t("referral"),
        "emergency_name": t("emergency contact"),
        "emergency_relationship": t("relationship of the emergency contact"),
        "emergency_phone": t("phone of the emergency contact"),
        "bill_to_name": t("who is billed"),
        "bill_to_email": t("email of who is billed"),
        "bill_to_address": t("address of who is billed"),
        "minutes": t("length"),
        "fee": t("fee"),
        "waived": t("what is waived"),
        "waive_reason": t("reason"),
        "tax_id": t("tax"),
        "rate": t("rate"),
        "number": t("registration number"),
        "registered_name": t("name as registered"),
        "title": t("title"),
        "college": t("college"),
        "registration_number": t("registration number"),
        "supervisor": t("supervisor"),
        "tax_number": t("tax number"),
        "receipt_prefix": t("receipt prefix"),
        "next_receipt": t("first receipt number"),
        "business_number": t("business number"),
        "receipt_note": t("note on receipts"),
        "prints_date_of_birth": t("date of birth on receipts"),
        "prints_attendance": t("attendance on receipts"),
        "prints_next_session": t("next session on receipts"),
        "receipts_visible": t("whether clients see receipts"),
        "colour": t("colour"),
        "video": t("video"),
        "in_person": t("in person"),
        "service_id": t("service"),
        "meeting": t("how people meet"),
        "starts_at": t("start"),
        "ends_at": t("end"),
        "free_at": t("time after it"),
        "attendance": t("attendance"),
        "note": t("note for the client"),
        "join_minutes_before": t("how early a session can be joined"),
        "join_minutes_after": t("how long a session can be joined"),
        "name": t("name"),
        "time_zone": t("time zone"),
        "locale": t("way of writing"),
        "currency": t("currency"),
        "therapists_see_all": t("what therapists may open"),
        "admins_see_clinical": t("whether Admins see clinical fields"),
        "portal_name": t("portal display name"),
        "welcome": t("welcome text"),
        "support_contact": t("contact for clients who are stuck"),
        "starter_password_days": t("days a starter password works"),
        "reminds_day_before": t("whether clients are reminded the day before"),
        "reminds_hour_before": t("whether clients are reminded an hour before"),
        "accent": t("accent colour"),
        "allow_sign_up": t("whether clients create accounts"),
        "terms_version": t("terms"),
    }.get(field, field)
