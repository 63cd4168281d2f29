"""The socket a connection is tested with: it answers a few times, and gives what the relay is tried with."""

import asyncio
from contextlib import suppress
from secrets import token_hex

from starlette.websockets import WebSocket, WebSocketDisconnect

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.web.calls import protocol, relay
from owl_app.web.calls.protocol import Malformed, Ping

ANSWERS = 30
SECONDS = 60.0
CREDENTIALS_SECONDS = 120


async def answer(socket: WebSocket) -> None:
    """For a minute at most; whoever says anything else is hung up on."""
    moment = now().timestamp()
    servers = relay.servers(get_settings(), token_hex(8), at=moment, seconds=CREDENTIALS_SECONDS)
    await socket.send_text(protocol.write("test", ice=servers))
    with suppress(TimeoutError, WebSocketDisconnect, Malformed, KeyError):
        async with asyncio.timeout(SECONDS):
            for _ in range(ANSWERS):
                if not isinstance(protocol.read(await socket.receive_text()), Ping):
                    break
                await socket.send_text(protocol.write("pong"))
    with suppress(RuntimeError):
        await socket.close()
