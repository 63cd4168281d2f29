"""Settings > Services: the service in the address, and changing it."""

import reflex as rx

from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import offered_services, taxes
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.offered_services import ServiceForm, ServiceRow
from owl_app.web.live import live
from owl_app.web.routes import service_in
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of

NOTHING = ServiceRow("", 0, "", 50, "", "", "", "", "green", video=False, in_person=False, phone=False, state="offered")


async def tax_options(state: rx.State) -> list[list[str]]:
    """The taxes to choose from; the first choice is none."""
    found = await read(state, taxes.list_taxes)
    return [["", t("Exempt")], *([each.id, t("{name} {rate} %", name=each.name, rate=each.rate)] for each in found)]


class ServiceState(Screen, rx.State):
    """One service as it is kept."""

    service: ServiceRow = NOTHING
    taxes: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), ServiceState.load, ("services", ""))
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def save(self, form: dict) -> None:
        typed = ServiceForm.read(form)
        await self._save(offered_services.change, service_id=service_in(self.router.url.path), form=typed)

    async def _show(self) -> None:
        await self._enter()
        self.taxes = await tax_options(self)
        try:
            found = await read(self, offered_services.get_for_form, service_id=service_in(self.router.url.path))
            self.service, self.missing = found, False
        except NotFound:
            self.service, self.missing = NOTHING, True
