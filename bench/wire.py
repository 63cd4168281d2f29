"""What a browser puts on the wire, and nothing else: a form that is sent, and a page whose event socket is open.

Plain asyncio streams, so that the measuring side costs little of the processor it shares with the server.
"""

import asyncio
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CONNECT, _EVENT = "40/_event,", "42/_event,"


class Sender:
    """One kept-alive connection that posts forms."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, address: str, **fields: str) -> tuple[int, str]:
        """Send a form as if from this address, and give back status and headers."""
        body = urlencode(fields)
        head = _head("POST", path, self._port, {"X-Forwarded-For": address, "Content-Length": str(len(body))})
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write((head + body).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if found := _LENGTH.search(answer):
            await reader.readexactly(int(found[1]))
        return int(answer[9:12]), answer.decode("latin-1")

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()


class _Socket:
    """A websocket, frame by frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def _message(self) -> str:
        message = b""
        while True:
            first, length = await self._reader.readexactly(2)
            if length > 125:
                length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8), "big")
            message += await self._reader.readexactly(length)
            if first & 0x0F == 8:
                raise ConnectionError("the server closed the socket")
            if first & 0x80:
                return message.decode()

    def _send(self, text: str) -> None:
        data = text.encode()
        size = len(data)
        length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + size.to_bytes(2, "big")
        # A mask of zeros is a mask: the frame is valid, and costs no loop over its bytes.
        self._writer.write(b"\x81" + length + b"\0\0\0\0" + data)


async def _opened(
    port: int, target: str, token: str, **headers: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The streams of a socket, as the holder of this sign-in token."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(os.urandom(16)).decode(),
        "Cookie": f"owl={token}",
    }
    writer.write(_head("GET", target, port, upgrade | headers).encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(answer.decode("latin-1"))
    return reader, writer


class CallLine(_Socket):
    """A socket at the call of a session, spoken as the page of a call speaks it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(reader, writer)
        self.tab = os.urandom(8).hex()
        self.id = ""

    @classmethod
    async def open(cls, port: int, session_id: str, token: str, address: str) -> "CallLine":
        line = cls(*await _opened(port, f"/calls/{session_id}", token, **{"X-Forwarded-For": address}))
        line.id = (await line.hears(lambda said: said["type"] == "welcome"))["you"]
        return line

    async def enter(self) -> None:
        self.say(type="enter", name="Somebody", tab=self.tab)
        await self.hears(lambda said: said["type"] == "room")

    def say(self, **message: Any) -> None:
        self._send(json.dumps(message))

    async def hears(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is the one."""
        while True:
            said: dict[str, Any] = json.loads(await asyncio.wait_for(self._message(), 60))
            if is_it(said):
                return said

    def close(self) -> None:
        self._writer.close()


class OpenPage(_Socket):
    """A page in somebody's browser: its event socket, spoken as the built frontend speaks it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(reader, writer)
        self._waiting: tuple[Callable[[str], bool], asyncio.Future[str]] | None = None
        self._reading = asyncio.ensure_future(self._read())
        self.received = 0

    @classmethod
    async def open(cls, port: int, path: str, token: str) -> "OpenPage":
        """Open the socket as the holder of this sign-in token, and wait until the page is filled."""
        tab = os.urandom(16).hex()
        page = cls(*await _opened(port, f"/_event/?token={tab}&EIO=4&transport=websocket", token))
        page._path = path
        boot = page._event("reflex___state____state.hydrate_and_load", {})
        page._send(_CONNECT + json.dumps({"event": boot}))
        await page._until(lambda text: '"is_hydrated_rx_state_":true' in text)
        return page

    async def click(self, event: str, path: str) -> float:
        """Send an event from an address and give back the seconds until its state arrived."""
        state = event.rpartition(".")[0]
        self._path = path
        begun = perf_counter()
        self._send(_EVENT + json.dumps(["event", self._event(event, {})]))
        await self._until(lambda text: state in text)
        return perf_counter() - begun

    def close(self) -> None:
        self._reading.cancel()
        self._writer.close()

    _path = "/"

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": name,
            "payload": payload,
            "router_data": {"pathname": self._path.partition("?")[0], "asPath": self._path},
        }

    async def _until(self, is_it: Callable[[str], bool]) -> str:
        self._waiting = (is_it, asyncio.get_running_loop().create_future())
        return await asyncio.wait_for(self._waiting[1], 60)

    async def _read(self) -> None:
        while True:
            text = await self._message()
            self.received += len(text)
            if text == "2":
                self._send("3")
            elif self._waiting and not self._waiting[1].done() and self._waiting[0](text):
                self._waiting[1].set_result(text)


def _head(method: str, path: str, port: int, headers: dict[str, str]) -> str:
    origin = f"http://localhost:{port}"
    usual = {"Host": f"localhost:{port}", "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
    lines = [f"{name}: {value}" for name, value in (usual | headers).items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""])
