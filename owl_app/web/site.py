"""The built pages and their files, with the caching, compression and status each of them needs."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from reflex.route import get_router
from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from owl_app.config import Settings
from owl_app.i18n import DEFAULT, language_of
from owl_app.web.build import FALLBACK, NOT_FOUND, Record
from owl_app.web.headers import content_security_policy

ENCODINGS = ("brotli", "gzip")
_SIDECARS = (".br", ".gz")
_HASHED = re.compile(r"^/assets/.*-[\w-]{8,}\.\w+$")
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


class Site:
    """Answers GET and HEAD for what the build holds; everything else is the app's behind it.

    An address of the app's own routes that the build has no file for, like `/clients/[id]`, is answered with the page
    shell. Where the app answers a bare 404 to somebody who reads pages, the shell says so with status 404.
    """

    def __init__(self, app: ASGIApp, settings: Settings, root: Path, routes: Path, record: Record) -> None:
        self._app = app
        self._root = root
        self._files = _addresses(root)
        self._page_of: Callable[[str], str | None] = get_router(json.loads(routes.read_text()))
        self._static = PrecompressedStaticFiles(directory=root, encodings=ENCODINGS)
        self._policies = {
            page: content_security_policy(settings, hashes) for page, hashes in record.script_hashes.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return await self._app(scope, receive, send)
        response = self._answer(scope)
        if response is not None:
            return await response(scope, receive, send)
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self._app(scope, receive, send)
        await self._app_or_not_found(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if file := self._files.get(path):
            return self._file(file, scope)
        if path.endswith("/") and not path.startswith("//") and self._knows(path.rstrip("/")):
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(path.rstrip("/") + (f"?{query}" if query else ""), 308)
        return self._file(self._shell(path, FALLBACK), scope) if self._is_page(path) else None

    def _knows(self, path: str) -> bool:
        return path in self._files or self._is_page(path)

    def _is_page(self, path: str) -> bool:
        return self._page_of(path) not in {None, "404", "index"}

    def _shell(self, path: str, name: str) -> Path:
        """The page shell in the language of an address."""
        language = language_of(path)
        translated = self._root / language / name
        return translated if language != DEFAULT and translated.is_file() else self._root / name

    def _file(self, file: Path, scope: Scope, status: int = 200) -> Response:
        response = self._static.file_response(file, file.stat(), scope, status)
        response.headers["Cache-Control"] = _FOR_A_YEAR if _HASHED.match(scope["path"]) else _ASK_FIRST
        if policy := self._policies.get(file.relative_to(self._root).as_posix()):
            response.headers["Content-Security-Policy"] = policy
        return response

    async def _app_or_not_found(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_or_replace(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_bare_not_found(message):
                replaced = True
            if not replaced:
                await send(message)

        await self._app(scope, receive, send_or_replace)
        if replaced:
            fresh = {
                **scope,
                "headers": [h for h in scope["headers"] if h[0] not in {b"if-none-match", b"if-modified-since"}],
            }
            await self._file(self._shell(scope["path"], NOT_FOUND), fresh, 404)(fresh, receive, send)


def _addresses(root: Path) -> dict[str, Path]:
    """Every address the build answers at, with its file; pages stand at their address without a slash."""
    found: dict[str, Path] = {}
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if not file.is_file() or name.endswith(_SIDECARS) or file.name in {FALLBACK, NOT_FOUND}:
            continue
        if file.suffix == ".html":
            name = name.removesuffix("index.html").removesuffix(".html").rstrip("/")
        found.setdefault(f"/{name}", file)
    return found


def _is_bare_not_found(message: Message) -> bool:
    kind = Headers(raw=message.get("headers", [])).get("content-type", "")
    return message["status"] == 404 and kind.startswith("text/plain")
