"""Sessions: booking one or a series, changing and cancelling them, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select, update

from owl_app.announcements import announce
from owl_app.clock import now
from owl_app.database import insert_row
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.i18n import t
from owl_app.models import (
    Account,
    Appointment,
    AppointmentClient,
    Attendance,
    Client,
    ClientAccess,
    Meeting,
    Practice,
    Service,
)
from owl_app.models.columns import new_id
from owl_app.services import appointment_letters, audit, charges, versions
from owl_app.services.access import STAFF, Viewer, get_client_for, get_practice, get_therapist_for, parse_id
from owl_app.services.appointment_access import get_appointment_to_change_for, get_service_for, may_change
from owl_app.services.appointment_forms import (
    AttendanceForm,
    BookingForm,
    CancellationForm,
    ChangeForm,
    Repeat,
    Scope,
)
from owl_app.services.booked_times import Caution, Slot, cautions_about, lock_therapists, refusal_beside, slot
from owl_app.services.local_times import local, repeated

MOST_REPEATED = 104
"""Sessions of one series."""


@dataclass(frozen=True)
class Outcome:
    """What was kept: the first session's id and how many; or nothing, because something has to be looked at first."""

    id: str = ""
    count: int = 0
    cautions: tuple[Caution, ...] = ()


def book(session: Session, viewer: Viewer, *, form: BookingForm) -> Outcome:
    """Book a session, or a whole series of them, or none when a caution was not looked at.

    Raises:
        NotFound: a client is not there, or not this viewer's.
        NotAllowed: a therapist books for a colleague.
        Invalid: the therapist is booked already, or the service is not offered like this.
    """
    viewer.must_be(STAFF)
    practice = get_practice(session)
    clients = [get_client_for(session, viewer, each) for each in sorted({parse_id(each) for each in form.clients})]
    therapist = _therapist(session, viewer, form.therapist_id)
    service = _service(session, viewer, form.service_id, form.meeting)
    slots = _slots(practice, service, form)
    cautions = cautions_about(session, practice, slots, clients)
    if _unseen(cautions, form.looked_at):
        return Outcome(cautions=tuple(cautions))
    lock_therapists(session, therapist.id)
    series_id = new_id() if len(slots) > 1 else None
    booked = [
        Appointment(
            therapist_id=therapist.id,
            service_id=service.id,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            free_at=each.free_at,
            zone=practice.time_zone,
            meeting=Meeting(form.meeting),
            note=form.note,
            series_id=series_id,
        )
        for each in slots
    ]
    for appointment in booked:
        with refusal_beside("start", session, practice, appointment):
            session.add(appointment)
        for client in clients:
            insert_row(
                session,
                AppointmentClient,
                appointment_id=appointment.id,
                client_id=client.id,
                starts_at=appointment.starts_at,
            )
    charges.charge_for(session, practice, service, booked, parse_id(form.clients[0]))
    _note(session, viewer, "session_booked", booked, at=_plain(practice, booked[0]), count=len(booked))
    appointment_letters.tell_booked(session, practice, booked)
    return Outcome(str(booked[0].id), len(booked))


def change(session: Session, viewer: Viewer, *, appointment_id: object, form: ChangeForm) -> Outcome:
    """Change a session, or this and the following of its series, or none when a caution was not looked at.

    The following ones move by as much on the clock as this one does.

    Raises:
        NotFound, NotAllowed: it is not there, not this viewer's, or a colleague's.
        Conflict: somebody else saved since this version, or it is cancelled.
        Invalid: the therapist is booked already, or the service is not offered like this.
    """
    appointment = get_appointment_to_change_for(session, viewer, appointment_id)
    if appointment.is_cancelled:
        raise Conflict(t("This session is cancelled. Book it again first."))
    practice = get_practice(session)
    chosen = [appointment, *(_following(session, appointment) if form.scope == Scope.FOLLOWING else [])]
    typed = _typed(session, viewer, appointment, form)
    slots = {each.id: _moved(practice, appointment, each, form) for each in chosen}
    moved = [slots[each.id] for each in chosen if slots[each.id].starts_at != each.starts_at]
    if moved:
        but = [each.id for each in chosen]
        cautions = cautions_about(session, practice, moved, _clients_of(session, appointment), but)
        if _unseen(cautions, form.looked_at):
            return Outcome(cautions=tuple(cautions))
    lock_therapists(session, appointment.therapist_id, typed.get("therapist_id", appointment.therapist_id))
    changed: set[str] = set()
    before, was = _plain(practice, appointment), appointment_letters.before_change(chosen)
    # The one that moves away from the others goes first, so that none stands in the way of the next.
    later = slots[appointment.id].starts_at > appointment.starts_at
    for each in reversed(chosen) if later else chosen:
        version = form.version if each is appointment else each.version
        changed |= set(_change_one(session, practice, each, slots[each.id], version, typed))
    if {"service_id", "therapist_id"} & changed:
        for each in chosen:
            charges.price_anew(session, practice, each)
    if changed:
        act = "session_moved" if "starts_at" in changed else "session_changed"
        fields = sorted(changed - {"free_at"}) if changed != {"free_at"} else ["free_at"]
        _note(
            session,
            viewer,
            act,
            chosen,
            before=before,
            at=_plain(practice, appointment),
            fields=fields,
            count=len(chosen),
        )
        appointment_letters.tell_changed(session, practice, chosen, was)
    return Outcome(str(appointment.id), len(chosen) if changed else 0)


