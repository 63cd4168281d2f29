"""Receipts: issued with the next number, voided with a reason, replaced; never changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, func, select, update

from owl_app.announcements import announce
from owl_app.clock import now, zone_of
from owl_app.documents import receipt as document
from owl_app.errors import Conflict, Invalid
from owl_app.i18n import t
from owl_app.models import (
    Account,
    Allocation,
    Appointment,
    Charge,
    Client,
    ClientAccess,
    Payment,
    Practice,
    Receipt,
    ReceiptFile,
)
from owl_app.models.columns import new_id
from owl_app.services import audit, receipt_contents
from owl_app.services.access import Viewer, get_practice
from owl_app.services.billing_access import get_payment_for, get_receipt_for, get_receipt_to_change_for


@dataclass(frozen=True)
class File:
    """A PDF and what it is called when it is saved."""

    name: str
    content: bytes


def issue(session: Session, viewer: Viewer, *, payment_id: object) -> list[str]:
    """Issue the receipts of whatever a payment paid and no receipt says yet, one for each therapist.

    Raises:
        Invalid: there is nothing to say, or something is missing that insurers ask for.
    """
    payment = get_payment_for(session, viewer, payment_id)
    made = issue_for(session, viewer, payment)
    if not made:
        raise Invalid({"": t("Everything this payment paid stands on a receipt already.")})
    return [str(each.id) for each in made]


def issue_for(session: Session, viewer: Viewer, payment: Payment, *, replaces: bool = False) -> list[Receipt]:
    """The same for a payment that is loaded and locked; `replaces` the ones of it that were voided last."""
    practice, client = get_practice(session), session.get_one(Client, payment.client_id)
    made = []
    for therapist_id, allocations in _without_receipt(session, payment).items():
        replaced = _voided_last(session, payment, therapist_id) if replaces else None
        made.append(_issue(session, viewer, practice, client, payment, therapist_id, allocations, replaced))
    return made


def void(session: Session, viewer: Viewer, *, receipt_id: object, reason: str, replace: bool) -> str:
    """Void a receipt; with `replace`, issue another over the same money with the details as they are now.

    Returns the id of the new one, or nothing.

    Raises:
        Conflict: it is void already.
        Invalid: no reason, or the replacement lacks something.
    """
    receipt = get_receipt_to_change_for(session, viewer, receipt_id)
    if receipt.voided_at is not None:
        raise Conflict(t("This receipt is void already."))
    payment = get_payment_for(session, viewer, receipt.payment_id)
    _void(session, viewer, receipt, reason)
    if not replace:
        return ""
    allocations = _without_receipt(session, payment).get(receipt.therapist_id, [])
    if not allocations:
        return ""
    practice, client = get_practice(session), session.get_one(Client, payment.client_id)
    made = _issue(session, viewer, practice, client, payment, receipt.therapist_id, allocations, receipt)
    return str(made.id)


def void_of(session: Session, viewer: Viewer, payment: Payment, *, reason: str) -> None:
    """Void whatever receipts a payment has; it is loaded and locked."""
    found = session.exec(
        select(Receipt)
        .where(Receipt.payment_id == payment.id, col(Receipt.voided_at).is_(None))
        .order_by(col(Receipt.number))
        .with_for_update()
    ).all()
    for each in found:
        _void(session, viewer, each, reason)


def ids_of(session: Session, payment: Payment) -> list[str]:
    """The receipts of a payment that hold."""
    found = select(Receipt.id).where(Receipt.payment_id == payment.id, col(Receipt.voided_at).is_(None))
    return [str(each) for each in session.exec(found.order_by(col(Receipt.number)))]


def count_of(session: Session, client_id: UUID) -> int:
    """How many receipts of a client hold."""
    found = select(func.count()).where(Receipt.client_id == client_id, col(Receipt.voided_at).is_(None))
    return session.exec(found).one()


def get_file(session: Session, viewer: Viewer, *, receipt_id: object) -> File:
    """The PDF as it was issued; one that is void now says so, and is made from what was kept.

    Raises:
        NotFound: there is none, or it is not this viewer's.
    """
    receipt = get_receipt_for(session, viewer, receipt_id)
    name = f"{t('receipt')}-{receipt.label}{'-' + t('void') if receipt.voided_at else ''}.pdf"
    if receipt.voided_at is not None:
        therapist = session.get_one(Account, receipt.therapist_id)
        pictures = receipt_contents.pictures_of(session, therapist)
        data = document.read(json.loads(receipt.data))
        return File(name, document.render(data=data, pictures=pictures, void=receipt.void_reason))
    return File(name, session.get_one(ReceiptFile, receipt.id).content)


def data_of(receipt: Receipt) -> document.ReceiptData:
    """What stands on it."""
    return document.read(json.loads(receipt.data))


def _issue(
    session: Session,
    viewer: Viewer,
    practice: Practice,
    client: Client,
    payment: Payment,
    therapist_id: UUID,
    allocations: Sequence[Allocation],
    replaced: Receipt | None,
) -> Receipt:
    """Number, print and keep one. Whoever issues another waits until this one is kept, so that no number is lost."""
    therapist = session.get_one(Account, therapist_id)
    number = _next_number(session)
    label = f"{practice.receipt_prefix}{number:04d}"
    issued_on = now().astimezone(zone_of(practice.time_zone)).date()
    data = receipt_contents.gather(
        session,
        practice,
        client,
        payment,
        therapist,
        allocations,
        label=label,
        issued_on=issued_on,
        replaces=replaced.label if replaced else "",
    )
    content = document.render(data=data, pictures=receipt_contents.pictures_of(session, therapist))
    receipt = Receipt(
        id=new_id(),
        number=number,
        label=label,
        client_id=client.id,
        therapist_id=therapist_id,
        payment_id=payment.id,
        replaces_id=replaced.id if replaced else None,
        issued_on=issued_on,
        paid_on=payment.paid_on,
        amount=data.paid,
        tax=sum(each.tax for each in data.lines),
        currency=payment.currency,
        data=json.dumps(asdict(data), ensure_ascii=False),
        sha256=sha256(content).hexdigest(),
        issued_by=viewer.account_id,
    )
    session.add(receipt)
    session.flush()
    session.add(ReceiptFile(receipt_id=receipt.id, content=content))
    for each in allocations:
        each.receipt_id = receipt.id
        session.add(each)
    session.flush()
    act = "receipt_replaced" if replaced else "receipt_issued"
    audit.record(session, viewer, act, client_id=client.id, about_id=receipt.id, number=label)
    _tell(session, receipt)
    return receipt


def _next_number(session: Session) -> int:
    table = Practice.__table__  # type: ignore[attr-defined]
    taken = session.execute(
        update(table)
        .where(table.c.id == 1)
        .values(next_receipt=table.c.next_receipt + 1)
        .returning(table.c.next_receipt)
    ).scalar_one()
    return int(taken) - 1


def _void(session: Session, viewer: Viewer, receipt: Receipt, reason: str) -> None:
    session.execute(update(Allocation).where(col(Allocation.receipt_id) == receipt.id).values(receipt_id=None))
    receipt.voided_at, receipt.voided_by, receipt.void_reason = now(), viewer.account_id, reason
    session.add(receipt)
    session.flush()
    audit.record(
        session, viewer, "receipt_voided", client_id=receipt.client_id, about_id=receipt.id, number=receipt.label
    )
    _tell(session, receipt)


def _without_receipt(session: Session, payment: Payment) -> dict[UUID, list[Allocation]]:
    """What the payment paid and no receipt says, by therapist."""
    found = session.exec(
        select(Allocation, Appointment.therapist_id)
        .join(Charge, col(Charge.id) == Allocation.charge_id)
        .join(Appointment, col(Appointment.id) == Charge.appointment_id)
        .where(Allocation.payment_id == payment.id, col(Allocation.receipt_id).is_(None))
        .order_by(col(Appointment.starts_at), col(Allocation.id))
    ).all()
    by_therapist: dict[UUID, list[Allocation]] = {}
    for allocation, therapist_id in found:
        by_therapist.setdefault(therapist_id, []).append(allocation)
    return by_therapist


def _voided_last(session: Session, payment: Payment, therapist_id: UUID) -> Receipt | None:
    """The newest void receipt of the payment that nothing has replaced."""
    replaced = select(Receipt.replaces_id).where(col(Receipt.replaces_id).is_not(None))
    return session.exec(
        select(Receipt)
        .where(
            Receipt.payment_id == payment.id,
            Receipt.therapist_id == therapist_id,
            col(Receipt.voided_at).is_not(None),
            col(Receipt.id).not_in(replaced),
        )
        .order_by(col(Receipt.number).desc())
        .limit(1)
    ).first()


def _tell(session: Session, receipt: Receipt) -> None:
    announce(session, "client", receipt.client_id)
    announce(session, "billing")
    tied = select(ClientAccess.account_id).where(ClientAccess.client_id == receipt.client_id)
    for account_id in session.exec(tied):
        announce(session, "account", account_id)
