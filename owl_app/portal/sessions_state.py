"""All sessions of the person whose page it is: those to come, and those that are over."""

import re

import reflex as rx

from owl_app.i18n import t
from owl_app.models import Attendance, Meeting
from owl_app.portal.session_line import SessionLine, became_words, in_words
from owl_app.portal.whose_state import choose
from owl_app.services import own_appointments
from owl_app.services.access import CLIENTS, PORTAL
from owl_app.services.own_appointments import EVERYTHING, Asked
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of

YEAR = re.compile("(?:19|20|21)[0-9]{2}", re.ASCII)


class SessionsState(Screen, rx.State):
    """A page of those to come and one of those that are over; `whose` is said where the login sees several people."""

    upcoming: list[SessionLine] = []
    past: list[SessionLine] = []
    upcoming_page: int = 1
    past_page: int = 1
    more_upcoming: bool = False
    more_past: bool = False
    whose: str = ""
    sees_somebody: bool = False
    years: list[list[str]] = []
    """The years to choose from, after all of them."""
    narrowed: bool = False
    """Whether the address asks for some of the sessions alone."""
    about: str = ""
    """Whose sessions of which kind these are."""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), SessionsState.load)
        await self._show()
        self.loaded = True

    @handler(CLIENTS)
    async def turn_upcoming(self, page: int) -> None:
        self.upcoming_page = max(page, 1)
        await self._show()

    @handler(CLIENTS)
    async def turn_past(self, page: int) -> None:
        self.past_page = max(page, 1)
        await self._show()

    async def _show(self) -> None:
        await self._enter()
        found = await choose(self)
        chosen = found.chosen
        self.sees_somebody = chosen is not None
        self.whose = chosen.name if chosen is not None and len(found.people) > 1 else ""
        asked = self._asked()
        self.narrowed = asked != EVERYTHING
        about = f"{chosen.id} {asked}" if chosen is not None else ""
        if about != self.about:
            self.about, self.upcoming_page, self.past_page = about, 1, 1
        if chosen is None:
            self.upcoming, self.past, self.more_upcoming, self.more_past, self.years = [], [], False, False, []
            return
        years = await read(self, own_appointments.years_of, client_id=chosen.id)
        self.years = [["", t("All years")], *([str(each), str(each)] for each in years)]
        self.upcoming, self.more_upcoming = await self._page(chosen.id, asked, self.upcoming_page, past=False)
        self.past, self.more_past = await self._page(chosen.id, asked, self.past_page, past=True)

    def _asked(self) -> Asked:
        """What the address asks for; what it cannot ask for is left out of account."""
        given = self.router.url.query_parameters
        year, meeting, became = (given.get(name, "") for name in ("year", "meeting", "became"))
        return Asked(
            year=int(year) if YEAR.fullmatch(year) else 0,
            meeting=Meeting(meeting) if meeting in set(Meeting) else None,
            attendance=Attendance(became) if became in became_words() else None,
        )

    async def _page(self, client_id: str, asked: Asked, page: int, *, past: bool) -> tuple[list[SessionLine], bool]:
        frame = await self._enter()
        found = await read(self, own_appointments.list_own, client_id=client_id, past=past, page=page, asked=asked)
        return [in_words(row, frame) for row in found.rows], found.has_more
