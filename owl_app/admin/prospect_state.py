"""One prospect: what is known, what happened, and what is to be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from owl_app.admin.portal_access_state import TimelineLine
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import prospect_timeline, prospects
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.prospect_timeline import Next, ProspectStory
from owl_app.web.live import live
from owl_app.web.routes import prospect_in
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_date, written_moment


@dataclass(frozen=True)
class Story:
    """A prospect, in words."""

    id: str
    name: str
    email: str
    phone: str
    born: str
    agreed: str
    verified: bool
    dismissed: bool
    next: str
    advice: str
    timeline: list[TimelineLine]


NOBODY = Story("", "", "", "", "", "", verified=True, dismissed=False, next="", advice="", timeline=[])


class ProspectState(Screen, rx.State):
    """The prospect in the address."""

    story: Story = NOBODY
    settled: str = ""
    """What became of the prospect a moment ago, here."""
    _settled_id: str = ""

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        viewer = await viewer_of(self)
        prospect_id = prospect_in(self.router.url.path)
        live.watch(self, viewer, ProspectState.load, ("prospects", ""), ("login", prospect_id))
        try:
            await self._show()
        except NotFound:
            self.missing, self.story = True, NOBODY
            if self._settled_id != prospect_id:
                self.settled = ""
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def verify(self) -> None:
        await self._act(prospects.verify)
        self._say(t("Verified: {name}.", name=self.story.name))

    @handler(OWNER_ADMIN)
    async def send_again(self) -> None:
        await self._act(prospects.send_again)
        self._say(t("Another letter is on its way to {email}.", email=self.story.email))

    @handler(OWNER_ADMIN)
    async def dismiss(self) -> None:
        await self._act(prospects.dismiss)
        self._say(t("Dismissed: {name}.", name=self.story.name))

    @handler(OWNER_ADMIN)
    async def bring_back(self) -> None:
        await self._act(prospects.bring_back)
        self._say(t("Brought back: {name}.", name=self.story.name))

    @handler(OWNER_ADMIN)
    async def unlock(self) -> None:
        await act(self, prospect_timeline.unlock, prospect_id=prospect_in(self.router.url.path))
        await self._show()
        self._say(t("{name} can try again at once.", name=self.story.name))

    @handler(OWNER_ADMIN)
    async def enable(self) -> None:
        await act(self, prospect_timeline.enable, prospect_id=prospect_in(self.router.url.path))
        await self._show()
        self._say(t("{name} can sign in again.", name=self.story.name))

    def _settle(self, prospect_id: str, sentence: str) -> None:
        """The page of the prospect says what was done, once there is no prospect any more."""
        self._settled_id, self.settled = prospect_id, sentence

    async def _act(self, service: Callable[..., Any]) -> None:
        await act(self, service, ids=[prospect_in(self.router.url.path)])
        await self._show()

    async def _show(self) -> None:
        frame = await self._enter()
        prospect_id = prospect_in(self.router.url.path)
        self.story = _story(await read(self, prospect_timeline.get_story, prospect_id=prospect_id), frame)
        self.missing = False


def _story(found: ProspectStory, frame: Frame) -> Story:
    agreed = written_moment(found.agreed_at, frame.zone, frame.locale) if found.agreed_at else ""
    return Story(
        id=found.id,
        name=found.name,
        email=found.email,
        phone=found.phone,
        born=written_date(found.date_of_birth, frame.locale),
        agreed=t("Version {number} of the terms, {when}", number=found.terms_version, when=agreed)
        if found.terms_version
        else "",
        verified=found.verified,
        dismissed=found.dismissed,
        next=found.next.value,
        advice=_advice(found),
        timeline=[
            TimelineLine(written_moment(each.at, frame.zone, frame.locale), each.what, each.tone)
            for each in found.happened
        ],
    )


def _advice(found: ProspectStory) -> str:
    sentence = {
        Next.ENABLE: t("This login is disabled."),
        Next.UNLOCK: t("Locked out after too many wrong passwords. Unlock it if it was them."),
        Next.SEND_AGAIN: t("There is no letter that they could open. Send it again, or call."),
        Next.WAIT: t("They have a letter with a link and a code. Nothing to do until they confirm the address."),
        Next.SETTLE: t("The address is theirs. Choose whose login it is: Create Client, or Associate."),
        Next.BRING_BACK: t("Dismissed. They can sign in, and see nothing."),
    }[found.next]
    return f"{sentence} {found.reason}".strip() if found.next is Next.SEND_AGAIN else sentence
