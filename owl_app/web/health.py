"""The health check, for supervisors and proxies: is the app able to answer from its database?"""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import text
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from owl_app.database import reading
from owl_app.web.gate import HEALTH, READING

logger = logging.getLogger(__name__)

SECONDS = 3.0


class Health:
    """Answers `/health` under any host name: 200 while the check returns, 503 when it raises or takes too long."""

    def __init__(self, app: ASGIApp, check: Callable[[], object]) -> None:
        self._app = app
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != HEALTH or scope["method"] not in READING:
            return await self._app(scope, receive, send)
        await (await self._answer())(scope, receive, send)

    async def _answer(self) -> Response:
        headers = {"Cache-Control": "no-store"}
        try:
            await asyncio.wait_for(asyncio.to_thread(self._check), SECONDS)
        except Exception:
            logger.exception("The health check failed.")
            return JSONResponse({"status": "unavailable"}, 503, headers)
        return JSONResponse({"status": "ok"}, headers=headers)


def database_answers() -> None:
    """Raise when the database cannot be asked anything."""
    with reading() as session:
        session.connection().execute(text("SELECT 1"))
