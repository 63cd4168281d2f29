"""Settings > Practice, for Owners and Admins."""

import reflex as rx

from owl_app.services import practice_settings
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.practice_settings import PracticeForm, PracticeSettings
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of

_NOTHING = PracticeSettings(
    **dict.fromkeys(PracticeSettings.__dataclass_fields__, "")
    | {"version": 0, "therapists_see_all": False, "admins_see_clinical": False, "may_change_clinical": False}
)


class PracticeSettingsState(Screen, rx.State):
    """The settings as they are kept."""

    settings: PracticeSettings = _NOTHING

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), PracticeSettingsState.load)
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def save(self, form: dict) -> None:
        typed = PracticeForm.read(form)
        await self._save(practice_settings.change, form=typed)

    async def _show(self) -> None:
        await self._enter()
        self.settings = await read(self, practice_settings.get)
