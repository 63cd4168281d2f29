"""All Clients: the list as the address says, and the Add Client window."""

from uuid import uuid4

import reflex as rx

from owl_app.services import clients, practice
from owl_app.services.access import STAFF
from owl_app.services.clients import ClientRow, NewClientForm
from owl_app.web.live import live
from owl_app.web.routes import in_language_of
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of


class ClientsState(Screen, rx.State):
    """One page of the list."""

    rows: list[ClientRow] = []
    total: int = 0
    search: str = ""
    page: int = 1
    pages: int = 1
    therapist_options: list[list[str]] = []
    may_choose_therapist: bool = False
    new_id: str = ""
    """The id the next client will have, so that a double click adds one client."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), ClientsState.load, ("clients", ""))
        query = self.router.url.query_parameters
        self.search = query.get("q", "")[:100]
        self.page = int(query["page"]) if query.get("page", "").isdecimal() and len(query["page"]) < 7 else 1
        await self._show()
        self.loaded = True

    @handler(STAFF)
    async def find(self, search: str) -> None:
        self.search, self.page = search[:100], 1
        await self._show()

    @handler(STAFF)
    async def turn_to(self, page: int) -> None:
        self.page = page
        await self._show()

    @handler(STAFF)
    async def add(self, form: dict) -> object:
        typed = {name: value for name, value in form.items() if name != "id"}
        client_id = await act(self, clients.add_client, form=NewClientForm.read(typed), client_id=form.get("id"))
        self.errors = {}
        self.saves += 1
        self.new_id = ""
        return rx.redirect(in_language_of(self.router.url.path, f"/clients/{client_id}"))

    async def _show(self) -> None:
        frame = await self._enter()
        self.page = min(max(self.page, 1), 100_000)
        found = await read(self, clients.list_clients, search=self.search, page=self.page)
        self.rows, self.total = found.rows, found.total
        self.pages = max(1, -(-found.total // clients.PAGE))
        self.may_choose_therapist = frame.manages
        therapists = await read(self, practice.list_therapists) if frame.manages else []
        self.therapist_options = [[row.id, row.name] for row in therapists]
        self.new_id = self.new_id or str(uuid4())
