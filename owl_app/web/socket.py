"""The wrapper around the event socket: it binds a tab's state to its sign-in, and keeps the cookie out of it."""

import time
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from owl_app.config import get_settings
from owl_app.security.tokens import derive
from owl_app.services import access
from owl_app.web.cookies import sign_in_hash
from owl_app.web.gate import SIGNED_IN
from owl_app.web.session import SIGN_IN_HEADER, viewer_of

EVENTS_AT_ONCE = 120
EVENTS_A_SECOND = 20.0
"""How many messages one socket may send in a burst, and how fast that allowance comes back."""

_STRIPPED = {b"cookie", b"authorization", SIGN_IN_HEADER.encode()}


class BoundSocket:
    """On `/_event`, the tab's own token becomes an HMAC of the sign-in and it; nobody can name another's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith("/_event"):
            scope = self._bound(scope)
            viewer = await viewer_of(dict(scope["headers"])[SIGN_IN_HEADER.encode()].decode())
            scope[SIGNED_IN] = str(viewer.sign_in_id) if viewer.kind in access.SIGNED_IN else ""
            receive = _paced(receive)
        await self.app(scope, receive, send)

    def _bound(self, scope: Scope) -> Scope:
        hashed = sign_in_hash(Headers(scope=scope))
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tab = next((value for name, value in query if name == "token"), "")
        bound = derive(get_settings().key, "tab", f"{hashed}\0{tab}")
        kept = [(name, value) for name, value in query if name != "token"]
        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _STRIPPED]
        return {
            **scope,
            "query_string": urlencode([*kept, ("token", bound)]).encode(),
            "headers": [*headers, (SIGN_IN_HEADER.encode(), hashed.encode())],
        }


def _paced(receive: Receive) -> Receive:
    """Hang up on a socket that sends faster than any page does, so that one cannot keep the others waiting."""
    allowance, counted_at = float(EVENTS_AT_ONCE), time.monotonic()

    async def paced() -> Message:
        nonlocal allowance, counted_at
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        moment = time.monotonic()
        allowance = min(EVENTS_AT_ONCE, allowance + (moment - counted_at) * EVENTS_A_SECOND) - 1
        counted_at = moment
        return message if allowance >= 0 else {"type": "websocket.disconnect", "code": 1008}

    return paced
