"""Create Client: the Add Client window, filled from what a prospect entered."""

import reflex as rx

from owl_app.admin.add_client_state import NewClient
from owl_app.admin.prospect_state import ProspectState
from owl_app.admin.prospects_state import ProspectsState
from owl_app.i18n import t
from owl_app.services import associations, prospects
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.prospects import ProspectDetails
from owl_app.web.screen import handler
from owl_app.web.session import read

NOBODY = ProspectDetails(**dict.fromkeys(ProspectDetails.__dataclass_fields__, "") | {"verified": True})


class ProspectClientState(NewClient, rx.State):
    """The prospect that a client is made of."""

    prospect: ProspectDetails = NOBODY

    @handler(OWNER_ADMIN)
    async def begin(self, prospect_id: str) -> None:
        self.errors, self.prospect, self.new_id = {}, NOBODY, ""
        self._show([])
        self.prospect = await read(self, prospects.get_details, prospect_id=prospect_id)
        await self._prepare()

    @handler(OWNER_ADMIN)
    async def create(self, form: dict) -> None:
        which = {"prospect_id": form.pop("prospect_id", "")}
        if await self._make(form, associations.create_client, self.new_id, **which):
            sentence = t("{name} is a client now, and sees their page in the portal.", name=self.prospect.name)
            (await self.get_state(ProspectState))._settle(which["prospect_id"], sentence)
            listed = await self.get_state(ProspectsState)
            listed.saves += 1
            listed._say(sentence)
