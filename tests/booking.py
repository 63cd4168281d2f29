"""Booking for tests: a service, and sessions of the cast on the practice's clocks."""

from datetime import timedelta

from owl_app.clock import now
from owl_app.models import Appointment
from owl_app.services import appointments, offered_services
from owl_app.services.appointment_forms import AttendanceForm, BookingForm, CancellationForm, ChangeForm
from owl_app.services.appointments import Outcome
from owl_app.services.local_times import local
from owl_app.services.offered_services import ServiceForm
from tests.cast import Cast, Person
from tests.door import act, row

EVERYWHERE = {"video": "on", "in_person": "on", "phone": "on"}


def add_service(who: Person, name: str = "Individual therapy", **typed: object) -> str:
    form = {"name": name, "fee": "140.00", **EVERYWHERE, **typed}
    return act(who, offered_services.add, form=ServiceForm.read(form))


def booked(who: Person, service_id: str, client_id: str, day: str, start: str, **typed: object) -> Outcome:
    """What came of booking; for the therapist who books, or the one in `therapist_id`."""
    form = {"service_id": service_id, "clients": [client_id], "day": day, "start": start, **typed}
    return act(who, appointments.book, form=BookingForm.read(form))


def changed(who: Person, appointment_id: str, **typed: object) -> Outcome:
    """What came of changing it, as somebody who saw its newest version."""
    form = {"version": row(Appointment, appointment_id).version, **typed}
    return act(who, appointments.change, appointment_id=appointment_id, form=ChangeForm.read(form))


def thea(cast: Cast) -> dict[str, str]:
    """That Thea holds the session, for somebody who books for her."""
    return {"therapist_id": str(cast.thea.account_id)}


def cancelled(who: Person, appointment_id: str, **typed: object) -> int:
    form = CancellationForm.read({"version": row(Appointment, appointment_id).version, **typed})
    return act(who, appointments.cancel, appointment_id=appointment_id, form=form)


def attended(who: Person, appointment_id: str, attendance: str) -> None:
    form = AttendanceForm.read({"version": row(Appointment, appointment_id).version, "attendance": attendance})
    act(who, appointments.set_attendance, appointment_id=appointment_id, form=form)


def booked_in(who: Person, service_id: str, client_ids: str, *, hours: float, **typed: object) -> str:
    """The id of a session that begins in so many hours, to the minute; whatever there is to look at was looked at."""
    start = local(now() + timedelta(hours=hours), "America/Toronto")
    day, at = f"{start:%Y-%m-%d}", f"{start:%H:%M}"
    outcome = booked(who, service_id, client_ids, day, at, **typed)
    if outcome.cautions:
        seen = " ".join(each.key for each in outcome.cautions)
        outcome = booked(who, service_id, client_ids, day, at, looked_at=seen, **typed)
    return outcome.id
