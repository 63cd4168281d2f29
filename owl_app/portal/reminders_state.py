"""Whether somebody wants to be reminded of sessions; their own choice, which nobody at the practice sees."""

import reflex as rx

from owl_app.i18n import t
from owl_app.services import reminders
from owl_app.services.access import PORTAL
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of


class RemindersState(Screen, rx.State):
    """The choice, and when the practice reminds people: `both`, `day_before`, `hour_before`, or never."""

    wanted: bool = True
    when: str = ""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), RemindersState.load)
        choice = await read(self, reminders.get_choice)
        self.wanted = choice.wanted
        kinds = [kind for kind in ("day_before", "hour_before") if getattr(choice, kind)]
        self.when = "both" if len(kinds) > 1 else "".join(kinds)
        self.loaded = True

    @handler(PORTAL)
    async def set_wanted(self, wanted: bool) -> None:
        await act(self, reminders.set_wanted, wanted=wanted)
        self.wanted = wanted
        self._say(t("You are reminded of sessions.") if wanted else t("You are not reminded of sessions any more."))
