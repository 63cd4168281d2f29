"""What every screen's state shares: declared handlers, sentences beside fields, and a notice."""

import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, cast

import reflex as rx

from owl_app.choices import LOCALE
from owl_app.errors import Invalid, NotAllowed, OwlError
from owl_app.i18n import language_of, speaking, t
from owl_app.services import practice, prospects
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, ViewerKind
from owl_app.web import session
from owl_app.web.calls.switchboard import switchboard
from owl_app.web.live import live
from owl_app.web.routes import call_of, in_language_of

log = logging.getLogger(__name__)

MOST_SHOWN = 100
"""From here on a number beside the navigation says no more than that there are many."""


class Screen(rx.State, mixin=True):
    """A screen: `loaded` once its data is there, a sentence for each wrong field, and one notice."""

    loaded: bool = False
    missing: bool = False
    errors: dict[str, str] = {}
    notice: str = ""
    notice_tone: str = "success"
    saves: int = 0
    """Counts what was saved, so that a dialog knows when to close."""
    told: int = 0
    """Counts what the person was told of the newest version, so that a form may replace it."""
    answers: int = 0
    """Counts what was answered, so that a form knows that it may be sent again."""

    def _say(self, sentence: str, tone: str = "success") -> None:
        self.notice, self.notice_tone = sentence, tone

    async def _keep(self, service: Callable[..., Any], **kwargs: Any) -> Any:
        """Call a service that keeps what somebody typed; the dialog it was typed in closes once that is done."""
        result = await session.act(self, service, **kwargs)
        self.errors = {}
        self.saves += 1
        return result

    async def _save(self, service: Callable[..., Any], **kwargs: Any) -> None:
        """Call a service that changes what the screen's own `_show` shows; the second of two savers sees the newer."""
        self.errors = {}
        try:
            await session.act(self, service, **kwargs)
        finally:
            await cast(Any, self)._show()
            self.told += 1
        self.saves += 1
        self._say(t("Saved."))

    async def _locale(self) -> str:
        """How people of the practice write, as the frame knows it."""
        return (await self.get_state(Frame)).locale

    async def _enter(self) -> "Frame":
        """Put the viewer's name and the practice's into the frame around the screen."""
        frame = await self.get_state(Frame)
        entered = await session.read(self, practice.get_frame)
        frame.practice_name, frame.viewer_name = entered.practice_name, entered.viewer_name
        frame.viewer_email, frame.zone, frame.locale = entered.viewer_email, entered.zone, entered.locale
        frame.viewer_initials = "".join(word[0] for word in entered.viewer_name.split()[:2]).upper()
        frame.brand, frame.manages = entered.brand, entered.manages
        frame.prospects = _shown(entered.prospects)
        viewer = await session.viewer_of(self)
        if entered.manages:
            live.watch(frame, viewer, Frame.refresh, ("prospects", ""))
        if viewer.is_staff:
            live.watch(frame, viewer, Frame.look_who_waits, ("waiting", str(viewer.account_id)))
            await frame._look_who_waits(viewer)
        return frame


def handler(kinds: frozenset[ViewerKind], *, loads: bool = False) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Declare an event handler and who may call it; expected failures become sentences on the screen.

    One that `loads` runs by itself whenever something changes elsewhere: it takes nothing back that was said, and
    answers no form.
    """

    def declare(function: Callable[..., Awaitable[Any]]) -> Any:
        signature = inspect.signature(function)

        @functools.wraps(function)
        async def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
            with speaking(language_of(self.router.url.path)):
                if not loads:
                    self.notice = ""
                    self.answers += 1
                try:
                    _check_payload(signature, self, args, kwargs)
                    result = await function(self, *args, **kwargs)
                except Invalid as invalid:
                    self.errors = invalid.fields
                    unseen = invalid.fields.get("")
                    if unseen:
                        self._say(unseen, "danger")
                except OwlError as error:
                    self.errors = self.errors if loads else {}
                    self._say(error.message, "danger")
                except Exception:
                    reference = token_hex(4)
                    log.exception("handler failed, reference %s", reference)
                    self._say(
                        t(
                            "Something went wrong on our side. What you typed is kept. Reference: {reference}",
                            reference=reference,
                        ),
                        "danger",
                    )
                else:
                    return result

        guarded.allowed = kinds  # type: ignore[attr-defined]
        return rx.event(guarded)

    return declare


@dataclass(frozen=True)
class Waiting:
    """Who waits at the door of one session's call."""

    id: str
    names: str
    href: str


class Frame(rx.State):
    """What the frame around every private screen shows."""

    practice_name: str = ""
    viewer_name: str = ""
    viewer_initials: str = ""
    viewer_email: str = ""
    zone: str = "UTC"
    locale: str = LOCALE
    brand: str = ""
    """Other whenever the practice's look is another."""
    manages: bool = False
    """Whether the viewer is an Owner or an Admin."""
    prospects: str = "0"
    """How many prospects wait, as it stands beside the navigation."""

    waiting: list[Waiting] = []

    @handler(STAFF, loads=True)
    async def look_who_waits(self) -> None:
        """Somebody came to the door of a call, or was let in, or went."""
        await self._look_who_waits(await session.viewer_of(self))

    async def _look_who_waits(self, viewer: Viewer) -> None:
        found = await switchboard().waiting(str(viewer.account_id))
        self.waiting = [
            Waiting(each, ", ".join(names), in_language_of(self.router.url.path, call_of(each)))
            for each, names in sorted(found.items())
        ]

    @handler(OWNER_ADMIN, loads=True)
    async def refresh(self) -> None:
        """Somebody signed up, or was settled."""
        self.prospects = _shown(await session.read(self, prospects.count_waiting))


def _shown(count: int) -> str:
    return str(count) if count < MOST_SHOWN else f"{MOST_SHOWN - 1}+"


def _check_payload(signature: inspect.Signature, state: Any, args: Any, kwargs: Any) -> None:
    """Refuse what does not have the declared names and types; browsers may send anything."""
    try:
        bound = signature.bind(state, *args, **kwargs)
    except TypeError:
        raise NotAllowed(t("This cannot be used here.")) from None
    for name, value in list(bound.arguments.items())[1:]:
        hint = signature.parameters[name].annotation
        expected = {"str": str, "int": int, "bool": bool}.get(hint, hint) if isinstance(hint, str) else hint
        expected = dict if str(expected).startswith("dict") else expected
        if isinstance(expected, type) and not isinstance(value, expected):
            raise NotAllowed(t("This cannot be used here."))
