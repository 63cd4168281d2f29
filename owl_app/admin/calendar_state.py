"""The calendar as the address says, and sessions that are dragged to another time or made longer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import reflex as rx

from owl_app.admin.booking_state import Booking
from owl_app.clock import now
from owl_app.errors import Conflict, Invalid, NotFound, OwlError
from owl_app.i18n import t
from owl_app.services import appointments, calendars
from owl_app.services.access import STAFF
from owl_app.services.appointment_forms import ChangeForm
from owl_app.services.appointment_list import SessionRow
from owl_app.services.calendars import ALL, Calendar
from owl_app.services.local_times import local
from owl_app.web.appointment_words import attendance_badges, meeting_names
from owl_app.web.live import live
from owl_app.web.screen import Frame, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import first_weekday, place_of, spoken_tag, written_clock, written_date

CANCELLED = frozenset({"cancelled", "late_cancelled"})
MARKED = frozenset({"late_cancelled", "no_show", "non_billable"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as it stands in the calendar.

    `start` and `end` are times on the practice's clocks, so many minutes apart as the session is long: what the clocks
    say when they change meanwhile is in `time`.
    """

    id: str
    version: int
    start: str
    end: str
    time: str
    title: str
    note: str
    said: str
    """What became of it, where it is not simply booked."""
    marked: bool
    """Whether that is to be seen at a glance."""
    colour: str
    cancelled: bool
    in_series: bool
    movable: bool


@dataclass(frozen=True)
class Move:
    """A session that was dragged, and what is asked before it is kept."""

    appointment_id: str
    version: str
    day: str
    start: str
    minutes: str
    title: str
    was: str
    becomes: str
    in_series: bool


NO_MOVE = Move("", "", "", "", "", "", "", "", in_series=False)


class CalendarState(Booking, rx.State):
    """The sessions of the days in the address, on the practice's clocks."""

    entries: list[Entry] = []
    day: str = ""
    therapist: str = ""
    therapist_options: list[list[str]] = []
    clock: str = ""
    """What the practice's clocks say now."""
    offsets: list[list[int]] = []
    """Moments at both ends of what is seen, each with the minutes the practice's clocks are ahead of UTC."""
    place: str = ""
    tag: str = "en"
    first_day: int = 0
    """As browsers count: Sunday is 0."""
    move: Move = NO_MOVE
    questions: int = 0
    """Counts the moves that something is asked about."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), CalendarState.load, ("appointments", ""), ("services", ""))
        await self._show()
        self.loaded = True

    @handler(STAFF)
    async def put(self, form: dict) -> None:
        """A session was dragged or made longer, or somebody answered what was asked about that."""
        is_answer = bool(form.pop("is_answer", ""))
        appointment_id = str(form.pop("appointment_id", ""))
        self.move, self.cautions, self.looked_at = await self._described(appointment_id, form), [], ""
        if self.move.in_series and not is_answer:
            self.questions += 1
            return
        try:
            outcome = await self._try(appointments.change, appointment_id=appointment_id, form=ChangeForm.read(form))
        except Invalid as invalid:
            raise Conflict(invalid.message) from None
        except OwlError:
            await self._show()
            raise
        if outcome is None:
            self.questions += not is_answer
            return
        await self._show()
        self._say(t("Changed: {count}.", count=outcome.count) if outcome.count > 1 else t("Saved."))

    async def _show(self) -> None:
        frame = await self._enter()
        asked = self.router.url.query_parameters
        found = await read(
            self,
            calendars.look,
            view=asked.get("view", ""),
            day=asked.get("date", "")[:10],
            therapist=asked.get("therapist", ""),
        )
        self.entries, self.day = _entries(found, frame), found.day.isoformat()
        self.therapist = found.chosen or (ALL if found.therapists else "")
        self.therapist_options = [[row.id, row.name] for row in found.therapists]
        self.clock = local(now(), frame.zone).replace(tzinfo=None).isoformat(timespec="seconds")
        self.offsets = [_offset(each, frame.zone) for each in (found.since, found.until)]
        self.place = place_of(frame.zone)
        self.tag, self.first_day = spoken_tag(frame.locale), (first_weekday(frame.locale) + 1) % 7

    async def _described(self, appointment_id: str, form: dict[str, Any]) -> Move:
        entry = next((each for each in self.entries if each.id == appointment_id), None)
        if entry is None:
            raise NotFound(t("There is no such session, or it is not yours."))
        given = {name: str(form.get(name, ""))[:20] for name in ("version", "day", "start", "minutes")}
        locale = await self._locale()
        return Move(
            appointment_id=appointment_id,
            title=entry.title,
            was=_when(entry.start, locale),
            becomes=_when(f"{given['day']}T{given['start']}", locale),
            in_series=entry.in_series,
            **given,
        )


def _entries(found: Calendar, frame: Frame) -> list[Entry]:
    """The sessions in words; a therapist is named where there are several."""
    words = {value: name for value, (name, _) in attendance_badges().items() if value != "booked"}
    ways = meeting_names()
    clock = _clock(frame.locale)
    return [_entry(row, frame.zone, clock, words, ways, named=not found.chosen) for row in found.rows]


def _entry(
    row: SessionRow,
    zone: str,
    clock: Callable[[datetime], str],
    words: dict[str, str],
    ways: dict[str, str],
    *,
    named: bool,
) -> Entry:
    start, end = (local(moment, zone).replace(tzinfo=None) for moment in (row.starts_at, row.ends_at))
    about = [row.service, ways[row.meeting], *([row.therapist] if named else [])]
    return Entry(
        id=row.id,
        version=row.version,
        start=start.isoformat(timespec="minutes"),
        end=(start + (row.ends_at - row.starts_at)).isoformat(timespec="minutes"),
        time=f"{clock(start)} – {clock(end)}",
        title=", ".join(row.clients) or t("Session"),
        note=" · ".join(about),
        said=words.get(row.attendance, ""),
        marked=row.attendance in MARKED,
        colour=row.colour,
        cancelled=row.attendance in CANCELLED,
        in_series=row.in_series,
        movable=row.may_change and row.attendance not in CANCELLED,
    )


def _clock(locale: str) -> Callable[[datetime], str]:
    """Writes a time of day; thousands of sessions begin at a few of them."""
    written: dict[time, str] = {}

    def write(moment: datetime) -> str:
        found = written.get(moment.time())
        if found is None:
            found = written[moment.time()] = written_clock(moment, locale)
        return found

    return write


def _when(moment: str, locale: str) -> str:
    """Raises Conflict when it is no moment."""
    try:
        read_moment = datetime.fromisoformat(moment)
    except ValueError:
        raise Conflict(t("This cannot be used here.")) from None
    return ", ".join([written_date(read_moment.date(), locale), written_clock(read_moment, locale)])


def _offset(moment: datetime, zone: str) -> list[int]:
    ahead = local(moment, zone).utcoffset() or timedelta()
    return [int(moment.timestamp() * 1000), int(ahead.total_seconds() // 60)]
