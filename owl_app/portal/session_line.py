"""A session in the words that its client reads."""

from dataclasses import dataclass

from owl_app.clock import now
from owl_app.i18n import DEFAULT, current_language, localised, t
from owl_app.models import Attendance
from owl_app.services.own_appointments import OwnSession
from owl_app.web.appointment_words import meeting_names
from owl_app.web.routes import PORTAL_SESSIONS
from owl_app.web.screen import Frame
from owl_app.written import written_hours, written_tile, written_weekday


@dataclass(frozen=True)
class SessionLine:
    """One session; moments are in ISO 8601, for what the device works out on its own clock."""

    id: str
    month: str
    date: str
    day: str
    hours: str
    starts: str
    ends: str
    therapist: str
    service: str
    meeting: str
    how: str
    address: str
    note: str
    word: str
    tone: str
    is_cancelled: bool
    is_to_come: bool
    """Whether it is held, and not over."""
    joins: bool
    opens: str
    closes: str
    now: str
    """The moment at which this was read."""
    opens_text: str
    """When it opens; `#` stands for the time on the device's clock."""
    opens_elsewhere: str
    """The same where that is another than the practice's."""
    call: str
    calendar: str
    """Where the calendar file is; nothing for what is over or cancelled."""


NO_SESSION = SessionLine(
    **dict.fromkeys(SessionLine.__dataclass_fields__, "") | {"is_cancelled": False, "is_to_come": False, "joins": False}
)


def in_words(session: OwnSession, frame: Frame) -> SessionLine:
    zone, locale = frame.zone, frame.locale
    month, date = written_tile(session.starts_at, zone, locale)
    word, tone = _became_of(session)
    cancelled = session.attendance in {Attendance.CANCELLED, Attendance.LATE_CANCELLED}
    return SessionLine(
        id=session.id,
        month=month,
        date=date,
        day=written_weekday(session.starts_at, zone, locale),
        hours=written_hours(session.starts_at, session.ends_at, zone, locale),
        starts=session.starts_at.isoformat(),
        ends=session.ends_at.isoformat(),
        therapist=session.therapist,
        service=session.service,
        meeting=session.meeting.value,
        how=meeting_names()[session.meeting.value],
        address=session.address,
        note=session.note,
        word=word,
        tone=tone,
        is_cancelled=cancelled,
        is_to_come=not cancelled and not session.is_over,
        joins=session.joins,
        opens=session.opens_at.isoformat(),
        closes=session.closes_at.isoformat(),
        now=now().isoformat(),
        opens_text=_opens(session),
        opens_elsewhere=_opens(session, elsewhere=True),
        call=localised(f"{PORTAL_SESSIONS}/{session.id}", current_language()),
        calendar="" if cancelled or session.is_over else _file_of(session),
    )


def _file_of(session: OwnSession) -> str:
    language = current_language()
    return f"{PORTAL_SESSIONS}/{session.id}/calendar.ics" + ("" if language == DEFAULT else f"?lang={language}")


def _opens(session: OwnSession, *, elsewhere: bool = False) -> str:
    count = session.minutes_before
    if elsewhere:
        return (
            t("Join opens at # on your device's clock, {count} minutes before it begins.", count=count)
            if count
            else t("Join opens when it begins, at # on your device's clock.")
        )
    return (
        t("Join opens at #, {count} minutes before it begins.", count=count)
        if count
        else t("Join opens when it begins, at #.")
    )


def _became_of(session: OwnSession) -> tuple[str, str]:
    """What became of it, in a word and its tone; nothing of one that is booked, also when it is over."""
    word = became_words().get(session.attendance.value, "")
    return word, "success" if session.attendance is Attendance.ATTENDED else "neutral"


def became_words() -> dict[str, str]:
    """What can have become of a session, as clients read it."""
    return {
        Attendance.ATTENDED.value: t("Took place"),
        Attendance.CANCELLED.value: t("Cancelled"),
        Attendance.LATE_CANCELLED.value: t("Cancelled late"),
        Attendance.NO_SHOW.value: t("Missed"),
        Attendance.NON_BILLABLE.value: t("No charge"),
    }
