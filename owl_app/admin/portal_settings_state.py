"""Settings > Client Portal: what is handed out for everybody on the team, the rest for Owners and Admins."""

from dataclasses import dataclass

import reflex as rx

from owl_app import colours
from owl_app.documents.picture import LARGEST_FILE
from owl_app.i18n import t
from owl_app.services import logos, portal_settings
from owl_app.services.access import OWNER_ADMIN, STAFF
from owl_app.services.portal_settings import PortalSettings, PortalSettingsForm
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of

LARGEST_LOGO = LARGEST_FILE
_NOTHING = PortalSettings(
    **dict.fromkeys(PortalSettings.__dataclass_fields__, "")
    | {"version": 0, "starter_password_days": 7, "allow_sign_up": False, "terms_version": 0, "may_change": False}
    | {"join_minutes_before": 30, "join_minutes_after": 30}
    | {"reminds_day_before": True, "reminds_hour_before": True, "receipts_visible": True}
)


@dataclass(frozen=True)
class Shades:
    """A colour that somebody looks at, what is made of it, and why."""

    accent: str
    light: str
    on_light: str
    dark: str
    on_dark: str
    says: list[str]


class PortalSettingsState(Screen, rx.State):
    """The settings as they are kept, and the colour that is being looked at."""

    settings: PortalSettings = _NOTHING
    shades: Shades = Shades("", "", "", "", "", [])

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), PortalSettingsState.load)
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def save(self, form: dict) -> None:
        typed = PortalSettingsForm.read(form)
        await self._save(portal_settings.change, form=typed)

    @handler(OWNER_ADMIN, loads=True)
    async def look_at(self, colour: str) -> None:
        self.shades = _shades(colours.parse(colour) or "")

    @handler(OWNER_ADMIN)
    async def remove_logo(self) -> None:
        await act(self, logos.remove_logo)
        await self._show()
        self._say(t("The logo is removed."))

    async def _show(self) -> None:
        await self._enter()
        self.settings = await read(self, portal_settings.get)
        self.shades = _shades(self.settings.accent)


def _shades(accent: str) -> Shades:
    found = colours.readable(accent)
    says = []
    if accent and found.light != accent:
        says.append(t("{typed} is too pale to read; we use {used}.", typed=accent, used=found.light))
    if accent and found.dark != accent:
        says.append(t("{typed} is too dark to read in dark mode; there we use {used}.", typed=accent, used=found.dark))
    return Shades(accent, found.light, found.on_light, found.dark, found.on_dark, says)
