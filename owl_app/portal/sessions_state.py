"""All sessions of the person whose page it is: those to come, and those that are over."""

import reflex as rx

from owl_app.portal.session_line import SessionLine, in_words
from owl_app.portal.whose_state import choose
from owl_app.services import own_appointments
from owl_app.services.access import CLIENTS, PORTAL
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of


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
    about: str = ""

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
        about = chosen.id if chosen is not None else ""
        if about != self.about:
            self.about, self.upcoming_page, self.past_page = about, 1, 1
        if chosen is None:
            self.upcoming, self.past, self.more_upcoming, self.more_past = [], [], False, False
            return
        self.upcoming, self.more_upcoming = await self._page(chosen.id, self.upcoming_page, past=False)
        self.past, self.more_past = await self._page(chosen.id, self.past_page, past=True)

    async def _page(self, client_id: str, page: int, *, past: bool) -> tuple[list[SessionLine], bool]:
        frame = await self._enter()
        found = await read(self, own_appointments.list_own, client_id=client_id, past=past, page=page)
        return [in_words(row, frame) for row in found.rows], found.has_more
