"""What every answer carries: the security headers, and a calm page when something broke."""

import logging
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from owl_app.config import Settings
from owl_app.web import answers

logger = logging.getLogger(__name__)

_ALLOWED_DEVICES = ("camera", "microphone", "display-capture")
_REFUSED_DEVICES = ("geolocation", "payment", "usb", "serial", "midi", "browsing-topics")


def content_security_policy(settings: Settings, script_hashes: Iterable[str] = ()) -> str:
    """The policy of a page whose inline scripts have these hashes; scripts of any other kind do not run."""
    scheme = "wss" if settings.is_https else "ws"
    hosts = [urlsplit(origin).netloc for origin in settings.origins]
    sockets = [f"{scheme}://{host}" for host in hosts if "[" not in host]
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *(f"'{value}'" for value in script_hashes)],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'", *sockets],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class SecurityHeaders:
    """Adds the security headers to every answer, and answers in place of an app that failed."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = _security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        started = False
        held: list[Message] = []
        """An answer with status 500: Starlette sends a bare one, then raises what went wrong."""

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                self._add_to(message)
                if message["status"] == 500:
                    held.append(message)
                    return
            if held:
                held.append(message)
                return
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("Unexpected error, reference %s.", reference)
            if scope["type"] == "http" and not started:
                held.clear()
                await answers.broken(reference)(scope, receive, send_with_headers)
        for message in held:
            await send(message)

    def _add_to(self, message: Message) -> None:
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        for name, value in self._headers.items():
            headers.setdefault(name, value)


def _security_headers(settings: Settings) -> dict[str, str]:
    devices = [f"{name}=(self)" for name in _ALLOWED_DEVICES] + [f"{name}=()" for name in _REFUSED_DEVICES]
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(devices),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Server": "owl",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
