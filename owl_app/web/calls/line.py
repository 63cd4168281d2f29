"""One open socket of a call: it is let in or refused, what it may say is decided here, and what it hears is queued."""

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from time import monotonic
from typing import Any

from redis.exceptions import RedisError
from starlette.websockets import WebSocket, WebSocketDisconnect

from owl_app.clock import now
from owl_app.config import get_settings
from owl_app.security import call_passes
from owl_app.services.calls import CallRefused, Entry, Part, Why
from owl_app.web.calls import protocol, relay
from owl_app.web.calls.protocol import Admit, End, Enter, Hold, Leave, Malformed, Ping, Said, SendBack, Signal
from owl_app.web.calls.room import Absent, Full, Person, Place, Room
from owl_app.web.calls.rooms import Busy
from owl_app.web.calls.switchboard import Switchboard

log = logging.getLogger(__name__)

REFUSED, ELSEWHERE, AGAIN, RUDE, DONE = 4403, 4409, 1012, 1008, 1000
"""How a socket ends: for good, because another took its place, to connect anew, for bad manners, or at will."""
MOST_UNHEARD = 300
"""Messages that wait for a page that does not read them, before it is hung up on."""
MOST_MALFORMED = 20
AT_ONCE, A_SECOND = 240.0, 40.0
"""How many messages one page may send in a burst, and how fast that allowance comes back."""
SILENCE_SECONDS = 40.0
NEW_CREDENTIALS_SECONDS = 30 * 60.0
_ENTERS = 12
"""How often one socket may come to the door: a page does it once."""


@dataclass(frozen=True)
class _End:
    """The last thing in a queue: how the socket is closed."""

    code: int


class Rude(Exception):
    """It says more than a page does, or nothing that makes sense."""


