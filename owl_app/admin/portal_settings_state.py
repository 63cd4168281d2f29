"""Settings > Client Portal: the address for everybody on the team, the words for Owners and Admins."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import practice
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.practice import PortalSettings, PortalSettingsForm
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of


class PortalSettingsState(Screen, rx.State):
    """The settings as they are kept."""

    settings: PortalSettings = PortalSettings("", "", "", "", False)

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), PortalSettingsState.load)
        await self._enter()
        self.settings = await read(self, practice.get_portal_settings)
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def save(self, form: dict) -> None:
        await act(self, practice.change_portal_settings, form=PortalSettingsForm.read(form))
        self.errors = {}
        self.saves += 1
        self.settings = await read(self, practice.get_portal_settings)
        self._say(t("Saved."))
