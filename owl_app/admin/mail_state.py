"""Settings > Mail: every letter with its state, and sending one again."""

from dataclasses import dataclass

import reflex as rx

from owl_app.config import get_settings
from owl_app.i18n import t
from owl_app.services import mail_log
from owl_app.services.access import OWNER_ADMIN
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_moment


@dataclass(frozen=True)
class LetterLine:
    """One letter, in words."""

    id: str
    subject: str
    addressee: str
    state: str
    state_text: str
    reason: str
    when: str
    may_resend: bool
    may_read: bool


class MailState(Screen, rx.State):
    """The newest letters."""

    letters: list[LetterLine] = []
    provider: str = ""

    @handler(OWNER_ADMIN, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), MailState.load, ("mail", ""))
        await self._show()
        self.loaded = True

    @handler(OWNER_ADMIN)
    async def resend(self, letter_id: str) -> None:
        await act(self, mail_log.resend, letter_id=letter_id)
        await self._show()
        self._say(t("The letter is on its way again."))

    async def _show(self) -> None:
        frame = await self._enter()
        self.provider = get_settings().mail_provider
        self.letters = [
            LetterLine(
                id=row.id,
                subject=row.subject,
                addressee=row.to,
                state=row.state,
                state_text=_state(row.state, self.provider),
                reason=_reason(row.reason),
                when=written_moment(row.written_at, frame.zone, frame.locale),
                may_resend=row.may_resend,
                may_read=row.may_read,
            )
            for row in await read(self, mail_log.list_letters)
        ]


def _state(state: str, provider: str) -> str:
    if state == "accepted" and provider == "files":
        return t("Written to a file")
    return {
        "queued": t("Waiting"),
        "sending": t("Being sent"),
        "accepted": t("Accepted"),
        "failed": t("Failed"),
        "unknown": t("Not known whether it arrived"),
    }[state]


def _reason(reason: str) -> str:
    if reason == "interrupted":
        return t("The server stopped while it was being sent. Ask whether it arrived before you send it again.")
    return reason
