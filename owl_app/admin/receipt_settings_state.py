"""Settings > Receipts: numbers, texts and taxes, for Owners and Admins."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import receipt_settings, taxes
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.receipt_settings import ReceiptSettings, ReceiptSettingsForm
from owl_app.services.taxes import TaxForm, TaxRow
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of

_NOTHING = ReceiptSettings(
    0, "", 1, "", "", prints_date_of_birth=False, prints_attendance=False, prints_next_session=False,
    has_receipts=False, has_address=True,
)  # fmt: skip


class ReceiptSettingsState(Screen, rx.State):
    """The settings as they are kept."""

    settings: ReceiptSettings = _NOTHING
    example: str = ""
    """The number of the next receipt, as it is printed."""

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), ReceiptSettingsState.load)
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def save(self, form: dict) -> None:
        typed = ReceiptSettingsForm.read(form)
        await self._save(receipt_settings.change, form=typed)

    async def _show(self) -> None:
        await self._enter()
        self.settings = await read(self, receipt_settings.get)
        self.example = f"{self.settings.receipt_prefix}{self.settings.next_receipt:04d}"


class TaxesState(Screen, rx.State):
    """The taxes of the practice."""

    taxes: list[TaxRow] = []

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), TaxesState.load)
        self.taxes = await read(self, taxes.list_taxes)
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def add(self, form: dict) -> None:
        typed = TaxForm.read(form)
        await self._keep(taxes.add, form=typed)
        self.taxes = await read(self, taxes.list_taxes)
        self._say(t("{name} is added.", name=typed.name))

    @handler(OWNER_ADMIN)
    async def change(self, form: dict) -> None:
        tax_id = str(form.pop("id", ""))
        typed = TaxForm.read(form)
        try:
            await self._keep(taxes.change, tax_id=tax_id, form=typed)
        finally:
            self.taxes = await read(self, taxes.list_taxes)
        self._say(t("Saved. Sessions that are booked keep what they cost."))

    @handler(OWNER_ADMIN)
    async def retire(self, tax_id: str) -> None:
        await act(self, taxes.retire, tax_id=tax_id)
        self.taxes = await read(self, taxes.list_taxes)
        self._say(t("Removed. Receipts that have it stay as they are."))
