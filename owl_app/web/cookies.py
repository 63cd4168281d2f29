"""Our cookies: the sign-in, the known device, a letter's link, a sign-up, and the flash that outlives one redirect."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from owl_app.config import get_settings
from owl_app.security.tokens import hash_token
from owl_app.services.access import LONGEST
from owl_app.services.drop_ins import GUEST_FOR
from owl_app.services.sign_ups import KEPT

DEVICE_DAYS = 365
LARGEST_FLASH = 3500
"""Bytes; browsers drop cookies above 4096, and proxies answers with larger headers."""


def _name(base: str) -> str:
    # The prefix makes browsers refuse the cookie without Secure, with a Domain, or from another path.
    return f"__Host-{base}" if get_settings().is_https else base


def sign_in_token(headers: Headers) -> str:
    return _read(headers, "owl")


def sign_in_hash(headers: Headers) -> str:
    """The hashed token of the sign-in cookie, or nothing."""
    token = sign_in_token(headers)
    return hash_token(token) if token else ""


def device_token(headers: Headers) -> str:
    return _read(headers, "owl-device")


def set_sign_in(response: Response, token: str, device: str) -> None:
    """Sign this browser in, and remember it as a known device."""
    _set(response, "owl", token, int(LONGEST.total_seconds()))
    _set(response, "owl-device", device, DEVICE_DAYS * 86400)


def clear_sign_in(response: Response) -> None:
    _set(response, "owl", "", 0)


def flash(headers: Headers) -> dict[str, Any]:
    """What the last request left for this page: `say`, `tone`, `errors`, `keep`, `link`."""
    try:
        found = json.loads(urlsafe_b64decode(_read(headers, "owl-flash")))
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def set_flash(response: Response, **values: Any) -> None:
    """Leave something for the page that comes after the redirect, for five minutes at most."""
    value = urlsafe_b64encode(json.dumps(values).encode()).decode()
    if len(value) > LARGEST_FLASH and values.get("keep"):
        return set_flash(response, **{**values, "keep": {}})
    _set(response, "owl-flash", value, 300)


def clear_flash(response: Response) -> None:
    _set(response, "owl-flash", "", 0)


def set_link(response: Response, token: str) -> None:
    """Carry a letter's link token from its address into a cookie, so that it stays in no history and no log."""
    _set(response, "owl-link", token, 1800)


def link_token(headers: Headers) -> str:
    return _read(headers, "owl-link")


def clear_link(response: Response) -> None:
    _set(response, "owl-link", "", 0)


def set_sign_up(response: Response, token: str) -> None:
    """Let this browser prove later that it sent the Create Account form."""
    _set(response, "owl-sign-up", token, int(KEPT.total_seconds()))


def sign_up_token(headers: Headers) -> str:
    return _read(headers, "owl-sign-up")


def clear_sign_up(response: Response) -> None:
    _set(response, "owl-sign-up", "", 0)


def set_drop_in(response: Response, kept: str) -> None:
    """Who somebody is who opened a drop-in link, until the browser is closed or the link ends."""
    _set(response, "owl-drop-in", kept, int(GUEST_FOR.total_seconds()))


def drop_in(headers: Headers) -> str:
    return _read(headers, "owl-drop-in")


def _set(response: Response, base: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(base), value, max_age=seconds, path="/", secure=get_settings().is_https, httponly=True, samesite="lax"
    )


def _read(headers: Headers, base: str) -> str:
    # Not SimpleCookie: it gives up on all cookies when one of a neighbouring site is not to its taste.
    return cookie_parser("; ".join(headers.getlist("cookie"))).get(_name(base), "")
