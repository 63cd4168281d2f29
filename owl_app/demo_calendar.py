"""The demo's services and its calendar: weeks that are over and weeks to come, made through the services."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select, update

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.errors import Invalid
from owl_app.models import Appointment, Attendance, Client, ClientStatus, Practice
from owl_app.services import appointments, offered_services, taxes
from owl_app.services.access import Viewer, get_practice
from owl_app.services.appointment_forms import BookingForm, CancellationForm
from owl_app.services.appointments import Outcome
from owl_app.services.local_times import local
from owl_app.services.offered_services import ServiceForm
from owl_app.services.taxes import TaxForm

WEEKS_BACK, WEEKS_AHEAD, LEFT_FOR = 8, 5, 3
"""How far the calendar reaches, and how many weeks ago those who are inactive came last."""
_EVERYWHERE = {"video": "on", "in_person": "on", "phone": "on"}
_SERVICES: tuple[dict[str, str], ...] = (
    {"name": "Individual therapy", "minutes": "50", "fee": "140", "colour": "green", **_EVERYWHERE},
    {"name": "Couples therapy", "minutes": "80", "fee": "190", "colour": "violet", "video": "on", "in_person": "on"},
    {"name": "First conversation", "minutes": "20", "fee": "0", "colour": "amber", "video": "on", "phone": "on"},
    {
        "name": "Letter or report",
        "minutes": "30",
        "fee": "90",
        "colour": "blue",
    }
    | {"phone": "on", "tax_id": "HST"},
)
_TAX = {"name": "HST", "rate": "13", "number": "00000 0000 RT0001"}
_TIMES = ("09:00", "10:15", "11:30", "13:30", "14:45", "16:00")
_MEETINGS = ("video", "in_person", "video", "phone")
_COUPLES = ((10, 13), (2, 5))
"""Pairs of clients of one therapist, by their number."""
_NOTES = {0: "Bring the notebook, if you like.", 7: "We go on with the letter.", 11: "Please have a glass of water."}


def _taxed(service: dict[str, str], tax_id: str) -> dict[str, str]:
    return {**service, "tax_id": tax_id if "tax_id" in service else ""}


def fill_calendar(viewers: Sequence[Viewer], client_ids: Sequence[str]) -> None:
    """Everybody comes once a week or every two weeks; the first client has a session that can be joined now."""
    with transaction() as session:
        hst = taxes.add(session, viewers[0], form=TaxForm.read(_TAX))
        individual, couples, first, _ = [
            offered_services.add(session, viewers[0], form=ServiceForm.read(_taxed(each, hst))) for each in _SERVICES
        ]
        practice = get_practice(session)
        _book_now(session, viewers, individual, client_ids[0], practice)
        for number, client_id in enumerate(client_ids):
            _book_weeks(session, viewers, individual, number, [client_id], practice)
        for number, pair in enumerate(_COUPLES):
            clients = [client_ids[each] for each in pair]
            _book_weeks(session, viewers, couples, 40 + pair[0] % 3 + 3 * number, clients, practice)
        newcomer = {"service_id": first, "clients": [client_ids[3]], "meeting": "phone", "start": "17:30"}
        _book(session, viewers[0], {**newcomer, "day": _day(practice, 2), **_with(viewers[0])})
        _say_what_became_of_them(session, viewers[0])


def _book_now(session: Session, viewers: Sequence[Viewer], service_id: str, client_id: str, practice: Practice) -> None:
    """Their therapist and the first client meet in a few minutes."""
    start = local(now(), practice.time_zone) + timedelta(minutes=10)
    start -= timedelta(minutes=start.minute % 5)
    typed = {"service_id": service_id, "clients": [client_id], "meeting": "video", "note": _NOTES[0]}
    _book(session, viewers[0], {**typed, **_with(viewers[0]), "day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}"})


def _book_weeks(
    session: Session,
    viewers: Sequence[Viewer],
    service_id: str,
    number: int,
    clients: list[str],
    practice: Practice,
) -> None:
    """A series at the first time of the week that is free in all of its weeks."""
    place = number // 3
    monday = local(now(), practice.time_zone).date()
    monday -= timedelta(days=monday.weekday(), weeks=WEEKS_BACK)
    is_here = session.get_one(Client, UUID(clients[0])).status is ClientStatus.ACTIVE
    weeks = WEEKS_BACK + WEEKS_AHEAD if is_here else WEEKS_BACK - LEFT_FOR
    day = monday + timedelta(days=place % 5)
    typed = {
        "service_id": service_id,
        "clients": clients,
        "meeting": _MEETINGS[number % 4] if len(clients) == 1 else "video",
        "buffer_minutes": "10",
        "note": _NOTES.get(number, ""),
        "day": day.isoformat(),
        "repeat": "two_weeks" if number % 2 else "weekly",
        "until": (day + timedelta(weeks=weeks)).isoformat(),
        **_with(viewers[number % 3]),
    }
    first = place // 5 * 2
    for start in (*_TIMES[first:], *_TIMES[:first]):
        try:
            _book(session, viewers[0], {**typed, "start": start})
        except Invalid:
            continue
        return


def _book(session: Session, owner: Viewer, typed: dict[str, Any]) -> Outcome:
    """Book, having looked at every caution."""
    with session.begin_nested():
        outcome = appointments.book(session, owner, form=BookingForm.read(typed))
        if outcome.cautions:
            seen = " ".join(each.key for each in outcome.cautions)
            outcome = appointments.book(session, owner, form=BookingForm.read({**typed, "looked_at": seen}))
    return outcome


def _say_what_became_of_them(session: Session, owner: Viewer) -> None:
    """Those that are over were attended but for a few, and a few of those to come are cancelled."""
    over = session.exec(
        select(Appointment.id).where(Appointment.ends_at < now()).order_by(col(Appointment.starts_at))
    ).all()
    attended = {"attendance": Attendance.ATTENDED, "version": 2}
    session.execute(update(Appointment).where(col(Appointment.id).in_(over)).values(**attended))
    for attendance, nth, of in (
        (Attendance.CANCELLED, 5, 17),
        (Attendance.LATE_CANCELLED, 9, 23),
        (Attendance.NO_SHOW, 4, 29),
        (Attendance.NON_BILLABLE, 11, 41),
        (Attendance.BOOKED, 0, 37),
    ):
        chosen = [each for place, each in enumerate(over) if place % of == nth]
        session.execute(update(Appointment).where(col(Appointment.id).in_(chosen)).values(attendance=attendance))
    later = now() + timedelta(days=1)
    to_come = session.exec(
        select(Appointment).where(Appointment.starts_at > later).order_by(col(Appointment.starts_at)).limit(40)
    ).all()
    for number, appointment in enumerate(to_come):
        if number % 13 == 6:
            form = CancellationForm(version=appointment.version, late=number > 20)
            appointments.cancel(session, owner, appointment_id=appointment.id, form=form)


def _day(practice: Practice, ahead: int) -> str:
    day: datetime = local(now(), practice.time_zone) + timedelta(days=ahead)
    return f"{day:%Y-%m-%d}"


def _with(viewer: Viewer) -> dict[str, str]:
    return {"therapist_id": str(viewer.account_id)}
