"""What the page of a call knows of its viewer; everything else comes over the socket of the call."""

import reflex as rx

from owl_app.services.access import CLIENTS, STAFF
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import viewer_of


class CallState(Screen, rx.State):
    """Anew whenever the viewer's sign-in changes, so that the page of somebody signed out is left."""

    @handler(STAFF | CLIENTS, loads=True)
    async def load(self) -> None:
        await self._enter()
        live.watch(self, await viewer_of(self), CallState.load)
        self.loaded = True
