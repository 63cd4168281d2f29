"""A session's page: what there is to know, what became of it, and changing or cancelling it."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import reflex as rx

from owl_app.admin.booking_state import Booking
from owl_app.errors import Conflict, NotFound
from owl_app.i18n import t
from owl_app.services import appointment_list, appointments, offered_services, team
from owl_app.services.access import STAFF
from owl_app.services.appointment_forms import AttendanceForm, CancellationForm, ChangeForm
from owl_app.services.appointment_list import SessionDetail
from owl_app.services.local_times import local
from owl_app.web.appointment_words import attendance_badges, meeting_names, written_in_zone
from owl_app.web.live import live
from owl_app.web.routes import session_in
from owl_app.web.screen import Frame, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_moment, written_time

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class SessionLine:
    """The session, in words, and what stands in the fields of the change window."""

    id: str
    version: int
    title: str
    when: str
    starts: str
    ends: str
    zone: str
    opens: str
    closes: str
    is_open: bool
    therapist_id: str
    therapist: str
    service_id: str
    service: str
    meeting: str
    meeting_name: str
    attendance: str
    attendance_name: str
    tone: str
    day: str
    start: str
    minutes: str
    buffer_minutes: str
    note: str
    in_series: bool
    is_booked: bool
    is_cancelled: bool
    may_change: bool


@dataclass(frozen=True)
class ComesLine:
    """Somebody who comes; `opens` where the viewer may open the record."""

    id: str
    name: str
    opens: bool


@dataclass(frozen=True)
class HistoryLine:
    """One line of what happened to the session."""

    when: str
    who: str
    what: str


NOTHING = SessionLine(
    **dict.fromkeys(SessionLine.__dataclass_fields__, "")
    | {"version": 0, "is_open": False, "in_series": False}
    | {"is_booked": False, "is_cancelled": False, "may_change": False}
)


class SessionState(Booking, rx.State):
    """The session in the address."""

    session: SessionLine = NOTHING
    clients: list[ComesLine] = []
    history: list[HistoryLine] = []
    therapist_options: list[list[str]] = []
    service_options: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        live.watch(self, viewer, SessionState.load)
        try:
            await self._show()
            live.watch(self, viewer, SessionState.load, ("appointment", self._id()), ("services", ""))
        except NotFound:
            self.missing, self.session, self.clients, self.history = True, NOTHING, [], []
        self.loaded = True

    @handler(STAFF)
    async def change(self, form: dict) -> None:
        typed = ChangeForm.read(form)
        outcome = await self._told(self._try(appointments.change, appointment_id=self._id(), form=typed))
        if outcome is not None:
            self._say(t("Changed: {count}.", count=outcome.count) if outcome.count > 1 else t("Saved."))

    @handler(STAFF)
    async def set_attendance(self, form: dict) -> None:
        typed = AttendanceForm.read(form)
        await self._told(self._keep(appointments.set_attendance, appointment_id=self._id(), form=typed))
        self._say(t("Saved."))

    @handler(STAFF)
    async def cancel(self, form: dict) -> None:
        typed = CancellationForm.read(form)
        count = await self._told(self._keep(appointments.cancel, appointment_id=self._id(), form=typed))
        self._say(t("Cancelled: {count}.", count=count) if count > 1 else t("The session is cancelled."))

    async def _told(self, keeping: Awaitable[Kept]) -> Kept:
        """Wait for something to be kept; the forms go on with the newest version once the person knows of it."""
        try:
            kept = await keeping
        except Conflict:
            self.told += 1
            raise
        finally:
            await self._show()
        self.told += kept is not None
        return kept

    async def _show(self) -> None:
        frame = await self._enter()
        detail = await read(self, appointment_list.get_detail, appointment_id=self._id())
        self.missing, self.session = False, _in_words(detail, frame)
        self.clients = [ComesLine(each.id, each.name, each.opens) for each in detail.clients]
        history = await read(self, appointment_list.list_history, appointment_id=self._id())
        self.history = [
            HistoryLine(written_moment(row.at, frame.zone, frame.locale), row.who, row.what) for row in history
        ]
        therapists = await read(self, team.list_therapists) if frame.manages else []
        self.therapist_options = [[row.id, row.name] for row in therapists]
        offered = [[each.id, each.name] for each in await read(self, offered_services.list_offered)]
        kept = [] if detail.service_id in {each[0] for each in offered} else [[detail.service_id, detail.service]]
        self.service_options = [*kept, *offered]

    def _id(self) -> str:
        return session_in(self.router.url.path)


def _in_words(detail: SessionDetail, frame: Frame) -> SessionLine:
    start = local(detail.starts_at, frame.zone)
    name, tone = attendance_badges()[detail.attendance]
    return SessionLine(
        id=detail.id,
        version=detail.version,
        title=", ".join(each.name for each in detail.clients) or t("Session"),
        when=written_in_zone(detail.starts_at, detail.ends_at, frame.zone, frame.locale),
        starts=detail.starts_at.isoformat(),
        ends=detail.ends_at.isoformat(),
        zone=frame.zone,
        opens=written_time(detail.opens_at, frame.zone, frame.locale),
        closes=written_time(detail.closes_at, frame.zone, frame.locale),
        is_open=detail.is_open,
        therapist_id=detail.therapist_id,
        therapist=detail.therapist,
        service_id=detail.service_id,
        service=detail.service,
        meeting=detail.meeting,
        meeting_name=meeting_names()[detail.meeting],
        attendance=detail.attendance,
        attendance_name=name,
        tone=tone,
        day=start.date().isoformat(),
        start=f"{start:%H:%M}",
        minutes=str(detail.minutes),
        buffer_minutes=str(detail.buffer_minutes),
        note=detail.note,
        in_series=detail.in_series,
        is_booked=detail.attendance == "booked",
        is_cancelled=detail.attendance in {"cancelled", "late_cancelled"},
        may_change=detail.may_change,
    )
