"""Money that moves with a merge of two records, and back when they are parted again."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.models import Allocation, Charge, Client, Receipt


def refuse_one_session_charged_twice(session: Session, kept: Client, merged: Client) -> None:
    """Raises Conflict where both records pay for one session: somebody has to say first which of them does."""
    other = aliased(Charge)
    both = (
        select(Charge.id)
        .join(other, col(other.appointment_id) == Charge.appointment_id)
        .where(Charge.client_id == kept.id, other.client_id == merged.id)
    )
    if session.exec(both.limit(1)).first() is not None:
        raise Conflict(t("Both records pay for one session. Open that session and choose who pays for it first."))


def that_can_be_parted(session: Session, charges: Iterable[UUID], payments: Iterable[UUID]) -> set[UUID]:
    """The charges, payments and receipts that go back: those that have nothing to do with money that came since.

    A payment that came after the merge and paid a session from before it keeps that session with it.
    """
    charge_ids, payment_ids = set(charges), set(payments)
    links = session.exec(
        select(Allocation.charge_id, Allocation.payment_id).where(
            or_(col(Allocation.charge_id).in_(charge_ids), col(Allocation.payment_id).in_(payment_ids))
        )
    ).all()
    before = -1
    while before != len(charge_ids) + len(payment_ids):
        before = len(charge_ids) + len(payment_ids)
        charge_ids -= {charge for charge, payment in links if payment not in payment_ids}
        payment_ids -= {payment for charge, payment in links if charge not in charge_ids}
    of_them = session.exec(select(Receipt.id).where(col(Receipt.payment_id).in_(payment_ids)))
    return charge_ids | payment_ids | set(of_them)
