"""The account of whoever is signed in, the same for staff and in the portal: devices, and proving the address."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import t
from owl_app.services import passwords, sign_ins
from owl_app.services.access import PORTAL, STAFF
from owl_app.web.live import live
from owl_app.web.routes import CHANGED
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.web.written import written_moment


@dataclass(frozen=True)
class Device:
    """One device, in words."""

    id: str
    name: str
    seen: str
    this_one: bool


class DevicesState(Screen, rx.State):
    """Devices signed in, and whether the address is proven."""

    devices: list[Device] = []
    email: str = ""
    email_proven: bool = True

    @handler(STAFF | PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), DevicesState.load)
        await self._show()
        if not self.loaded and self.router.url.query == CHANGED:
            self._say(t("Your password is changed. Every other device is signed out."))
        self.loaded = True

    @handler(STAFF | PORTAL)
    async def end_device(self, device_id: str) -> None:
        await act(self, sign_ins.end_device, sign_in_id=device_id)
        await self._show()
        self._say(t("The device is signed out."))

    @handler(STAFF | PORTAL)
    async def end_others(self) -> None:
        await act(self, sign_ins.end_other_devices)
        await self._show()
        self._say(t("Every other device is signed out."))

    @handler(STAFF | PORTAL)
    async def send_confirmation(self) -> None:
        await act(self, passwords.ask_confirmation)
        self._say(t("A letter is on its way to {email}. Open it and press the button in it.", email=self.email))

    async def _show(self) -> None:
        frame = await self._enter()
        account = await read(self, passwords.own_account)
        self.email, self.email_proven = account.email, account.email_proven
        self.devices = [
            Device(row.id, row.device or t("Unknown device"), written_moment(row.seen_at, frame.zone), row.this_one)
            for row in await read(self, sign_ins.list_devices)
        ]
