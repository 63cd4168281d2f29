"""The demo's money: what the staff's receipts say, and payments over the weeks that are over, through the services."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from owl_app.clock import now, zone_of
from owl_app.database import transaction
from owl_app.models import Method
from owl_app.services import charges, payments, receipts, therapist_profiles
from owl_app.services.access import Viewer, get_practice
from owl_app.services.charges import ChargeRow
from owl_app.services.payments import PaymentForm, RefundForm
from owl_app.services.therapist_profiles import ProfileForm

_COLLEGE = "College of Owls of Owlton"
_METHODS = (Method.E_TRANSFER, Method.CARD, Method.E_TRANSFER, Method.CHEQUE, Method.INSURER, Method.CASH)
_PAID = 24
"""So many of the clients pay as they go; the others owe."""


def fill_billing(viewers: Sequence[Viewer], client_ids: Sequence[str]) -> None:
    """Most clients pay by the month; one was charged too much, and one receipt was wrong."""
    for number, viewer in enumerate(viewers):
        _say_on_receipts(viewer, number)
    for number, client_id in enumerate(client_ids[:_PAID]):
        with transaction() as session:
            _pay(session, viewers[0], client_id, number)


def _say_on_receipts(viewer: Viewer, number: int) -> None:
    typed = {
        "version": 1,
        "registered_name": viewer.name,
        "title": "Registered Owl Therapist",
        "college": _COLLEGE,
        "registration_number": f"00{number + 1}00{number + 1}",
        "supervisor": "Dr. Strix Nebulosa, Registration 000009" if number == 2 else "",
    }
    with transaction() as session:
        therapist_profiles.change(session, viewer, account_id=viewer.account_id, form=ProfileForm.read(typed))


def _pay(session: Session, viewer: Viewer, client_id: str, number: int) -> None:
    """Two payments over what is due, the first without the newest session."""
    due = [each for each in charges.list_for_client(session, viewer, client_id=client_id) if each.is_due]
    for part, method in zip((due[:-2][-4:], due[-2:-1]), _METHODS[number % 3 :], strict=False):
        if part:
            made = _record(session, viewer, client_id, part, method, f"demo-{number}-{len(part)}-{method}")
            if number == 5:
                form = {"key": f"demo-refund-{method}", "amount": "20", "reason": "Charged too much"}
                payments.refund(session, viewer, payment_id=made.payment_id, form=RefundForm.read(form))
            if number == 6 and made.receipt_ids:
                wrong = made.receipt_ids[0]
                receipts.void(session, viewer, receipt_id=wrong, reason="The address was an old one", replace=True)


def _record(
    session: Session, viewer: Viewer, client_id: str, part: Sequence[ChargeRow], method: Method, key: str
) -> payments.Recorded:
    zone = zone_of(get_practice(session).time_zone)
    paid_on = min(part[-1].starts_at + timedelta(days=1), now()).astimezone(zone).date()
    form = {
        "key": key,
        "day": paid_on.isoformat(),
        "payor": "Owl Insurance (demo)" if method is Method.INSURER else "A. Payor (demo)",
        "method": method,
        "amount": f"{sum(each.open for each in part) / 100:.2f}",
        "charges": " ".join(each.id for each in part),
        "reference": f"DEMO{paid_on:%m%d}" if method is Method.E_TRANSFER else "",
        "with_receipt": "on",
    }
    return payments.record(session, viewer, client_id=client_id, form=PaymentForm.read(form))
