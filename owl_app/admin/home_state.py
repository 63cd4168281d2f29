"""Home: what needs the viewer now and what is on its way, in words and with the way there."""

from dataclasses import dataclass

import reflex as rx

from owl_app.admin.portal_advice_words import advice_sentence, waiting_sentence
from owl_app.i18n import current_language, localised, t
from owl_app.services import home
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.appointment_counts import Left
from owl_app.services.appointment_list import SessionRow
from owl_app.services.home import Home, Lines, LoginLine, LostLetters
from owl_app.services.listing import COUNTED
from owl_app.services.local_times import local
from owl_app.services.portal_advice import Matter
from owl_app.web.appointment_words import meeting_names
from owl_app.web.live import live
from owl_app.web.routes import CALENDAR, CLIENTS, PORTAL_TAB, PROSPECTS, SETTINGS_MAIL, SETTINGS_TEAM
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_moment, written_since, written_time

_TOPICS = [(name, "") for name in ("clients", "mail", "team", "stuck", "appointments")]


@dataclass(frozen=True)
class HomeLine:
    """One line, in words."""

    id: str
    href: str
    name: str
    owner: str
    """Whose login it is, when it is not the client's own, or why a colleague is here."""
    what: str
    when: str
    sign: str
    """What it is about: `locked`, `mail`, `key`, `team`, `clients` or `calendar`."""
    urgent: bool


class HomeState(Screen, rx.State):
    """The parts of the home screen."""

    today: list[HomeLine] = []
    more_today: str = ""
    needs: list[HomeLine] = []
    more_needs: str = ""
    next: list[HomeLine] = []
    more_next: str = ""
    has_clients: bool = True

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        live.watch(self, viewer, HomeState.load, *_TOPICS)
        found = await read(self, home.get_home)
        logins = [("login", line.id) for line in (*found.needs.shown, *found.next.shown)]
        topics = [*_TOPICS, ("prospects", "")] if viewer.kind in OWNER_ADMIN else _TOPICS
        live.watch(self, viewer, HomeState.load, *topics, *logins)
        self._show(found, await self._enter())
        self.loaded = True

    def _show(self, found: Home, frame: Frame) -> None:
        self.needs, self.more_needs = _needs(found, frame), _more(found.needs)
        self.next, self.more_next = [_waits(line, frame) for line in found.next.shown], _more(found.next)
        self.today = [_session(row, frame) for row in found.today]
        self.more_today = t("and {count} more", count=found.more_today) if found.more_today else ""
        self.has_clients = found.has_clients


def _needs(found: Home, frame: Frame) -> list[HomeLine]:
    letters = [_lost(found.letters, frame)] if found.letters else []
    people = [_needed(line, frame) for line in found.needs.shown]
    waiting = [_prospects(frame.prospects)] if frame.prospects != "0" else []
    without = [_without_therapist(found.without_therapist)] if found.without_therapist else []
    return [*letters, *waiting, *people, *[_left(each, frame) for each in found.left], *without]


def _needed(line: LoginLine, frame: Frame) -> HomeLine:
    since = "" if line.advice.days or line.since is None else written_since(line.since, frame.zone, frame.locale)
    return _line(line, advice_sentence(line.advice, line.reason, frame.zone, frame.locale), since)


def _waits(line: LoginLine, frame: Frame) -> HomeLine:
    return _line(line, "", waiting_sentence(line.advice, line.reason, frame.zone, frame.locale))


def _line(line: LoginLine, what: str, when: str) -> HomeLine:
    owner = t("Login of {name}", name=line.owner) if line.owner else ""
    return HomeLine(
        id=line.id,
        href=_to(f"{CLIENTS}/{line.client_id}#{PORTAL_TAB}" if line.client_id else SETTINGS_TEAM),
        name=line.name,
        owner=owner if line.client_id else t("Joins the team"),
        what=what,
        when=when,
        sign=_SIGNS.get(line.advice.matter, "mail") if line.client_id else "team",
        urgent=line.advice.matter in _URGENT,
    )


_SIGNS = {
    Matter.LOCKED: "locked",
    Matter.ASKED: "key",
    Matter.STARTER_OVER: "key",
    Matter.STARTER_WAITS: "key",
    Matter.NO_WAY_IN: "key",
}
_URGENT = {Matter.LOCKED, Matter.ASKED, Matter.LETTER_FAILED, Matter.LETTER_UNKNOWN}


def _lost(letters: LostLetters, frame: Frame) -> HomeLine:
    if letters.count == 1:
        name, what = t("A letter may not have arrived"), t("To {name}. See why, and send it again.", name=letters.to)
    else:
        name = t("{count} letters may not have arrived", count=_counted(letters.count))
        what = t("The newest is to {name}. See why, and send them again.", name=letters.to)
    when = written_since(letters.since, frame.zone, frame.locale)
    return HomeLine("letters", _to(SETTINGS_MAIL), name, "", what, when, "mail", urgent=True)


def _prospects(count: str) -> HomeLine:
    name = t("1 person signed up and waits") if count == "1" else t("{count} people signed up and wait", count=count)
    what = t("Say whose login it is, so that they see their page.")
    return HomeLine("prospects", _to(PROSPECTS), name, "", what, "", "clients", urgent=False)


def _without_therapist(count: int) -> HomeLine:
    if count == 1:
        name = t("1 client has no therapist")
    else:
        name = t("{count} clients have no therapist", count=_counted(count))
    what = t("Choose who sees them, so that somebody looks after them.")
    return HomeLine("clients", _to(f"{CLIENTS}?therapist=none"), name, "", what, "", "clients", urgent=False)


def _left(left: Left, frame: Frame) -> HomeLine:
    if left.count == 1:
        name = t("1 session is booked with {name}, who left", name=left.therapist)
    else:
        name = t("{count} sessions are booked with {name}, who left", count=left.count, name=left.therapist)
    href = _to(f"{CALENDAR}?therapist={left.therapist_id}&day={local(left.next, frame.zone).date()}")
    what = t("Give them to somebody else, or cancel them.")
    when = written_moment(left.next, frame.zone, frame.locale)
    return HomeLine(left.therapist_id, href, name, "", what, when, "calendar", urgent=False)


def _session(row: SessionRow, frame: Frame) -> HomeLine:
    return HomeLine(
        id=row.id,
        href=_to(f"/sessions/{row.id}"),
        name=", ".join(row.clients) or t("Session"),
        owner=row.therapist if row.therapist != frame.viewer_name else "",
        what=" · ".join([row.service, meeting_names()[row.meeting]]),
        when=written_time(row.starts_at, frame.zone, frame.locale),
        sign="calendar",
        urgent=False,
    )


def _more(lines: Lines) -> str:
    if lines.more == 0:
        return ""
    return t("and {count} more", count=f"{lines.more:,}+" if lines.at_least else f"{lines.more:,}")


def _counted(count: int) -> str:
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def _to(route: str) -> str:
    return localised(route, current_language())
