"""The client's test of camera, microphone and connection."""

import reflex as rx

from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.portal.whose_state import choose
from owl_app.services import connection_tests
from owl_app.services.access import PORTAL
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, viewer_of


class ConnectionTestState(Screen, rx.State):
    """Nothing of it is kept here: the page shows what it found."""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        await self._enter()
        await choose(self)
        live.watch(self, await viewer_of(self), ConnectionTestState.load)
        self.loaded = True

    @handler(PORTAL)
    async def keep(self, found: dict) -> None:
        why = found.get("why")
        if not isinstance(why, list):
            raise Invalid({"": t("This result cannot be used. Load the page again and repeat the test.")})
        await act(self, connection_tests.keep, why=why[:20])
