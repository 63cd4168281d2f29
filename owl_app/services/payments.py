"""Payments: recorded over sessions, kept as credit, used later, given back, or taken back as a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import field_validator
from sqlmodel import Session, col, func, select

from owl_app import money
from owl_app.announcements import announce
from owl_app.clock import now, zone_of
from owl_app.errors import Conflict, Invalid
from owl_app.i18n import t
from owl_app.models import Allocation, Appointment, Charge, Client, Method, Payment, Practice, Refund
from owl_app.models.columns import new_id
from owl_app.services import audit, forms, receipt_letters, receipts
from owl_app.services.access import Viewer, get_practice, parse_id
from owl_app.services.billing_access import get_client_to_bill_for, get_payment_for


class MoneyForm(forms.Form):
    """Money that changes hands; `key` is made once by the form, so that sending it twice counts once."""

    key: str = ""
    day: date | None = None
    method: str = Method.E_TRANSFER
    amount: int = 0
    reference: str = ""

    _key = field_validator("key")(lambda value: forms.required(value, 64))
    _method = field_validator("method")(lambda value: forms.one_of(set(Method), value))
    _reference = field_validator("reference")(lambda value: forms.optional(value, 100))
    _day = field_validator("day", mode="before")(forms.day_or_nothing)
    _amount = field_validator("amount", mode="before")(lambda value, info: forms.amount(value, info))


class PaymentForm(MoneyForm):
    """A payment as it is typed."""

    may_be_long = {"charges": 10_000}

    payor: str = ""
    charges: str = ""
    """The ids of the charges it pays, with spaces between."""
    credit_seen: str = ""
    """The credit that was asked about, in the smallest unit, once it was agreed to."""
    with_receipt: bool = False

    _payor = field_validator("payor")(lambda value: forms.required(value, 200))


class RefundForm(MoneyForm):
    """Money that goes back; what is credit goes first, then the newest sessions are paid no more."""

    reason: str = ""
    still_owed: bool = False
    """Whether sessions that are not paid any more are owed again."""

    _reason = field_validator("reason")(lambda value: forms.required(value, 200))


class ReasonForm(forms.Form):
    """Why something is voided."""

    reason: str = ""

    _reason = field_validator("reason")(lambda value: forms.required(value, 200))


@dataclass(frozen=True)
class Recorded:
    """The payment and its receipts; or no payment yet, because so much would be left as credit."""

    payment_id: str = ""
    receipt_ids: tuple[str, ...] = ()
    credit: int = 0
    currency: str = ""


def record(session: Session, viewer: Viewer, *, client_id: object, form: PaymentForm) -> Recorded:
    """Record a payment over the chosen charges, the first one first, and issue its receipts where they are wanted.

    What is left over becomes credit, once that was agreed to.

    Raises:
        NotFound, NotAllowed: the client is not this viewer's to bill.
        Invalid: a charge is not the client's or not open, or a receipt cannot be issued yet.
    """
    client = get_client_to_bill_for(session, viewer, client_id)
    known = session.exec(select(Payment).where(Payment.key == form.key)).first()
    if known is not None:
        return _known(session, known, client)
    practice = get_practice(session)
    chosen = _chosen(session, client, form.charges.split())
    currency = _one_currency(chosen) or practice.currency
    left = form.amount - sum(each.open for each in chosen)
    if left > 0 and form.credit_seen != str(left):
        return Recorded(credit=left, currency=currency)
    payment = Payment(
        client_id=client.id,
        payor=form.payor,
        method=Method(form.method),
        paid_on=_day(practice, form.day),
        amount=form.amount,
        currency=currency,
        reference=form.reference,
        key=form.key,
        recorded_by=viewer.account_id,
    )
    session.add(payment)
    session.flush()
    _allocate(session, payment, chosen, payment.amount)
    _note(session, viewer, payment, "payment_recorded")
    issued = receipts.issue_for(session, viewer, payment) if form.with_receipt and chosen else []
    if not issued:
        receipt_letters.tell_received(session, viewer, payment)
    return Recorded(str(payment.id), tuple(str(each.id) for each in issued), max(left, 0), payment.currency)


def use_credit(session: Session, viewer: Viewer, *, client_id: object, charge_ids: Sequence[str]) -> int:
    """Pay charges out of the client's credit, the oldest payment first, and return how much was used.

    Raises:
        Invalid: there is no credit, or nothing that is open was chosen.
    """
    client = get_client_to_bill_for(session, viewer, client_id)
    credits = session.exec(
        select(Payment)
        .where(
            Payment.client_id == client.id,
            col(Payment.voided_at).is_(None),
            Payment.allocated + Payment.refunded < Payment.amount,
        )
        .order_by(col(Payment.paid_on), col(Payment.id))
        .with_for_update()
    ).all()
    used, chosen = 0, _chosen(session, client, charge_ids)
    for payment in credits:
        of_it = [each for each in chosen if each.currency == payment.currency]
        spent = _allocate(session, payment, of_it, payment.credit)
        if spent:
            _note(session, viewer, payment, "credit_used")
        used += spent
    if not used:
        raise Invalid({"": t("There is no credit for these sessions.")})
    return used


def refund(session: Session, viewer: Viewer, *, payment_id: object, form: RefundForm) -> None:
    """Give money of a payment back: its credit first; then its newest sessions are paid no more.

    Receipts that say they were are voided, and replaced by one over what is still paid.

    Raises:
        Invalid: it is more than is left of the payment.
        Conflict: the payment is voided.
    """
    payment = get_payment_for(session, viewer, payment_id)
    if session.exec(select(Refund.id).where(Refund.key == form.key)).first() is not None:
        return
    if payment.voided_at is not None:
        raise Conflict(t("This payment is voided."))
    if form.amount > payment.amount - payment.refunded:
        raise Invalid({"amount": t("No more than {amount} is left of this payment.", amount=_left(session, payment))})
    practice = get_practice(session)
    missing = form.amount - payment.credit
    if missing > 0:
        reason = t("Refunded: {reason}", reason=form.reason)[:200]
        receipts.void_of(session, viewer, payment, reason=reason)
        _take_back(session, payment, missing, waived_for="" if form.still_owed else reason)
    session.add(
        Refund(
            payment_id=payment.id,
            amount=form.amount,
            method=Method(form.method),
            refunded_on=_day(practice, form.day),
            reference=form.reference,
            reason=form.reason,
            key=form.key,
            recorded_by=viewer.account_id,
        )
    )
    session.flush()
    session.refresh(payment)
    _note(session, viewer, payment, "payment_refunded")
    if missing > 0 and payment.allocated:
        receipts.issue_for(session, viewer, payment, replaces=True)


def void(session: Session, viewer: Viewer, *, payment_id: object, form: ReasonForm) -> None:
    """Take back a payment that never was; its receipts are voided with it, and its sessions are owed again.

    Raises:
        Conflict: it is voided already, or some of it was given back.
    """
    payment = get_payment_for(session, viewer, payment_id)
    if payment.voided_at is not None:
        raise Conflict(t("It is voided already."))
    if payment.refunded:
        raise Conflict(t("Some of this payment was given back, so it did come in. It cannot be voided."))
    receipts.void_of(session, viewer, payment, reason=form.reason)
    for each in session.exec(select(Allocation).where(Allocation.payment_id == payment.id)).all():
        session.delete(each)
    session.flush()
    session.refresh(payment)
    payment.voided_at, payment.void_reason = now(), form.reason
    session.add(payment)
    _note(session, viewer, payment, "payment_voided")


def credit_of(session: Session, client_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """The credit of each of these clients by currency; those who have none are not in it."""
    found = session.exec(
        select(
            Payment.client_id,
            Payment.currency,
            func.sum(Payment.amount - Payment.allocated - Payment.refunded),
        )
        .where(
            col(Payment.client_id).in_(client_ids),
            col(Payment.voided_at).is_(None),
            Payment.allocated + Payment.refunded < Payment.amount,
        )
        .group_by(col(Payment.client_id), col(Payment.currency))
    )
    credit: dict[UUID, dict[str, int]] = {}
    for client_id, currency, amount in found:
        credit.setdefault(client_id, {})[currency] = int(amount)
    return credit


def _chosen(session: Session, client: Client, ids: Sequence[str]) -> list[Charge]:
    """The charges with these ids in the order of their sessions, locked.

    Raises:
        Invalid: one is not the client's.
    """
    wanted = {parse_id(each) for each in ids}
    found = session.exec(
        select(Charge)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .where(col(Charge.id).in_(wanted), Charge.client_id == client.id)
        .order_by(col(Appointment.starts_at), col(Charge.id))
        .with_for_update(of=Charge)
    ).all()
    if len(found) != len(wanted):
        raise Invalid({"charges": t("Somebody changed these sessions a moment ago. Reload the page and choose again.")})
    return list(found)


def _one_currency(charges: Sequence[Charge]) -> str:
    """What these sessions are priced in, which is that of the day they were booked; nothing where there is none.

    Raises:
        Invalid: the practice changed its currency in between.
    """
    currencies = sorted({each.currency for each in charges})
    if len(currencies) > 1:
        named = ", ".join(currencies)
        raise Invalid(
            {"": t("These sessions are priced in {currencies}. Record a payment for each.", currencies=named)}
        )
    return currencies[0] if currencies else ""


def _allocate(session: Session, payment: Payment, charges: Sequence[Charge], amount: int) -> int:
    """Pay the charges in their order as far as the amount goes, and return how much was used."""
    left = amount
    for charge in charges:
        part = min(charge.open, left)
        if part <= 0:
            continue
        tax_paid = session.exec(
            select(func.coalesce(func.sum(Allocation.tax), 0)).where(Allocation.charge_id == charge.id)
        ).one()
        session.add(
            Allocation(
                id=new_id(),
                payment_id=payment.id,
                charge_id=charge.id,
                currency=payment.currency,
                amount=part,
                tax=money.share_of_tax(
                    part, paid=charge.paid, tax_paid=int(tax_paid), total=charge.total, tax=charge.tax
                ),
            )
        )
        session.flush()
        session.refresh(charge)
        left -= part
    session.refresh(payment)
    return amount - left


def _take_back(session: Session, payment: Payment, amount: int, *, waived_for: str) -> None:
    """So much of what it paid is free again, of its newest sessions first, and with a reason not asked for."""
    found = session.exec(
        select(Allocation, Charge)
        .join(Charge, col(Charge.id) == Allocation.charge_id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .where(Allocation.payment_id == payment.id)
        .order_by(col(Appointment.starts_at).desc(), col(Allocation.id).desc())
        .with_for_update(of=Charge)
    ).all()
    for allocation, charge in found:
        back = min(allocation.amount, amount)
        if back <= 0:
            break
        kept = allocation.amount - back
        session.delete(allocation)
        session.flush()
        session.refresh(charge)
        if waived_for:
            charge.waived += back
            charge.waive_reason = charge.waive_reason or waived_for
            session.add(charge)
            session.flush()
        session.refresh(payment)
        if kept:
            _allocate(session, payment, [charge], kept)
        amount -= back


def _day(practice: Practice, typed: date | None) -> date:
    """The day money changed hands, on the practice's calendar; today where none was typed."""
    today = now().astimezone(zone_of(practice.time_zone)).date()
    if typed is not None and not date(2000, 1, 1) <= typed <= today:
        raise Invalid({"day": t("This date cannot be right.")})
    return typed or today


def _known(session: Session, payment: Payment, client: Client) -> Recorded:
    """What sending the same form again answers."""
    if payment.client_id != client.id:
        raise Conflict(t("This form was used for another client. Open it again."))
    issued = receipts.ids_of(session, payment)
    return Recorded(str(payment.id), tuple(issued), payment.credit, payment.currency)


def _left(session: Session, payment: Payment) -> str:
    practice = get_practice(session)
    return money.written_amount(payment.amount - payment.refunded, payment.currency, practice.locale)


def _note(session: Session, viewer: Viewer, payment: Payment, act: str) -> None:
    audit.record(session, viewer, act, client_id=payment.client_id, about_id=payment.id)
    announce(session, "client", payment.client_id)
    announce(session, "billing")
