"""Create Client: the Add Client window, filled from what a prospect entered."""

from uuid import uuid4

import reflex as rx

from owl_app.admin.add_client_state import LikelyLine
from owl_app.admin.prospects_state import ProspectsState
from owl_app.admin.sign_words import why_likely
from owl_app.i18n import t
from owl_app.services import associations, client_duplicates, clients, prospects, team
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.client_duplicates import Likely
from owl_app.services.clients import NewClientForm
from owl_app.services.prospects import ProspectDetails
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read

NOBODY = ProspectDetails(**dict.fromkeys(ProspectDetails.__dataclass_fields__, "") | {"verified": True})


class ProspectClientState(Screen, rx.State):
    """The prospect that a client is made of."""

    prospect: ProspectDetails = NOBODY
    therapist_options: list[list[str]] = []
    sees_clinical: bool = False
    new_id: str = ""
    likely: list[LikelyLine] = []
    likely_ids: str = ""

    @handler(OWNER_ADMIN)
    async def begin(self, prospect_id: str) -> None:
        self.errors, self.prospect = {}, NOBODY
        self._show([])
        self.prospect = await read(self, prospects.get_details, prospect_id=prospect_id)
        self.therapist_options = [[row.id, row.name] for row in await read(self, team.list_therapists)]
        self.sees_clinical = await read(self, clients.writes_clinical)
        self.new_id = str(uuid4())

    @handler(OWNER_ADMIN)
    async def create(self, form: dict) -> object:
        prospect_id, looked_at = form.pop("prospect_id", ""), str(form.pop("looked_at", "")).split()
        typed = NewClientForm.read(form, locale=await self._locale())
        self.errors = {}
        self._show(await read(self, client_duplicates.find_likely, form=typed, client_id=self.new_id))
        if not {line.id for line in self.likely} <= set(looked_at):
            return None
        await self._keep(
            associations.create_client, prospect_id=prospect_id, form=typed, client_id=self.new_id or str(uuid4())
        )
        self._show([])
        list_state = await self.get_state(ProspectsState)
        list_state.saves += 1
        list_state._say(t("{name} is a client now, and sees their page in the portal.", name=self.prospect.name))
        return None

    def _show(self, likely: list[Likely]) -> None:
        self.likely = [LikelyLine(each.id, each.name, why_likely(each.signs)) for each in likely]
        self.likely_ids = " ".join(each.id for each in likely)
