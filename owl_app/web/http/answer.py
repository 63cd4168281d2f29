"""How our routes read a form and answer it: a redirect with a flash for pages, JSON for forms that stay open."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from owl_app.errors import Invalid, NotAllowed, NotFound, OwlError, Throttled
from owl_app.i18n import DEFAULT, languages, localised, speaking
from owl_app.services.access import Viewer, ViewerKind
from owl_app.web import cookies
from owl_app.web.routes import home_of
from owl_app.web.session import viewer_of

Handler = Callable[..., Awaitable[Response]]


async def fields_of(request: Request, *names: str) -> dict[str, str]:
    """The named fields of the form as text; missing ones are empty, and so is a form that cannot be read."""
    await request.body()  # kept, so that the form can be read a second time
    try:
        form = await request.form(max_files=0, max_fields=50)
    except (HTTPException, MultiPartException, ValueError):
        form = FormData()
    return {name: _text(form.get(name)) for name in names}


async def file_of(request: Request, limit: int) -> bytes:
    """The body as it was sent, cut off past the limit.

    What is too large is read to its end all the same, up to a bound: a browser that is still sending hears no answer.
    """
    kept = bytearray()
    read = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(_FILE_SECONDS):
            async for part in request.stream():
                read += len(part)
                kept += part[: max(limit + 1 - len(kept), 0)]
                if read > _MOST_READ:
                    break
    return bytes(kept)


_FILE_SECONDS = 60.0
_MOST_READ = 64 * 1024 * 1024


def _text(value: object) -> str:
    """A field as text that every database and every hash can take."""
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""


def who(request: Request) -> str:
    """Whoever sends the request, as the services' door wants it."""
    return cookies.sign_in_hash(request.headers)


def client_address(request: Request) -> str:
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """What the browser says it is, shortened to words for people."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def for_page(back: str, *keep: str) -> Callable[[Handler], Handler]:
    """A form of a page: what fails goes back to `back` with its sentences, and keeps the fields named."""

    def declare(function: Handler) -> Handler:
        @wraps(function)
        async def answer(request: Request) -> Response:
            with speaking(language_of_form(request)):
                try:
                    return await function(request)
                except OwlError as error:
                    typed = await fields_of(request, *keep)
                    address = back.format(**request.path_params)
                    return sent_back(request, address, error, typed)

        return answer

    return declare


def for_fetch(function: Handler) -> Handler:
    """A form that stays open: the answer is JSON, with a sentence for each wrong field."""

    @wraps(function)
    async def answer(request: Request) -> Response:
        with speaking(language_of_form(request)):
            try:
                return await function(request)
            except Invalid as invalid:
                return _json({"errors": invalid.fields}, 422)
            except OwlError as error:
                return _json({"errors": {}, "message": error.message}, _status(error))

    return answer


def done(**values: Any) -> Response:
    return _json({"ok": True, **values}, 200)


def question(**values: str) -> Response:
    """What the person has to confirm before the same form is sent again."""
    return _json({"question": values}, 200)


def sent_back(request: Request, path: str, error: OwlError, typed: dict[str, str]) -> Response:
    """Back to the page, with what was typed and what is wrong with it."""
    response = see_other(request, path)
    errors = error.fields if isinstance(error, Invalid) else {}
    say = "" if errors else error.message
    cookies.set_flash(response, say=say, tone="danger", errors=errors, keep=typed)
    return response


def see_other(request: Request, path: str) -> RedirectResponse:
    """A redirect after a POST, to the page in the language of the form."""
    return RedirectResponse(localised(path, language_of_form(request)), 303, headers={"Cache-Control": "no-store"})


def signed_in(request: Request, opened: Any) -> Response:
    """To where somebody belongs who has just signed in; a full page load, so that the socket sees the new cookie."""
    response = see_other(request, home_of(opened.viewer.kind))
    cookies.set_sign_in(response, opened.token, opened.device_token)
    cookies.clear_flash(response)
    return response


def language_of_form(request: Request) -> str:
    asked = request.query_params.get("lang", DEFAULT)
    return asked if asked in languages(pseudo=True) else DEFAULT


async def must_be(request: Request, kinds: frozenset[ViewerKind]) -> Viewer:
    """The viewer, when they are one of these.

    Raises:
        NotAllowed: they are not; said before anything else is looked at.
    """
    viewer = await viewer_of(who(request))
    viewer.must_be(kinds)
    return viewer


def _json(values: dict[str, Any], status: int) -> Response:
    return JSONResponse(values, status, headers={"Cache-Control": "no-store"})


def _status(error: OwlError) -> int:
    return {NotAllowed: 403, NotFound: 404, Throttled: 429}.get(type(error), 409)
