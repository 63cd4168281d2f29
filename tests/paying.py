"""Paying for tests: a practice that can issue receipts, sessions that are over, and payments over them."""

from secrets import token_hex

from owl_app.models import Charge
from owl_app.services import charge_changes, payments, practice_settings, therapist_profiles
from owl_app.services.access import Viewer
from owl_app.services.charge_changes import ChargeForm
from owl_app.services.payments import PaymentForm, ReasonForm, Recorded, RefundForm
from owl_app.services.practice_settings import PracticeForm
from owl_app.services.therapist_profiles import ProfileForm
from tests.booking import booked_in
from tests.cast import Cast, Person
from tests.door import act, read, row, rows

THEA = {
    "registered_name": "Thea M. Thorne",
    "title": "Registered Psychotherapist",
    "college": "College of Registered Psychotherapists of Ontario",
    "registration_number": "010203",
}


def open_the_books(cast: Cast) -> None:
    """Everything a receipt needs: the practice's address, and Thea's and Tom's profiles."""
    kept = read(cast.olivia, practice_settings.get)
    typed = {name: getattr(kept, name) for name in PracticeForm.model_fields if name != "admins_see_clinical"}
    typed |= {"street": "12 Willow Street", "city": "Toronto", "region": "ON", "postal_code": "M5V 2T6"}
    act(cast.olivia, practice_settings.change, form=PracticeForm.read(typed))
    profile(cast.thea, THEA)
    profile(cast.tom, {**THEA, "registered_name": "Tom Tarn", "registration_number": "040506"})


def profile(who: Person, typed: dict[str, str]) -> None:
    form = ProfileForm.read({**typed, "version": read(who, therapist_profiles.get, account_id=who.account_id).version})
    act(who, therapist_profiles.change, account_id=who.account_id, form=form)


def held(who: Person, service: str, client_ids: list[str], *, days_ago: int, **typed: object) -> list[str]:
    """The charges of a session that was so many days ago, those of its clients in their order."""
    first, *_ = client_ids
    session_id = booked_in(who, service, first, hours=-24 * days_ago, clients=client_ids, **typed)
    return [str(each.id) for each in rows(Charge) if str(each.appointment_id) == session_id]


def owe(who: Person, charge_id: str, **typed: object) -> None:
    """Change what is owed for a session, as somebody who sees it as it is now."""
    kept = row(Charge, charge_id)
    form = ChargeForm.read({"version": kept.version, "fee": kept.fee, "asks": "all", **typed})
    act(who, charge_changes.change, charge_id=charge_id, form=form)


def pay(who: Person | Viewer, client_id: str, charges: list[str], amount: str, **typed: object) -> Recorded:
    """What came of recording a payment; credit is agreed to where it comes up."""
    form = {
        "key": token_hex(8),
        "payor": "Ana Roy",
        "method": "e_transfer",
        "amount": amount,
        "charges": " ".join(charges),
        "with_receipt": "on",
        **typed,
    }
    made = act(who, payments.record, client_id=client_id, form=PaymentForm.read(form))
    if not made.payment_id:
        form["credit_seen"] = str(made.credit)
        made = act(who, payments.record, client_id=client_id, form=PaymentForm.read(form))
    return made


def give_back(who: Person, payment_id: str, amount: str, **typed: object) -> None:
    form = {"key": token_hex(8), "amount": amount, "method": "e_transfer", "reason": "Paid twice", **typed}
    act(who, payments.refund, payment_id=payment_id, form=RefundForm.read(form))


def void_payment(who: Person, payment_id: str, reason: str = "Typed by mistake") -> None:
    act(who, payments.void, payment_id=payment_id, form=ReasonForm.read({"reason": reason}))
