"""The Sessions tab of the client record in the address: those to come, and those that are over."""

from dataclasses import dataclass

import reflex as rx

from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import appointment_list
from owl_app.services.access import STAFF
from owl_app.services.appointment_list import SessionRow
from owl_app.web.appointment_words import attendance_badges, meeting_names
from owl_app.web.live import live
from owl_app.web.routes import client_in
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_span


@dataclass(frozen=True)
class TabLine:
    """One session, in words."""

    id: str
    when: str
    service: str
    how: str
    therapist: str
    others: str
    attendance: str
    tone: str


class ClientSessionsState(Screen, rx.State):
    """The sessions to come and those that are over, one page of each, and more with each click."""

    upcoming: list[TabLine] = []
    past: list[TabLine] = []
    has_more_upcoming: bool = False
    has_more_past: bool = False
    pages_upcoming: int = 1
    pages_past: int = 1
    about: str = ""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        client_id = client_in(self.router.url.path)
        viewer = await viewer_of(self)
        live.watch(self, viewer, ClientSessionsState.load)
        if client_id != self.about:
            self.about, self.pages_upcoming, self.pages_past = client_id, 1, 1
        try:
            await self._show()
            live.watch(self, viewer, ClientSessionsState.load, ("client", client_id))
        except NotFound:
            self.upcoming, self.past, self.has_more_upcoming, self.has_more_past = [], [], False, False
        self.loaded = True

    @handler(STAFF)
    async def show_more_upcoming(self) -> None:
        self.pages_upcoming += 1
        await self._show()

    @handler(STAFF)
    async def show_more_past(self) -> None:
        self.pages_past += 1
        await self._show()

    async def _show(self) -> None:
        self.upcoming, self.has_more_upcoming = await self._read(self.pages_upcoming, past=False)
        self.past, self.has_more_past = await self._read(self.pages_past, past=True)

    async def _read(self, pages: int, *, past: bool) -> tuple[list[TabLine], bool]:
        frame, found, more = await self.get_state(Frame), [], False
        for page in range(1, pages + 1):
            rows = await read(
                self, appointment_list.list_of_client, client_id=client_in(self.router.url.path), past=past, page=page
            )
            found += rows.rows
            more = rows.has_more
        return [_line(row, frame) for row in found], more


def _line(row: SessionRow, frame: Frame) -> TabLine:
    name, tone = attendance_badges()[row.attendance]
    return TabLine(
        id=row.id,
        when=written_span(row.starts_at, row.ends_at, frame.zone, frame.locale),
        service=row.service,
        how=meeting_names()[row.meeting],
        therapist=row.therapist,
        others=t("With {names}", names=", ".join(row.clients)) if len(row.clients) > 1 else "",
        attendance=name,
        tone=tone,
    )
