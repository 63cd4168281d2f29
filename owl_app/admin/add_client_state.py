"""The windows in which somebody becomes a client, once, and not a second time when they are here already."""

from dataclasses import dataclass
from typing import Any
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


class NewClient(Screen, mixin=True):
    """A window with the fields of a new client; whoever may be here already is shown before the record is made."""

    therapist_options: list[list[str]] = []
    sees_clinical: bool = False
    new_id: str = ""
    """The id the next client will have, so that a double click adds one client."""
    likely: list[LikelyLine] = []
    likely_ids: str = ""

    async def _prepare(self) -> None:
        """What its fields offer, and to whom."""
        self.therapist_options = [[row.id, row.name] for row in await read(self, team.list_therapists)]
        self.sees_clinical = await read(self, clients.writes_clinical)
        self.new_id = self.new_id or str(uuid4())

    async def _make(self, form: dict[str, Any], service: Any, client_id: str, **kwargs: Any) -> Any:
        """Call a service that makes the client, unless somebody has to be looked at first: then the answer is None."""
        looked_at = str(form.pop("looked_at", "")).split()
        typed = NewClientForm.read(form, locale=await self._locale())
        self.errors = {}
        self._show(await read(self, client_duplicates.find_likely, form=typed, client_id=client_id))
        if not {line.id for line in self.likely} <= set(looked_at):
            return None
        made = await self._keep(service, form=typed, client_id=client_id, **kwargs)
        self.new_id = ""
        self._show([])
        return made

    def _show(self, likely: list[Likely]) -> None:
        self.likely = [LikelyLine(each.id, each.name, why_likely(each.signs)) for each in likely]
        self.likely_ids = " ".join(each.id for each in likely)


class AddClientState(NewClient, rx.State):
    """An empty window; the screen that it opens over loads it."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        await self._prepare()

    @handler(STAFF)
    async def add(self, form: dict) -> object:
        client_id = await self._make(form, clients.add_client, form.pop("id", ""))
        return rx.redirect(in_language_of(self.router.url.path, f"/clients/{client_id}")) if client_id else None
