"""Billing of one client, as staff see it: what is open, what came in, and the receipts for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from owl_app.models import Account, Client, Payment, Receipt, Refund
from owl_app.models.payment import left_of
from owl_app.services import charge_changes, charges, payments
from owl_app.services.access import Viewer, get_client_for
from owl_app.services.billing_access import may_bill
from owl_app.services.charge_changes import Payers
from owl_app.services.charges import ChargeRow, Owed

PER_PAGE = 20
"""Payments that are shown at once."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt beside its payment."""

    id: str
    label: str
    therapist: str
    amount: int
    void_reason: str
    """Why it is void; empty while it holds."""
    replaces: str


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money of a payment that went back."""

    refunded_on: date
    amount: int
    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with what became of it; amounts in the currency's smallest unit."""

    id: str
    client_id: str
    client: str
    paid_on: date
    payor: str
    method: str
    amount: int
    currency: str
    reference: str
    credit: int
    refunded: int
    void_reason: str
    without_receipt: int
    """What it paid that stands on no receipt."""
    receipts: list[ReceiptRow]
    refunds: list[RefundRow]


@dataclass(frozen=True)
class ClientBilling:
    """The Billing tab of a record."""

    may_bill: bool
    payor: str
    """Who pays as a rule."""
    has_address: bool
    """Whether receipts can say where the client lives."""
    owed: list[Owed]
    credit: list[Owed]
    charges: list[ChargeRow]
    waived: list[ChargeRow]
    payers: dict[str, Payers]
    """Who could pay for sessions of several, by the session's id."""
    payments: list[PaymentRow]
    has_more: bool


def get_for_client(session: Session, viewer: Viewer, *, client_id: object, pages: int = 1) -> ClientBilling:
    """What is open and what came in, the newest payment first.

    Raises:
        NotFound: there is no such client, or the record is not this viewer's.
    """
    client = get_client_for(session, viewer, client_id)
    found = payment_rows(
        session,
        select(Payment.id)
        .where(Payment.client_id == client.id)
        .order_by(col(Payment.paid_on).desc(), col(Payment.id).desc())
        .limit(pages * PER_PAGE + 1),
    )
    to_pay = charges.list_for_client(session, viewer, client_id=client.id)
    waived = charges.list_waived(session, viewer, client_id=client.id)
    credit = payments.credit_of(session, [client.id]).get(client.id, {})
    return ClientBilling(
        may_bill=may_bill(viewer, client),
        payor=client.bill_to_name or client.full_name,
        has_address=bool(client.street and client.city),
        owed=charges.owed_by(session, [client.id]).get(client.id, []),
        credit=[Owed(amount, currency) for currency, amount in sorted(credit.items())],
        charges=to_pay,
        waived=waived,
        payers=charge_changes.payers_of(session, viewer, [*to_pay, *waived]),
        payments=found[: pages * PER_PAGE],
        has_more=len(found) > pages * PER_PAGE,
    )


_of = aliased(Client)
_COLUMNS: tuple[Any, ...] = (
    Payment.id,
    Payment.client_id,
    _of.first_name,
    _of.last_name,
    Payment.paid_on,
    Payment.payor,
    Payment.method,
    Payment.amount,
    Payment.currency,
    Payment.reference,
    Payment.allocated,
    Payment.refunded,
    Payment.voided_at,
    Payment.void_reason,
)
"""What a line needs of a payment and its client: a page of columns is read in half the time of a page of objects."""


def payment_rows(session: Session, chosen: Select[Any]) -> list[PaymentRow]:
    """The payments that a statement chooses, in its order, with their receipts and refunds."""
    found = session.execute(chosen.with_only_columns(*_COLUMNS).join(_of, col(_of.id) == Payment.client_id)).all()
    receipts = _receipts_of(session, [each.id for each in found])
    refunds = _refunds_of(session, [each.id for each in found if each.refunded])
    rows = []
    for each in found:
        own = receipts.get(each.id, [])
        on_receipts = sum(receipt.amount for receipt in own if not receipt.void_reason)
        rows.append(
            PaymentRow(
                id=str(each.id),
                client_id=str(each.client_id),
                client=f"{each.first_name} {each.last_name}",
                paid_on=each.paid_on,
                payor=each.payor,
                method=each.method.value,
                amount=each.amount,
                currency=each.currency,
                reference=each.reference,
                credit=left_of(each),
                refunded=each.refunded,
                void_reason=each.void_reason,
                without_receipt=each.allocated - on_receipts,
                receipts=own,
                refunds=refunds.get(each.id, []),
            )
        )
    return rows


def _receipts_of(session: Session, payment_ids: Sequence[UUID]) -> dict[UUID, list[ReceiptRow]]:
    found = session.execute(
        select(  # type: ignore[call-overload]
            Receipt.payment_id,
            Receipt.id,
            Receipt.label,
            Account.name,
            Receipt.amount,
            Receipt.void_reason,
            Receipt.replaces_id,
        )
        .join(Account, col(Account.id) == Receipt.therapist_id)
        .where(col(Receipt.payment_id).in_(payment_ids))
        .order_by(col(Receipt.number))
    ).all()
    labels = {receipt_id: label for _, receipt_id, label, *_ in found}
    rows: dict[UUID, list[ReceiptRow]] = {}
    for payment_id, receipt_id, label, therapist, amount, void_reason, replaces_id in found:
        rows.setdefault(payment_id, []).append(
            ReceiptRow(str(receipt_id), label, therapist, amount, void_reason, labels.get(replaces_id, ""))
        )
    return rows


def _refunds_of(session: Session, payment_ids: Sequence[UUID]) -> dict[UUID, list[RefundRow]]:
    if not payment_ids:
        return {}
    found = session.exec(
        select(Refund).where(col(Refund.payment_id).in_(payment_ids)).order_by(col(Refund.refunded_on), col(Refund.id))
    )
    rows: dict[UUID, list[RefundRow]] = {}
    for each in found:
        rows.setdefault(each.payment_id, []).append(
            RefundRow(each.refunded_on, each.amount, each.method.value, each.reason)
        )
    return rows
