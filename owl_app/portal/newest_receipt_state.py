"""The newest receipt of the person whose page it is, for My Account."""

import reflex as rx

from owl_app.portal.receipts_state import NO_RECEIPT, ReceiptLine, in_words
from owl_app.portal.whose_state import choose
from owl_app.services import own_receipts
from owl_app.services.access import PORTAL
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of


class NewestReceiptState(Screen, rx.State):
    """One receipt, or none."""

    receipt: ReceiptLine = NO_RECEIPT

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), NewestReceiptState.load)
        frame, whose = await self._enter(), await choose(self)
        newest = None
        if whose.chosen is not None and await read(self, own_receipts.are_shown):
            newest = await read(self, own_receipts.get_newest, client_id=whose.chosen.id)
        self.receipt = in_words(newest, frame.locale) if newest else NO_RECEIPT
        self.loaded = True
