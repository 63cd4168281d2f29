"""The Add Client window: what was typed becomes a client, once, and not a second time for somebody who is here."""

from dataclasses import dataclass
from uuid import uuid4

import reflex as rx

from owl_app.admin.sign_words import why_likely
from owl_app.services import client_duplicates, clients, team
from owl_app.services.access import STAFF
from owl_app.services.client_duplicates import Likely
from owl_app.services.clients import NewClientForm
from owl_app.web.routes import in_language_of
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read


@dataclass(frozen=True)
class LikelyLine:
    """Somebody who may be the same person, and why."""

    id: str
    name: str
    why: str


class AddClientState(Screen, rx.State):
    """An empty window; the screen that it opens over loads it."""

    therapist_options: list[list[str]] = []
    sees_clinical: bool = False
    new_id: str = ""
    """The id the next client will have, so that a double click adds one client."""
    likely: list[LikelyLine] = []
    likely_ids: str = ""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        self.therapist_options = [[row.id, row.name] for row in await read(self, team.list_therapists)]
        self.sees_clinical = await read(self, clients.writes_clinical)
        self.new_id = self.new_id or str(uuid4())

    @handler(STAFF)
    async def add(self, form: dict) -> object:
        new_id, looked_at = form.pop("id", ""), str(form.pop("looked_at", "")).split()
        typed = NewClientForm.read(form, locale=await self._locale())
        self.errors = {}
        self._show(await read(self, client_duplicates.find_likely, form=typed, client_id=new_id))
        if not {line.id for line in self.likely} <= set(looked_at):
            return None
        client_id = await self._keep(clients.add_client, form=typed, client_id=new_id)
        self.new_id = ""
        self._show([])
        return rx.redirect(in_language_of(self.router.url.path, f"/clients/{client_id}"))

    def _show(self, likely: list[Likely]) -> None:
        self.likely = [LikelyLine(each.id, each.name, why_likely(each.signs)) for each in likely]
        self.likely_ids = " ".join(each.id for each in likely)
