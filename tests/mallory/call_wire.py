"""A socket of a call without its page: it says what it likes, and keeps what it hears."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.mallory.wire import PATIENCE, Refused, Socket


class CallSocket(Socket):
    """Somebody at the call of a session."""

    def __init__(self, port: int, appointment_id: str, **claims: Any) -> None:
        self.tab = os.urandom(8).hex()
        self.heard: list[dict[str, Any]] = []
        self.code = ""
        super().__init__(port, f"/calls/{appointment_id}", **claims)

    def say(self, kind: str, **content: Any) -> None:
        self.say_raw(json.dumps({"type": kind, **content}))

    def say_raw(self, text: str) -> None:
        self._write(1, text.encode())

    def enter(self, name: str = "Somebody", **content: Any) -> None:
        self.say("enter", name=name, tab=self.tab, **content)

    def hear(self, condition: Callable[[], object]) -> None:
        """Listen until the condition holds, or the socket is hung up, which the condition may say."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0 and not self.code, f"it was not heard; heard instead: {self.heard[-5:]} {self.code}"
            self._listen(min(left, 1))

    def hear_end(self) -> str:
        """Listen until it is hung up, and say with which code."""
        self.hear(lambda: self.code)
        return self.code

    def drain(self, quiet: float = 0.3) -> None:
        """Listen until nothing has come for a moment."""
        before = -1
        while before != len(self.heard) and not self.code:
            before = len(self.heard)
            self._listen(quiet)

    def answered(self) -> None:
        """Hear everything that what was said so far brings: a ping is answered after it."""
        before = len(self.of("pong"))
        self.say("ping")
        self.hear(lambda: len(self.of("pong")) > before)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]

    @property
    def room(self) -> dict[str, Any]:
        """What it was shown of the room at last."""
        return (self.of("room") or [{"place": None, "people": [], "door": []}])[-1]

    @property
    def place(self) -> str | None:
        self_place: str | None = self.room["place"]
        return self_place

    @property
    def id(self) -> str:
        self.hear(lambda: self.of("welcome"))
        return str(self.of("welcome")[0]["you"])

    @property
    def key(self) -> str:
        """The newest pass."""
        found = [message["pass"] for message in self.heard if "pass" in message]
        return str(found[-1]) if found else ""

    @property
    def why(self) -> str:
        """Why it was refused."""
        found = self.of("refused")
        return str(found[-1]["why"]) if found else ""

    @property
    def text(self) -> str:
        return json.dumps(self.heard, ensure_ascii=False)

    def _listen(self, seconds: float) -> None:
        try:
            with suppress(TimeoutError):
                said = self._read(seconds)
                if said is not None:
                    self.heard.append(json.loads(said))
        except Refused as refused:
            self.code = str(refused)
        except ConnectionError:
            self.code = "hung up"
