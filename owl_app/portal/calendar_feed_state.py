"""Whether the private calendar address is on; the address itself is in no state."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import calendar_feeds
from owl_app.services.access import PORTAL
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_moment


class CalendarFeedState(Screen, rx.State):
    """The card of the private calendar address; not there for those who see nobody."""

    may_have: bool = False
    is_on: bool = False
    fetched: str = ""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), CalendarFeedState.load)
        frame, feed = await self._enter(), await read(self, calendar_feeds.get)
        self.may_have, self.is_on = feed.may_have, feed.is_on
        self.fetched = (
            t("Fetched last on {when}", when=written_moment(feed.fetched_at, frame.zone, frame.locale))
            if feed.fetched_at
            else ""
        )
        self.loaded = True
