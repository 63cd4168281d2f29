"""Settings > Services: the list as the address says, adding one, and retiring several."""

from dataclasses import dataclass

import reflex as rx

from owl_app.admin.service_state import tax_options
from owl_app.i18n import t
from owl_app.services import offered_services
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.offered_services import ServiceForm, ServiceRow
from owl_app.web.appointment_words import meeting_names
from owl_app.web.grid import Grid
from owl_app.web.screen import handler


@dataclass(frozen=True)
class ServiceLine:
    """One line of the list, in words."""

    id: str
    name: str
    length: str
    fee: str
    tax: str
    meetings: str
    state: str


class ServicesState(Grid, rx.State):
    """One page of the list."""

    rows: list[ServiceLine] = []
    shows_retired: bool = False
    taxes: list[list[str]] = []

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        await self._list(offered_services.list_services, ServicesState.load, ("services", ""))
        self.rows = [_line(row) for row in self.rows]
        self.taxes = await tax_options(self)
        self.shows_retired = self._query().filters.get("state") == "retired"

    @handler(OWNER_ADMIN)
    async def add(self, form: dict) -> None:
        typed = ServiceForm.read(form)
        await self._keep(offered_services.add, form=typed)
        self._say(t("{name} is added.", name=typed.name))

    @handler(OWNER_ADMIN)
    async def retire(self, form: dict) -> None:
        count = await self._change(offered_services.retire, form)
        self._say(t("Retired: {count}. The filter “Retired” still shows them.", count=count))

    @handler(OWNER_ADMIN)
    async def bring_back(self, form: dict) -> None:
        count = await self._change(offered_services.bring_back, form)
        self._say(t("Brought back: {count}.", count=count))


def _line(row: ServiceRow) -> ServiceLine:
    names = meeting_names()
    return ServiceLine(
        id=row.id,
        name=row.name,
        length=t("{count} min", count=row.minutes),
        fee=row.amount,
        tax=row.tax or "—",
        meetings=" · ".join(names[each] for each in names if getattr(row, each)),
        state=row.state,
    )
