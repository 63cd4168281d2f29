"""All Clients: the list as the address says, and what is done with many clients at once."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import client_bulk, client_list, team
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.client_list import ClientRow
from owl_app.web.grid import Grid
from owl_app.web.screen import handler
from owl_app.web.session import read


class ClientsState(Grid, rx.State):
    """One page of the list."""

    rows: list[ClientRow] = []
    therapist_options: list[list[str]] = []
    therapist_filter: list[list[str]] = []
    _deleted: str = ""
    """Whose record was just deleted: the list, to which that leads, says so once."""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        await self._list(
            client_list.list_clients, ClientsState.load, ("clients", ""), ("appointments", ""), ("billing", "")
        )
        self.therapist_options = [[row.id, row.name] for row in await read(self, team.list_therapists)]
        self.therapist_filter = [["", t("All therapists")], *self.therapist_options, ["none", t("Nobody yet")]]
        if self._deleted:
            self._say(t("{name} is deleted.", name=self._deleted))
            self._deleted = ""

    @handler(STAFF)
    async def change_status(self, form: dict) -> None:
        count = await self._change(client_bulk.change_status, form, status=form.get("status"))
        self._say(t("Changed: {count}.", count=count))

    @handler(OWNER_ADMIN)
    async def change_therapist(self, form: dict) -> None:
        count = await self._change(client_bulk.change_therapist, form, therapist_id=form.get("therapist_id"))
        self._say(t("Changed: {count}.", count=count))
