"""The HTTP guard before the pages: private ones for those who may open them, public ones with their slots filled."""

import re
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from owl_app.i18n import language_of, localised, speaking
from owl_app.models import Area
from owl_app.services import practice
from owl_app.services.access import Viewer, ViewerKind
from owl_app.web import cookies, session
from owl_app.web.routes import (
    CREATE_ACCOUNT,
    LOGIN,
    PORTAL_SIGN_IN,
    SET_UP,
    Page,
    find_page,
    home_of,
    in_language_of,
)
from owl_app.web.slots import filled_in

_SLOT = re.compile(rb"<!--slot:([\w.-]+)-->")
_KEEP = re.compile(rb'data-keep="([\w.-]+)"')


class Pages:
    """Decides on every GET of one of our pages before its file is looked up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return await self._app(scope, receive, send)
        path: str = scope["path"]
        page = find_page(path)
        if page is None and path.rstrip("/") != localised("/", language_of(path)).rstrip("/"):
            return await self._app(scope, receive, send)
        request = Request(scope)
        with speaking(language_of(path)):
            viewer = await session.viewer_of(cookies.sign_in_hash(request.headers))
            words = await session.read("", practice.get_welcome)
            elsewhere = _elsewhere(page, path, viewer, words)
            if elsewhere is not None:
                answer = RedirectResponse(elsewhere, 303, headers={"Cache-Control": "no-store"})
                return await answer(scope, receive, send)
            if page is not None and page.has_slots:
                return await self._filled(scope, receive, send, *await filled_in(request, page, words))
        if page is not None and not page.is_public:
            send = _kept_by_nobody(send)
        await self._app(scope, receive, send)

    async def _filled(
        self, scope: Scope, receive: Receive, send: Send, slots: dict[str, str], kept: dict[str, str]
    ) -> None:
        """Send the page with its slots filled, uncompressed and kept by nobody."""
        plain = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
        headers = [each for each in scope["headers"] if each[0] not in plain]
        scope = {**scope, "headers": headers, "extensions": {}}
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            filled = _fill(bytes(body), slots, kept) if scope["method"] == "GET" else bytes(body)
            answered = MutableHeaders(raw=start["headers"])
            for name in ("etag", "last-modified", "vary"):
                if name in answered:
                    del answered[name]
            answered["Cache-Control"] = "no-store"
            if scope["method"] == "GET":
                answered["Content-Length"] = str(len(filled))
            _forget_flash(answered, Headers(scope=scope))
            await send(start)
            await send({"type": "http.response.body", "body": filled})

        await self._app(scope, receive, gather)


def _kept_by_nobody(send: Send) -> Send:
    """What is on a private screen is not to come back with the back button once somebody has signed out."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sent


def _elsewhere(page: Page | None, path: str, viewer: Viewer, words: practice.Welcome) -> str | None:
    """Where to send somebody instead, or None when the page is theirs."""
    route = page.route if page else "/"
    if not words.practice_name:
        return None if route == SET_UP else in_language_of(path, SET_UP)
    if route == SET_UP:
        return in_language_of(path, LOGIN)
    if route == CREATE_ACCOUNT and not words.allows_sign_up:
        return in_language_of(path, PORTAL_SIGN_IN) + "?why=closed"
    home = in_language_of(path, home_of(viewer.kind))
    if page is None:
        return home
    if page.is_public:
        signed_in = viewer.kind not in {ViewerKind.ANONYMOUS, ViewerKind.ENDED}
        own = {LOGIN: Area.STAFF, PORTAL_SIGN_IN: Area.PORTAL}.get(route)
        return home if signed_in and own is viewer.area else None
    if viewer.kind in page.kinds:
        return None
    if viewer.kind is ViewerKind.ANONYMOUS:
        return in_language_of(path, page.sign_in)
    if viewer.kind is ViewerKind.ENDED:
        return in_language_of(path, page.sign_in) + "?why=ended"
    return home


def _fill(page: bytes, slots: dict[str, str], kept: dict[str, str]) -> bytes:
    def slot(found: re.Match[bytes]) -> bytes:
        return slots.get(found[1].decode(), "").encode("utf-8", "replace") or b"<!---->"

    def keep(found: re.Match[bytes]) -> bytes:
        value = kept.get(found[1].decode())
        return found[0] + (f' value="{escape(value)}"'.encode("utf-8", "replace") if value else b"")

    return _KEEP.sub(keep, _SLOT.sub(slot, page))


def _forget_flash(headers: MutableHeaders, sent: Headers) -> None:
    if cookies.flash(sent):
        empty = Response()
        cookies.clear_flash(empty)
        headers.append("set-cookie", empty.headers["set-cookie"])