class CallLine:
    """A socket of somebody who belongs to the session, as `entry` says; `look` asks anew whether they do."""

    def __init__(self, socket: WebSocket, entry: Entry, board: Switchboard) -> None:
        self.entry = entry
        self.seat = token_hex(8)
        self.room_id = str(entry.appointment_id)
        self.person_id = call_passes.person_id(get_settings().key, self.room_id, entry.who)
        self._socket = socket
        self._board = board
        self._queue: asyncio.Queue[str | _End] = asyncio.Queue(MOST_UNHEARD)
        self._place: Place | None = None
        self._said = ""
        self._enters = 0
        self._malformed = 0
        self._allowance, self._counted_at = AT_ONCE, monotonic()
        self._credentials_at = 0.0

    async def run(self) -> None:
        """Until one of both ends goes."""
        self._send("welcome", **welcome(self.entry), you=self.person_id)
        await self._board.join(self.room_id, self)
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Whoever still listened is stopped first: the server cannot close a socket that is being read.
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(RedisError, Busy):
                await self._board.part(self.room_id, self.entry.host_id, self)
        for how in ended:
            if isinstance(how, Exception):
                log.error("the socket of a call failed", exc_info=how)
            elif isinstance(how, int):
                with suppress(RuntimeError, WebSocketDisconnect):
                    await self._socket.close(how)

    def show(self, room: Room) -> None:
        """Say what may be seen of the room, unless it was said already."""
        person = room.people.get(self.person_id)
        if person is None:
            if self._place is not None:
                self._place = None
                self._send("out")
            return
        if person.seat != self.seat:
            if self._place is not None:
                self._end(ELSEWHERE)
            return
        came = person.place is Place.ADMITTED and self._place is not Place.ADMITTED
        self._place = person.place
        seen = room.seen_by(self.person_id)
        said = json.dumps(seen)
        if said != self._said:
            self._said = said
            self._send("room", **seen, **(self._keys() if came else {}))

    def hear(self, text: str) -> None:
        """Something another in the call said; the sender's process may not know yet that this one is out of it."""
        if self._place is Place.ADMITTED:
            self._put(text)

    def hang_up(self) -> None:
        self._end(AGAIN)

    async def refuse(self, refusal: CallRefused) -> None:
        """Somebody may not be here any more."""
        self._place = None
        with suppress(RedisError, Busy):
            await self._change(lambda room: room.remove(self.person_id, at=now().timestamp()))
        self._send("refused", **refused(refusal))
        self._end(REFUSED)

    async def _read(self) -> int | None:
        """Do what the page says, until it goes, or has to; then with the code it is hung up with."""
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    message = await self._socket.receive()
            except TimeoutError:
                return AGAIN
            if message["type"] == "websocket.disconnect":
                return None
            try:
                self._pace()
                if await self._answer(protocol.read(message.get("text"))):
                    return DONE
            except Malformed:
                self._malformed += 1
                if self._malformed >= MOST_MALFORMED:
                    return RUDE
            except Rude:
                return RUDE

    async def _write(self) -> int | None:
        """Say what is queued, until the last thing is said; then with the code to hang up with."""
        while True:
            said = await self._queue.get()
            if isinstance(said, _End):
                return said.code
            try:
                await self._socket.send_text(said)
            except (RuntimeError, WebSocketDisconnect):
                return None

    async def _answer(self, said: Said) -> bool:
        """Do what was said; whether it was the last thing."""
        try:
            await self._do(said)
        except Full:
            self._send("no", why="full")
        except Absent:
            self._send("no", why="absent")
        except (RedisError, Busy):
            log.warning("a call's room could not be changed; the page connects anew")
            self._end(AGAIN)
        return isinstance(said, Leave)

    async def _do(self, said: Said) -> None:
        moment = now().timestamp()
        if isinstance(said, Signal):
            if self._place is Place.ADMITTED:
                text = protocol.write("signal", **{"from": self.person_id}, **said.content)
                await self._board.pass_on(self.room_id, self.person_id, said.to, said.tab, text)
        elif isinstance(said, Ping):
            await self._ping(moment)
        elif isinstance(said, Enter):
            await self._enter(said, moment)
        elif isinstance(said, Leave):
            await self._change(lambda room: room.leave(self.person_id, self.seat, at=moment))
        elif self.entry.part is Part.HOST and self._place is Place.ADMITTED:
            await self._host(said, moment)

    async def _host(self, said: Said, moment: float) -> None:
        if isinstance(said, Admit):
            await self._change(lambda room: room.admit(said.id))
        elif isinstance(said, SendBack):
            await self._change(lambda room: room.send_back(said.id, at=moment))
        elif isinstance(said, Hold):
            await self._change(lambda room: room.hold(said.id, at=moment))
        elif isinstance(said, End):
            await self._change(lambda room: room.end(at=moment))

    async def _enter(self, said: Enter, moment: float) -> None:
        self._enters += 1
        if self._enters > _ENTERS:
            raise Rude
        given = self._pass_given(said.pass_, moment)
        if self.entry.is_over and given is None:
            return await self.refuse(CallRefused(Why.TOO_LATE, self.entry.closes_at))
        me = Person(
            id=self.person_id,
            name=said.name,
            login=self.entry.login,
            account=str(self.entry.account_id or ""),
            part=self.entry.part,
            place=Place.WAITING,
            tab=said.tab,
            seat=self.seat,
            seen=moment,
        )
        self._said = ""
        await self._change(lambda room: room.enter(me, pass_given=given, at=moment))

    async def _ping(self, moment: float) -> None:
        if self._place is not None:
            await self._change(lambda room: room.sees(self.person_id, self.seat, at=moment))
        fresh = self._place is Place.ADMITTED and monotonic() - self._credentials_at > NEW_CREDENTIALS_SECONDS
        self._send("pong", **(self._keys(credentials=fresh) if self._place is Place.ADMITTED else {}))

    def _keys(self, *, credentials: bool = True) -> dict[str, Any]:
        """What brings somebody in the call back into it, and through home routers."""
        moment = now().timestamp()
        keys: dict[str, Any] = {"pass": call_passes.give(get_settings().key, self.room_id, self.person_id, at=moment)}
        if credentials:
            self._credentials_at = monotonic()
            keys["ice"] = relay.servers(get_settings(), self.person_id, at=moment)
        return keys

    def _pass_given(self, text: str, moment: float) -> float | None:
        return call_passes.given_at(get_settings().key, self.room_id, self.person_id, text, at=moment)

    async def _change(self, act: Any) -> None:
        await self._board.change(self.room_id, self.entry.host_id, act)

    def _pace(self) -> None:
        moment = monotonic()
        self._allowance = min(AT_ONCE, self._allowance + (moment - self._counted_at) * A_SECOND) - 1
        self._counted_at = moment
        if self._allowance < 0:
            raise Rude

    def _send(self, kind: str, **content: Any) -> None:
        self._put(protocol.write(kind, **content))

    def _put(self, said: str | _End) -> None:
        try:
            self._queue.put_nowait(said)
        except asyncio.QueueFull:
            self._end(AGAIN)

    def _end(self, code: int) -> None:
        """Close after what is queued; a page that reads nothing hears nothing more."""
        while self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(_End(code))


def welcome(entry: Entry) -> dict[str, Any]:
    """What the page says about the session before anybody has entered."""
    return {
        "part": entry.part,
        "name": entry.name,
        "title": entry.title,
        "starts": _milliseconds(entry.starts_at),
        "ends": _milliseconds(entry.ends_at),
        "closes": _milliseconds(entry.closes_at),
        "over": entry.is_over,
        "now": _milliseconds(now()),
        "phone": entry.phone,
    }


def refused(refusal: CallRefused) -> dict[str, Any]:
    """Why somebody is not let in, and the moment it has to do with."""
    moment = {} if refusal.at is None else {"at": _milliseconds(refusal.at)}
    return {"why": refusal.why, "now": _milliseconds(now()), **moment}


def _milliseconds(moment: Any) -> int:
    return int(moment.timestamp() * 1000)
