"""What a receipt says: gathered from the payment, the sessions it paid, the profile, the record and the settings."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from owl_app.clock import zone_of
from owl_app.documents.receipt import Line, Pictures, ReceiptData, unprintable_in
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import (
    Account,
    Allocation,
    Appointment,
    AppointmentClient,
    Attendance,
    Charge,
    Client,
    Logo,
    Payment,
    Practice,
    Service,
    Signature,
    TherapistProfile,
)
from owl_app.services import appointment_counts
from owl_app.services.phones import written_phone
from owl_app.written import written_span

MOST_LINES = 200
"""Sessions of one receipt."""


def gather(
    session: Session,
    practice: Practice,
    client: Client,
    payment: Payment,
    therapist: Account,
    allocations: Sequence[Allocation],
    *,
    label: str,
    issued_on: date,
    replaces: str = "",
) -> ReceiptData:
    """Everything that is printed, as it is known at this moment.

    Raises:
        Invalid: something that every insurer asks for is missing, or a letter cannot be printed; it says where to
            mend it.
    """
    profile = session.get(TherapistProfile, therapist.id) or TherapistProfile(account_id=therapist.id)
    _must_be_complete(practice, therapist, profile)
    data = ReceiptData(
        language=practice.language,
        locale=practice.locale,
        currency=payment.currency,
        label=label,
        issued_on=issued_on.isoformat(),
        practice=practice.name,
        practice_lines=practice_lines(practice),
        business_number=practice.business_number,
        provider=profile.registered_name,
        provider_title=profile.title,
        college=profile.college,
        registration_number=profile.registration_number,
        supervisor=profile.supervisor,
        client=client.full_name,
        client_address=_address(client),
        date_of_birth=client.date_of_birth.isoformat()
        if practice.prints_date_of_birth and client.date_of_birth
        else "",
        bill_to=client.bill_to_name if client.bill_to_name != client.full_name else "",
        bill_to_address=client.bill_to_address.splitlines() if client.bill_to_name else [],
        lines=_lines(session, practice, allocations),
        payor=payment.payor,
        method=payment.method.value,
        paid_on=payment.paid_on.isoformat(),
        reference=payment.reference,
        next_session=_next_session(session, practice, client),
        note=practice.receipt_note,
        replaces=replaces,
        accent=practice.accent,
    )
    unknown = unprintable_in(data)
    if unknown:
        signs = " ".join(f"{char} (U+{ord(char):04X})" for char in unknown[:5])
        raise Invalid(
            {"": t("These letters cannot be printed: {signs}. Write them in another way first.", signs=signs)}
        )
    return data


def pictures_of(session: Session, therapist: Account) -> Pictures:
    """The practice's logo and the therapist's signature as they are now."""
    logo, signature = session.get(Logo, 1), session.get(Signature, therapist.id)
    return Pictures(logo.content if logo else b"", signature.content if signature else b"")


def practice_lines(practice: Practice) -> list[str]:
    """Where the practice is and how it is called, as documents print it."""
    return [*_address(practice), *filter(None, [written_phone(practice.phone, practice.locale)])]


def _must_be_complete(practice: Practice, therapist: Account, profile: TherapistProfile) -> None:
    missing = [
        name
        for name, value in (
            (t("name as registered"), profile.registered_name),
            (t("title"), profile.title),
            (t("college"), profile.college),
            (t("registration number"), profile.registration_number),
        )
        if not value
    ]
    if missing:
        raise Invalid(
            {
                "": t(
                    "A receipt needs more about {name}: {missing}. "
                    "Add it in Settings > Team, at Receipts beside the name.",
                    name=therapist.name,
                    missing=", ".join(missing),
                )
            }
        )
    if not (practice.street and practice.city):
        raise Invalid({"": t("A receipt needs the practice's address. Add it in Settings > Practice.")})


def _address(of: Practice | Client) -> list[str]:
    town = " ".join(part for part in (of.city, of.region, of.postal_code) if part)
    return [line for line in (of.street, town, of.country) if line]


def _lines(session: Session, practice: Practice, allocations: Sequence[Allocation]) -> list[Line]:
    """One for each session, in their order; what was paid of it in parts is added up."""
    paid: dict[object, tuple[int, int]] = {}
    for each in allocations:
        amount, tax = paid.get(each.charge_id, (0, 0))
        paid[each.charge_id] = amount + each.amount, tax + each.tax
    found = session.exec(
        select(Charge, Appointment, Service.name)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .join(Service, col(Service.id) == Appointment.service_id)
        .where(col(Charge.id).in_(list(paid)))
        .order_by(col(Appointment.starts_at), col(Charge.id))
    ).all()
    if len(found) > MOST_LINES:
        raise Invalid({"": t("A receipt has at most {count} sessions.", count=MOST_LINES)})
    return [
        Line(
            day=appointment.starts_at.astimezone(zone_of(practice.time_zone)).date().isoformat(),
            service=service,
            minutes=appointment.minutes,
            fee=charge.fee,
            tax=paid[charge.id][1],
            paid=paid[charge.id][0],
            tax_name=charge.tax_name,
            tax_rate=charge.tax_rate,
            tax_number=charge.tax_number,
            attendance=appointment.attendance.value if practice.prints_attendance else "",
        )
        for charge, appointment, service in found
    ]


def _next_session(session: Session, practice: Practice, client: Client) -> str:
    if not practice.prints_next_session:
        return ""
    starts_at: datetime | None = appointment_counts.next_of(session, [client.id]).get(client.id)
    if starts_at is None:
        return ""
    ends_at = session.exec(
        select(Appointment.ends_at)
        .join(AppointmentClient, col(AppointmentClient.appointment_id) == Appointment.id)
        .where(
            AppointmentClient.client_id == client.id,
            AppointmentClient.starts_at == starts_at,
            Appointment.attendance == Attendance.BOOKED,
        )
    ).first()
    return written_span(starts_at, ends_at or starts_at, practice.time_zone, practice.locale)
