"""The account of whoever is signed in, the same for staff and in the portal: devices, and proving the address."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import t
from owl_app.services import email_changes, passwords, sign_ins, sign_ups
from owl_app.services.access import PORTAL, STAFF
from owl_app.web.live import live
from owl_app.web.routes import CHANGED_EMAIL, CHANGED_PASSWORD
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_moment


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
    new_email: str = ""
    """The address that is to be proven before it replaces the other."""

    @handler(STAFF | PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), DevicesState.load)
        await self._show()
        if not self.loaded:
            self._say(_changed(self.router.url.query))
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
        await act(self, sign_ups.ask_confirmation)
        self._say(t("A letter is on its way to {email}. Open it and press the button in it.", email=self.email))

    @handler(STAFF | PORTAL)
    async def ask_new_email_again(self) -> None:
        await act(self, email_changes.ask_again)
        self._say(t("A letter is on its way to {email}. Open it and press the button in it.", email=self.new_email))

    @handler(STAFF | PORTAL)
    async def keep_email(self) -> None:
        await act(self, email_changes.keep_old)
        await self._show()
        self._say(t("Your email address stays as it is."))

    async def _show(self) -> None:
        frame = await self._enter()
        account = await read(self, passwords.own_account)
        self.email, self.email_proven, self.new_email = account.email, account.email_proven, account.new_email
        self.devices = [
            Device(
                row.id,
                row.device or t("Unknown device"),
                written_moment(row.seen_at, frame.zone, frame.locale),
                row.this_one,
            )
            for row in await read(self, sign_ins.list_devices)
        ]


def _changed(query: str) -> str:
    return {
        CHANGED_PASSWORD: t("Your password is changed. Every other device is signed out."),
        CHANGED_EMAIL: t("You sign in with your new email address now. Every other device is signed out."),
    }.get(query, "")
