"""Raw connections to a running server: HTTP without a browser's manners, and the event socket frame by frame."""

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

NAMESPACE = "/_event"
STATE = "reflex___state____state"
HYDRATE = f"{STATE}.hydrate_and_load"
PATIENCE = 15.0
"""Seconds to wait for an answer that has to come."""


class Refused(Exception):
    """The server would not open the socket; the message is its first line, or the code it closed with."""


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Http:
    """Somebody who sends requests; `host` and `origin` are what they claim."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = ""
    origin: str | None = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, headers)

    def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode(form or {}).encode()
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Send a request; the cookies that come back are kept as a browser keeps them."""
        own = {"Host": self.host or f"localhost:{self.port}", "Cookie": _cookie(self.cookies)}
        if self.origin is not None:
            own["Origin"] = self.origin or f"http://localhost:{self.port}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, own | headers)
        response = connection.getresponse()
        content = response.read()
        set_cookies: dict[str, str] = {}
        for header in response.headers.get_all("set-cookie") or ():
            jar: SimpleCookie = SimpleCookie(header)
            set_cookies |= {name: morsel.value for name, morsel in jar.items()}
        connection.close()
        self.cookies |= set_cookies
        named = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, named, content, set_cookies)


class Socket:
    """A websocket, frame by frame; `host` and `origin` are what it claims."""

    def __init__(
        self,
        port: int,
        target: str,
        *,
        cookies: dict[str, str] | None = None,
        host: str = "",
        origin: str | None = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.closed = False
        self._connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._buffer = b""
        claims = {
            "Host": host or f"localhost:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Cookie": _cookie(cookies or {}),
            **(headers or {}),
        }
        if origin is not None:
            claims["Origin"] = origin or f"http://localhost:{port}"
        lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in claims.items()), "", ""]
        self._connection.sendall("\r\n".join(lines).encode())
        first = self._line()
        while self._line():
            pass
        if " 101 " not in first:
            raise Refused(first)

    def leave(self) -> None:
        self._connection.close()

    def _read(self, seconds: float) -> str | None:
        """The next text frame, or None when it was another kind.

        Raises:
            Refused: the server hung up; with the code it gave.
        """
        self._connection.settimeout(seconds)
        opcode, data = self._frame()
        if opcode == 8:
            self.closed = True
            code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else 0
            raise Refused(str(code))
        if opcode == 9:
            self._write(10, data)
        return data.decode() if opcode == 1 else None

    def _write(self, opcode: int, data: bytes) -> None:
        head = bytes([0x80 | opcode])
        size = len(data)
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack("!H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack("!Q", size)
        mask = os.urandom(4)
        masked = (int.from_bytes(data) ^ int.from_bytes((mask * (size // 4 + 1))[:size])).to_bytes(size)
        self._connection.sendall(head + mask + masked)

    def _frame(self) -> tuple[int, bytes]:
        need = 2
        while True:
            head = self._peek(need)
            size = head[1] & 0x7F
            extended = {126: 2, 127: 8}.get(size, 0)
            head = self._peek(2 + extended)
            if extended:
                size = int.from_bytes(head[2 : 2 + extended])
            whole = self._peek(2 + extended + size)
            self._buffer = self._buffer[2 + extended + size :]
            return whole[0] & 0x0F, whole[2 + extended : 2 + extended + size]

    def _peek(self, size: int) -> bytes:
        while len(self._buffer) < size:
            more = self._connection.recv(65536)
            if not more:
                self.closed = True
                raise Refused("hung up")
            self._buffer += more
        return self._buffer[:size]

    def _line(self) -> str:
        while b"\r\n" not in self._buffer:
            more = self._connection.recv(65536)
            if not more:
                raise Refused("hung up")
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line.decode()


class Tab(Socket):
    """One open event socket, as a browser tab holds it; what it hears stays in `heard`."""

    def __init__(
        self,
        port: int,
        *,
        cookies: dict[str, str] | None = None,
        token: str = "",
        path: str = "/",
        boot: str | None = HYDRATE,
        host: str = "",
        origin: str | None = "",
        headers: dict[str, str] | None = None,
        schema: str | None = None,
    ) -> None:
        self.path = path
        self.token = token or os.urandom(16).hex()
        self.heard: list[dict[str, Any]] = []
        self.frames: list[str] = []
        query = urlencode({"token": self.token, "EIO": "4", "transport": "websocket"})
        super().__init__(port, f"/_event/?{query}", cookies=cookies, host=host, origin=origin, headers=headers)
        self._wait(lambda: any(frame.startswith("0") for frame in self.frames))
        connect: dict[str, Any] = {"event": self._event(boot, {})} if boot else {}
        if schema is not None:
            connect["state_schema"] = schema
        self._send(f"40{NAMESPACE},{json.dumps(connect)}")
        self._wait(lambda: any(frame.startswith(("40", "44")) for frame in self.frames))
        if any(frame.startswith("44") for frame in self.frames):
            raise Refused(self.frames[-1])

    def say(self, handler: str, payload: dict[str, Any] | None = None, *, path: str | None = None) -> None:
        """Send an event by the full name of its handler."""
        self._send(f"42{NAMESPACE}," + json.dumps(["event", self._event(handler, payload or {}, path)]))

    def say_raw(self, frame: str) -> None:
        self._send(frame)

    def answer_to(self, handler: str, payload: dict[str, Any] | None = None, **where: Any) -> str:
        """Send an event, and return everything that was heard until it was done, as text."""
        before = len(self.heard)
        self.say(handler, payload, **where)
        self.finish()
        return json.dumps(self.heard[before:], ensure_ascii=False)

    def sees(self, text: str, handler: str) -> bool:
        """Send an event, and wait until the text is heard."""
        before = len(self.heard)
        self.say(handler)
        self.hear(lambda: text in json.dumps(self.heard[before:], ensure_ascii=False))
        return True

    def finish(self) -> None:
        """Hear everything that what was said so far brings, also a moment later."""
        self.catch_up()
        self.drain()

    def catch_up(self) -> None:
        """Hear what was said so far be answered: an event of one's own is answered after it."""
        before = len(self.heard)
        self.say(f"{STATE}.reflex___state____on_load_internal_state.set_is_hydrated", {"value": True})
        self.hear(lambda: len(self.heard) > before)

    def hear(self, condition: Callable[[], bool]) -> None:
        """Listen until the condition holds.

        Raises:
            AssertionError: it did not in time, or the server hung up.
        """
        self._wait(condition)

    def drain(self, quiet: float = 0.25) -> None:
        """Listen until nothing has come for a moment."""
        with suppress(TimeoutError, ConnectionError):
            while True:
                self._take(quiet)

    def is_told(self) -> list[str]:
        """The addresses the page was told to go to."""
        return [
            event["payload"]["path"]
            for update in self.heard
            for event in update.get("events", [])
            if event["name"] == "_redirect"
        ]

    @property
    def text(self) -> str:
        """Everything that was ever heard."""
        return json.dumps(self.heard, ensure_ascii=False)

    def state(self) -> dict[str, Any]:
        """What the page holds, after all deltas, by the short name of the state and the variable."""
        held: dict[str, Any] = {}
        for update in self.heard:
            for name, delta in (update.get("delta") or {}).items():
                short = name.rpartition("____")[2]
                for variable, value in delta.items():
                    held[f"{short}.{variable.removesuffix('_rx_state_')}"] = value
        return held

    def _event(self, handler: str | None, payload: dict[str, Any], path: str | None = None) -> dict[str, Any]:
        where = path or self.path
        plain = where.partition("?")[0]
        return {"name": handler, "payload": payload, "router_data": {"pathname": plain, "asPath": where}}

    def _wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, f"it was not heard; heard instead: {self.frames[-5:]}"
            with suppress(TimeoutError):
                self._take(min(left, 1))

    def _take(self, seconds: float) -> None:
        """Read one frame."""
        frame = self._read(seconds)
        if frame is None:
            return
        if frame == "2":
            self._send("3")
            return
        self.frames.append(frame)
        marker = f"42{NAMESPACE},"
        if frame.startswith(marker):
            name, *arguments = json.loads(frame.removeprefix(marker))
            self.heard.append(arguments[0] if name == "event" and isinstance(arguments[0], dict) else {name: arguments})

    def _send(self, frame: str) -> None:
        self._write(1, frame.encode())


def handler(module: str, state: str, name: str) -> str:
    """The full name of a handler, as the wire knows it: `handler("portal.account_state", "account_state", "load")`."""
    return f"{STATE}.owl_app___{module.replace('.', '___')}____{state}.{name}"


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def every_text(values: object) -> Iterator[str]:
    """Every text inside a nested value."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield str(key)
            yield from every_text(value)
    elif isinstance(values, list):
        for value in values:
            yield from every_text(value)
    else:
        yield str(values)
