"""The server under attack, the cast in it, and newcomers whom a test may break."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import redis
from sqlmodel import col, delete

from owl_app.clock import now
from owl_app.database import transaction
from owl_app.models import Account, Area, ClientAccess, Role
from owl_app.services import team
from owl_app.services.access import SYSTEM
from tests import machine
from tests.cast import STARTER, Cast, Person, add_client, change_password, give_starter, hashed, sign_in, signed_in
from tests.door import act, change
from tests.mallory.wire import HYDRATE, Http, Tab
from tests.server import RunningServer


@dataclass
class House:
    """One installation that answers on a port."""

    kind: str
    server: RunningServer
    cast: Cast
    strangers: dict[str, Person | None] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def port(self) -> int:
        return self.server.port

    def tab(self, who: Person | None, path: str, **claims: Any) -> Tab:
        """A tab that has opened a page, and has heard what the page brings."""
        opened = Tab(self.port, cookies=cookies(who), path=path, **claims)
        if claims.get("boot", HYDRATE) == HYDRATE:
            opened.hear(lambda: opened.state().get("state.is_hydrated") is True or bool(opened.is_told()))
        elif claims["boot"]:
            opened.hear(lambda: bool(opened.heard))
        opened.drain()
        return opened

    def http(self, who: Person | None = None, **claims: Any) -> Http:
        return Http(self.port, cookies(who), **claims)

    def newcomer(self, *, starter: bool = False, proven: bool = False) -> Person:
        """A new client of Thea's, signed in with their own password or still with the starter password.

        With `proven`, their address is, as when they had pressed the button in the letter.
        """
        number = next(self._numbers)
        name, email = f"Newcomer Number{number}", f"newcomer{number}@post.example"
        owner = self.another_device(self.cast.olivia)
        client_id = add_client(owner, *name.split(), email=email, therapist_id=str(self.cast.thea.account_id))
        give_starter(owner, client_id, email)
        started = signed_in(name, email, STARTER, Area.PORTAL, client_id)
        if starter:
            return started
        password = "quiet walnut 92 ferry"
        token = change_password(started, password).token
        if proven:
            change(Account, started.account_id, email_proven_at=now())
        return Person(name, email, password, Area.PORTAL, started.account_id, token, started.device_token, client_id)

    def colleague(self, role: Role = Role.THERAPIST) -> Person:
        """A new member of the team without clients, signed in."""
        number = next(self._numbers)
        name, email, password = (
            f"Colleague Number{number}",
            f"colleague{number}@willow.example",
            "quiet walnut 92 ferry",
        )
        act(SYSTEM, team.add_staff, name=name, email=email, role=role, password_hash=hashed(password))
        return signed_in(name, email, password, Area.STAFF)

    def another_device(self, who: Person) -> Person:
        """The same person, signed in on a second device."""
        opened = sign_in(who.email, who.password, who.area, compare=False)
        return Person(
            who.name,
            who.email,
            who.password,
            who.area,
            who.account_id,
            opened.token,
            opened.device_token,
            who.client_id,
        )

    def in_redis(self) -> bytes:
        """Everything Redis holds, keys and values."""
        if "redis" not in self.kind:
            return b""
        store = redis.Redis.from_url(machine.REDIS)
        found = [part for key in store.scan_iter() for part in (key, _value(store, key))]
        store.close()
        return b"\n".join(found)


def stranger(house: House, kind: str) -> Person | None:
    """Somebody of the cast by name, or a newcomer of a kind, who stays the same and whom no test may break."""
    if kind not in house.strangers:
        house.strangers[kind] = _stranger(house, kind)
    return house.strangers[kind]


def _stranger(house: House, kind: str) -> Person | None:
    if kind == "anonymous":
        return None
    if kind not in {"unassociated", "must_change_password", "ended"}:
        who: Person = getattr(house.cast, kind)
        return who
    newcomer = house.newcomer(starter=kind == "must_change_password")
    if kind == "ended":
        change(Account, newcomer.account_id, disabled_at=now())
    if kind == "unassociated":
        with transaction() as session:
            session.execute(delete(ClientAccess).where(col(ClientAccess.account_id) == newcomer.account_id))
    return newcomer


def cookies(who: Person | None) -> dict[str, str]:
    return {"owl": who.token, "owl-device": who.device_token} if who else {}


def _value(store: Any, key: bytes) -> bytes:
    kind = store.type(key)
    if kind == b"string":
        return bytes(store.get(key) or b"")
    if kind == b"hash":
        return b"\n".join(part for pair in store.hgetall(key).items() for part in pair)
    if kind == b"set":
        return b"\n".join(store.smembers(key))
    return b""