def set_attendance(session: Session, viewer: Viewer, *, appointment_id: object, form: AttendanceForm) -> None:
    """Say what became of a session; one that was cancelled can be booked again while its time is free.

    Raises:
        NotFound, NotAllowed: it is not there, not this viewer's, or a colleague's.
        Conflict: somebody else saved since this version.
        Invalid: it has not begun, or its time was given to somebody else.
    """
    appointment = get_appointment_to_change_for(session, viewer, appointment_id)
    attendance = Attendance(form.attendance)
    if attendance in {Attendance.ATTENDED, Attendance.NO_SHOW} and appointment.starts_at > now():
        raise Invalid({"attendance": t("This session has not begun yet.")})
    was_cancelled = appointment.is_cancelled
    lock_therapists(session, appointment.therapist_id)
    practice = get_practice(session)
    with refusal_beside("attendance", session, practice, appointment):
        changed = versions.change(appointment, form.version, {"attendance": attendance})
    if not changed:
        return
    charges.release(session, [appointment])
    at = _plain(practice, appointment)
    _note(session, viewer, "session_attendance", [appointment], at=at, attendance=attendance.value)
    if was_cancelled == appointment.is_cancelled:
        return
    appointment.sequence += 1
    if was_cancelled:
        appointment.timed_at = now()
        appointment_letters.tell_booked(session, practice, [appointment])
    else:
        appointment_letters.tell_cancelled(session, practice, [appointment])


def cancel(session: Session, viewer: Viewer, *, appointment_id: object, form: CancellationForm) -> int:
    """Cancel a session, or this and the following of its series, and return how many were.

    Raises:
        NotFound, NotAllowed: it is not there, not this viewer's, or a colleague's.
        Conflict: somebody else saved since this version, or it is cancelled already, or took place.
    """
    appointment = get_appointment_to_change_for(session, viewer, appointment_id)
    if appointment.is_cancelled:
        raise Conflict(t("It is cancelled already."))
    if appointment.attendance is not Attendance.BOOKED:
        raise Conflict(t("This session took place. Change its attendance instead."))
    attendance = Attendance.LATE_CANCELLED if form.late else Attendance.CANCELLED
    versions.change(appointment, form.version, {"attendance": attendance})
    chosen = [appointment, *(_following(session, appointment) if form.scope == Scope.FOLLOWING else [])]
    for each in chosen:
        if each is not appointment:
            each.attendance, each.version = Attendance.CANCELLED, each.version + 1
        each.sequence += 1
        session.add(each)
    charges.release(session, chosen)
    act = "session_cancelled_late" if form.late else "session_cancelled"
    practice = get_practice(session)
    _note(session, viewer, act, chosen, at=_plain(practice, appointment), count=len(chosen))
    appointment_letters.tell_cancelled(session, practice, chosen)
    return len(chosen)


def _therapist(session: Session, viewer: Viewer, typed: str | None) -> Account:
    try:
        therapist = get_therapist_for(session, viewer, typed or viewer.account_id)
    except NotFound:
        raise Invalid({"therapist_id": t("Choose a therapist from the list.")}) from None
    if not may_change(viewer, therapist.id):
        raise NotAllowed(t("Only Owners and Admins book for somebody else."))
    return therapist


def _service(session: Session, viewer: Viewer, typed: str, meeting: str, kept: UUID | None = None) -> Service:
    """The service, if it is offered like this; a retired one only where it is `kept`."""
    try:
        service = get_service_for(session, viewer, typed)
    except NotFound:
        raise Invalid({"service_id": t("Choose a service from the list.")}) from None
    if service.retired and service.id != kept:
        raise Invalid({"service_id": t("This service is not offered any more. Choose another.")})
    if not getattr(service, meeting):
        raise Invalid({"meeting": t("{service} is not offered like this.", service=service.name)})
    return service


def _slots(practice: Practice, service: Service, form: BookingForm) -> list[Slot]:
    if form.day is None or form.start is None:
        raise Invalid({"start": t("Please fill this in.")})
    days = [form.day]
    if form.repeat != Repeat.NONE:
        if form.until is None or form.until < form.day:
            raise Invalid({"until": t("Write the last day, on or after the first.")})
        weeks = 1 if form.repeat == Repeat.WEEKLY else 2
        days = list(repeated(form.day, form.until, weeks))
        if len(days) > MOST_REPEATED:
            raise Invalid({"until": t("A series has at most {count} sessions.", count=MOST_REPEATED)})
    minutes = form.minutes or service.minutes
    return [slot(practice.time_zone, day, form.start, minutes, form.buffer_minutes or 0) for day in days]


