"""My Account: the page of the client that was chosen, what may be corrected there, and what is next."""

from dataclasses import replace

import reflex as rx

from owl_app.i18n import t
from owl_app.models import Relationship
from owl_app.portal.whose_state import choose
from owl_app.services import associations, own_details, passwords, practice, sign_ups
from owl_app.services.access import CLIENTS, PORTAL
from owl_app.services.associations import Welcome
from owl_app.services.own_clients import Whose
from owl_app.services.own_details import CorrectionForm, OwnDetails
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_date

NOBODY = OwnDetails(**dict.fromkeys(OwnDetails.__dataclass_fields__, "") | {"version": 0})


class AccountState(Screen, rx.State):
    """My Account; `person` is nobody for a login that no client is tied to yet."""

    person: OwnDetails = NOBODY
    email: str = ""
    email_proven: bool = True
    may_confirm_by_code: bool = False
    """Whether the letter that confirms the address has a code."""
    welcome: str = ""
    """What somebody reads once whose login was connected lately."""
    support: str = ""
    """Whom to ask; shown to those who see nobody."""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        await self._enter()
        found = await self._show()
        live.watch(self, viewer, AccountState.load, *(("client", person.id) for person in found.people))
        self.loaded = True

    @handler(CLIENTS)
    async def save(self, form: dict) -> None:
        typed = {name: value for name, value in form.items() if name != "client_id"}
        correction = CorrectionForm.read(typed, locale=await self._locale())
        self.errors = {}
        try:
            await act(self, own_details.correct_own_details, client_id=form.get("client_id"), form=correction)
        finally:
            await self._show()
            self.told += 1
        self.saves += 1
        self._say(t("Saved. Your practice sees the change."))

    @handler(PORTAL)
    async def send_confirmation(self) -> None:
        await act(self, sign_ups.ask_confirmation)
        self._say(t("A letter is on its way to {email}. Open it and press the button in it.", email=self.email))

    @handler(CLIENTS)
    async def put_welcome_away(self) -> None:
        await act(self, associations.put_welcome_away)
        self.welcome = ""

    async def _show(self) -> Whose:
        account = await read(self, passwords.own_account)
        self.email, self.email_proven = account.email, account.email_proven
        whose = await choose(self)
        self.may_confirm_by_code = await read(self, sign_ups.awaits_proof)
        self.welcome = ""
        if whose.chosen is None:
            self.person = NOBODY
            self.support = (await read(self, practice.get_welcome)).support_contact
        else:
            own = await read(self, own_details.get_own_details, client_id=whose.chosen.id)
            self.person = replace(own, date_of_birth=written_date(own.date_of_birth, await self._locale()))
            self.welcome = _welcome(await read(self, associations.get_welcome))
        return whose


def _welcome(found: Welcome | None) -> str:
    """What is there now, by name."""
    if found is None:
        return ""
    if found.relationship == Relationship.SELF:
        return t("Your practice has connected your account: here are your details, and what is next for you.")
    return t("Your practice has connected your account: here is the page of {name}.", name=found.client_name)
