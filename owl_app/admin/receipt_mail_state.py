"""Emailing a receipt: who would get it, and the letter that it is ready."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import receipt_letters
from owl_app.services.access import STAFF
from owl_app.services.receipt_letters import LEAST as LEAST
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read


class ReceiptMailState(Screen, rx.State):
    """The window of one receipt; the file's password never comes here."""

    receipt_id: str = ""
    label: str = ""
    readers: str = ""
    """Who gets the letter that it is ready."""
    is_shown: bool = False
    is_void: bool = False
    addresses: list[list[str]] = []

    @handler(STAFF)
    async def begin(self, receipt_id: str) -> None:
        self.receipt_id, self.loaded = "", False
        found = await read(self, receipt_letters.get, receipt_id=receipt_id)
        self.receipt_id, self.label = found.id, found.label
        self.readers, self.is_shown, self.is_void = ", ".join(found.told), found.is_shown, found.is_void
        self.addresses = [[each.email, f"{each.name} · {each.email}"] for each in found.addresses]
        self.loaded = True

    @handler(STAFF)
    async def tell(self) -> None:
        told = await act(self, receipt_letters.tell_ready, receipt_id=self.receipt_id)
        self.saves += 1
        self._say(t("A letter is on its way to {email}.", email=", ".join(told)))