def _typed(session: Session, viewer: Viewer, appointment: Appointment, form: ChangeForm) -> dict[str, Any]:
    """What was typed besides the time, checked."""
    typed: dict[str, Any] = {}
    if form.therapist_id and form.therapist_id != str(appointment.therapist_id):
        typed["therapist_id"] = _therapist(session, viewer, form.therapist_id).id
    if form.service_id or form.meeting:
        meeting = form.meeting or appointment.meeting.value
        wanted = form.service_id or str(appointment.service_id)
        service = _service(session, viewer, wanted, meeting, kept=appointment.service_id)
        typed |= {"service_id": service.id, "meeting": Meeting(meeting)}
    if form.note is not None:
        typed["note"] = form.note
    return typed


def _moved(practice: Practice, changed: Appointment, each: Appointment, form: ChangeForm) -> Slot:
    """The time that one of the series has after the change, which moves the clock and not the moment."""
    was = local(changed.starts_at, practice.time_zone).replace(tzinfo=None)
    wanted = datetime.combine(form.day or was.date(), form.start or was.time())
    start = local(each.starts_at, practice.time_zone).replace(tzinfo=None) + (wanted - was)
    minutes = each.minutes if form.minutes is None else form.minutes
    buffer_minutes = each.buffer_minutes if form.buffer_minutes is None else form.buffer_minutes
    if wanted == was:
        ends_at = each.starts_at + timedelta(minutes=minutes)
        free_at = ends_at + timedelta(minutes=buffer_minutes)
        return Slot(start.date(), start.time(), each.starts_at, ends_at, free_at)
    return slot(practice.time_zone, start.date(), start.time(), minutes, buffer_minutes)


def _change_one(
    session: Session, practice: Practice, each: Appointment, wanted: Slot, version: int, typed: dict[str, Any]
) -> list[str]:
    times = {"starts_at": wanted.starts_at, "ends_at": wanted.ends_at, "free_at": wanted.free_at}
    with refusal_beside("start", session, practice, each):
        changed = versions.change(each, version, {**typed, **times})
        session.add(each)
    if {"starts_at", "ends_at"} & set(changed):
        each.sequence += 1
    if "starts_at" in changed:
        each.zone, each.timed_at = practice.time_zone, now()
        session.execute(
            update(AppointmentClient)
            .where(col(AppointmentClient.appointment_id) == each.id)
            .values(starts_at=each.starts_at)
        )
    return changed


def _following(session: Session, appointment: Appointment) -> Sequence[Appointment]:
    """Those of the series after this one that are still booked."""
    if appointment.series_id is None:
        return []
    return session.exec(
        select(Appointment)
        .where(
            Appointment.series_id == appointment.series_id,
            Appointment.starts_at > appointment.starts_at,
            Appointment.attendance == Attendance.BOOKED,
        )
        .order_by(col(Appointment.starts_at))
        .with_for_update()
    ).all()


def _clients_of(session: Session, appointment: Appointment) -> Sequence[Client]:
    return session.exec(
        select(Client)
        .join(AppointmentClient, col(AppointmentClient.client_id) == Client.id)
        .where(AppointmentClient.appointment_id == appointment.id)
        .order_by(col(Client.id))
    ).all()


def _unseen(cautions: Sequence[Caution], looked_at: str) -> bool:
    return not {each.key for each in cautions} <= set(looked_at.split())


def _plain(practice: Practice, appointment: Appointment) -> str:
    """When it is on the practice's clocks, for the trail."""
    return local(appointment.starts_at, practice.time_zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _note(session: Session, viewer: Viewer, act: str, chosen: Sequence[Appointment], **detail: Any) -> None:
    """Leave a row in the Logs of everybody who comes, and tell the open pages."""
    first = chosen[0]
    about = first.series_id if len(chosen) > 1 else first.id
    detail["told"] = str(new_id())
    client_ids = session.exec(
        select(AppointmentClient.client_id).where(AppointmentClient.appointment_id == first.id)
    ).all()
    for client_id in client_ids:
        audit.record(session, viewer, act, client_id=client_id, about_id=about, **detail)
        announce(session, "client", client_id)
    for account_id in session.exec(
        select(ClientAccess.account_id).where(col(ClientAccess.client_id).in_(client_ids)).distinct()
    ):
        announce(session, "account", account_id)
    announce(session, "appointments")
    for therapist_id in {each.therapist_id for each in chosen}:
        announce(session, "appointments", therapist_id)
    for each in chosen:
        announce(session, "appointment", each.id)
