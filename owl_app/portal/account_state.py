"""My Account: the clients this login is tied to, and what they may correct themselves."""

from dataclasses import replace

import reflex as rx

from owl_app.i18n import t
from owl_app.services import clients
from owl_app.services.access import CLIENTS, PORTAL, ViewerKind
from owl_app.services.clients import CorrectionForm, OwnDetails
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.web.written import written_date


class AccountState(Screen, rx.State):
    """My Account; empty for a login that no client is tied to yet."""

    people: list[OwnDetails] = []
    kind: str = ""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        await self._enter()
        self.kind = viewer.kind.value
        await self._show(viewer.kind)
        live.watch(self, viewer, AccountState.load, *(("client", person.client_id) for person in self.people))
        self.loaded = True

    @handler(CLIENTS)
    async def save(self, form: dict) -> None:
        typed = {name: value for name, value in form.items() if name != "client_id"}
        correction = CorrectionForm.read(typed)
        self.errors = {}
        try:
            await act(self, clients.correct_own_details, client_id=form.get("client_id"), form=correction)
        finally:
            await self._show(ViewerKind.CLIENT)
            self.told += 1
        self.saves += 1
        self._say(t("Saved. Your practice sees the change."))

    async def _show(self, kind: ViewerKind) -> None:
        found = await read(self, clients.list_own_details) if kind is ViewerKind.CLIENT else []
        self.people = [replace(person, date_of_birth=written_date(person.date_of_birth)) for person in found]
