"""The next session of the person whose page it is, and of the others whom the login sees."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.session_line import NO_SESSION, SessionLine, in_words
from owl_app.portal.whose_state import choose
from owl_app.services import own_appointments
from owl_app.services.access import PORTAL
from owl_app.services.own_appointments import OtherNext
from owl_app.web.live import live
from owl_app.web.routes import PORTAL_ACCOUNT
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_moment


@dataclass(frozen=True)
class OtherLine:
    """The next session of somebody else, in words."""

    name: str
    when: str
    href: str


class NextSessionState(Screen, rx.State):
    """The card on top of My Account; not there for a login that sees nobody."""

    session: SessionLine = NO_SESSION
    others: list[OtherLine] = []
    sees_somebody: bool = False

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), NextSessionState.load)
        frame, whose = await self._enter(), await choose(self)
        self.session, self.others, self.sees_somebody = NO_SESSION, [], whose.chosen is not None
        if whose.chosen is not None:
            found = await read(self, own_appointments.get_next, client_id=whose.chosen.id)
            self.session = in_words(found.session, frame) if found.session else NO_SESSION
            self.others = [_other(each, frame) for each in found.others]
        self.loaded = True


def _other(other: OtherNext, frame: Frame) -> OtherLine:
    return OtherLine(
        name=t("Next session of {name}", name=other.name),
        when=written_moment(other.session.starts_at, frame.zone, frame.locale),
        href=localised(f"{PORTAL_ACCOUNT}?client={other.client_id}", current_language()),
    )
