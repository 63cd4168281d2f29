"""Who may talk to the app: the right host, the right origin, a bounded request, and so many open sockets."""

import asyncio
import ipaddress
import re
from collections import Counter
from time import monotonic
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from owl_app.config import Settings
from owl_app.web import answers

HEALTH = "/health"
EVENTS = "/_event"
SIGNED_IN = "owl.signed_in"
"""The key in a socket's scope that says a valid sign-in session opened it; set before `SocketCap` is reached."""

FRAMEWORK_PATHS = ("/ping", "/_health", "/_upload", "/_all_routes", "/auth-codespace")
"""Reflex's own HTTP endpoints, none of which Owl App uses."""

UNKNOWN = "unknown"
"""The address of a client the server does not name, as on a Unix socket."""

READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BODY_LIMIT = 64 * 1024
"""Bytes of a request body that is not a file."""
BODY_SECONDS = 30.0
NO_FILES = re.compile("(?!)")


class Gate:
    """Lets a request or socket through when its host, origin, method and size are in order.

    What lies behind sees the true client address and scheme in its scope, and a body that has arrived completely,
    unless it is a file: those are read, and bounded, by the route they are for.
    """

    def __init__(self, app: ASGIApp, settings: Settings, *, files: re.Pattern[str] = NO_FILES) -> None:
        self._app = app
        self._settings = settings
        self._hosts = {urlsplit(origin).netloc: origin for origin in settings.origins}
        self._files = files
        """The paths that files are sent to."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        scope["client"] = (client_address(scope, self._settings.trusted_proxy_hops), 0)
        scope["scheme"] = self._scheme(scope["type"])
        if scope["type"] == "websocket":
            if self._own_origin(headers) is None or not self._same_origin(headers):
                return await send({"type": "websocket.close", "code": 1008})
            return await self._app(scope, receive, send)
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] in WRITING and not self._files.fullmatch(scope["path"]):
            body = await self._body(headers, receive)
            if isinstance(body, Response):
                refusal = body
            else:
                receive = _replay(body, receive)
        if refusal is not None:
            return await refusal(scope, receive, send)
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, method = scope["path"], scope["method"]
        if self._own_origin(headers) is None or self._came_unencrypted(headers):
            return RedirectResponse(self._settings.origin + _target(scope), 308)
        if path == EVENTS or path.startswith((f"{EVENTS}/", *FRAMEWORK_PATHS)):
            return answers.not_found()
        if method in WRITING and not self._same_origin(headers):
            return answers.foreign_origin()
        return None if method in READING | WRITING else answers.not_allowed()

    def _own_origin(self, headers: Headers) -> str | None:
        """The origin the request was made to, if it is one of ours."""
        host = headers.get("host", "").lower()
        return self._hosts.get(host.removesuffix(":443" if self._settings.is_https else ":80"))

    def _same_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin == self._own_origin(headers)

    def _came_unencrypted(self, headers: Headers) -> bool:
        if not (self._settings.is_https and self._settings.trusted_proxy_hops):
            return False
        return headers.get("x-forwarded-proto", "https").split(",")[-1].strip() == "http"

    def _scheme(self, kind: str) -> str:
        base = "ws" if kind == "websocket" else "http"
        return f"{base}s" if self._settings.is_https else base

    async def _body(self, headers: Headers, receive: Receive) -> bytes | Response:
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > BODY_LIMIT:
            return answers.too_large()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(receive, BODY_LIMIT)
        except TimeoutError:
            return answers.too_slow()
        return answers.too_large() if body is None else body


class SocketCap:
    """Bounds how many sockets are open at once, and opened in a minute: each leaves 25 KB of state for an hour.

    Of people who are not signed in, those of one address are counted, and all of them in this process; of people who
    are, those of one sign-in, `generosity` times as many.
    """

    def __init__(
        self, app: ASGIApp, *, per_address: int = 40, total: int = 1000, per_minute: int = 120, generosity: int = 3
    ) -> None:
        self._app = app
        self._per_address = per_address
        self._total = total
        self._per_minute = per_minute
        self._generosity = generosity
        self._strangers = 0
        self._open: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()
        self._minute = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)
        sign_in = scope.get(SIGNED_IN, "")
        whose = sign_in or network(scope["client"][0])
        if self._is_full(whose, self._generosity if sign_in else 1) or (not sign_in and self._strangers >= self._total):
            return await send({"type": "websocket.close", "code": 1013})
        self._open[whose] += 1
        self._strangers += not sign_in
        try:
            await self._app(scope, receive, send)
        finally:
            self._strangers -= not sign_in
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]

    def _is_full(self, whose: str, times: int) -> bool:
        minute = int(monotonic() // 60)
        if minute != self._minute:
            self._minute, self._opened = minute, Counter()
        self._opened[whose] += 1
        return self._opened[whose] > self._per_minute * times or self._open[whose] >= self._per_address * times


def client_address(scope: Scope, trusted_hops: int) -> str:
    """The address of the person's device: the one the outermost trusted proxy saw.

    A request that did not come through all trusted proxies counts as its direct sender's.
    """
    direct: str = scope["client"][0] if scope.get("client") else UNKNOWN
    seen = [
        part.strip() for part in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",") if part.strip()
    ]
    if trusted_hops and len(seen) >= trusted_hops and _is_address(seen[-trusted_hops]):
        return seen[-trusted_hops]
    return direct


def network(address: str) -> str:
    """What counts as one neighbour: an IPv4 address, or the /64 an IPv6 household is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _target(scope: Scope) -> str:
    """Path and query of a request, safe to put behind an origin."""
    path = quote("/" + scope["path"].lstrip("/\\"), safe="/:@!$&'()*+,;=~-._")
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{quote(query, safe='=&%/:@!$()*+,;~-._?')}" if query else path


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None when it is larger than the limit, or broken off: half a form is not carried out."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
