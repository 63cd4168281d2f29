"""People who sign in, click or call, in a process of their own: `python -m bench.crowd` reads its order from stdin.

Each sign-in comes from another address and belongs to another account than those around it, so that the throttle stands
as it does for real people.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine
from ipaddress import IPv4Address
from itertools import count, cycle
from random import SystemRandom
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench.wire import CallLine, OpenPage, Sender

LIST = "reflex___state____state.owl_app___admin___clients_state____clients_state.load"
WORDS = ("a", "an", "be", "sto", "")
CANDIDATE = "candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 10.0.0.7 rport 46154 generation 0"
PAUSE = 0.02
"""Seconds between an answer and the next click."""


def send(order: dict[str, Any]) -> Any:
    """Start the process with an order and wait for its report."""
    command = [sys.executable, "-m", "bench.crowd"]
    result = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr)
    return json.loads(result.stdout)


async def sign_in(port: int, emails: list[str], password: str, seconds: float, at_once: int) -> dict[str, Any]:
    """So many people at once sign in, one after the other, until the time is over; answered sign-ins count."""
    took: list[float] = []
    turns, addresses = cycle(emails), _addresses()
    begun, busy = perf_counter(), process_time()

    async def one_after_the_other() -> None:
        sender = Sender(port)
        while perf_counter() - begun < seconds:
            started = perf_counter()
            await _sign_in(sender, next(turns), password, next(addresses))
            took.append(perf_counter() - started)
        sender.close()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    return {"took": took, "seconds": perf_counter() - begun, "cpu": process_time() - busy}


async def click(port: int, emails: list[str], password: str, token: str, clicks: int) -> dict[str, Any]:
    """Somebody clicks while nobody signs in, and while every one of these people does, all at once."""
    page = await OpenPage.open(port, "/clients", token)
    words, addresses = cycle(WORDS), _addresses()
    for _ in range(5):
        await page.click(LIST, f"/clients?q={next(words)}")
    idle = [await _click(page, next(words)) for _ in range(clicks)]
    begun = perf_counter()
    senders = [Sender(port) for _ in emails]
    signing_in = asyncio.gather(
        *(_sign_in(sender, email, password, next(addresses)) for sender, email in zip(senders, emails, strict=True))
    )
    busy = []
    while not signing_in.done():
        busy.append(await _click(page, next(words)))
    await signing_in
    report = {"idle": idle, "busy": busy, "seconds": perf_counter() - begun, "cpu": process_time()}
    page.close()
    for sender in senders:
        sender.close()
    return report


async def call(port: int, rooms: list[list[str]], messages: int) -> dict[str, Any]:
    """Two people in each room come in and talk to each other, each so many messages, ten a second."""
    busy, addresses = process_time(), _addresses()
    pairs = [
        (
            await CallLine.open(port, room, host, next(addresses)),
            await CallLine.open(port, room, client, next(addresses)),
        )
        for room, host, client in rooms
    ]
    for host, client in pairs:
        await host.enter()
        await client.enter()
        host.say(type="admit", id=client.id)
        await client.hears(lambda said: said.get("place") == "admitted")
    took: list[float] = []

    async def talk(one: CallLine, other: CallLine) -> None:
        for _ in range(messages):
            begun = perf_counter()
            one.say(type="signal", to=other.id, tab=other.tab, candidate={"candidate": CANDIDATE})
            await other.hears(lambda said: said["type"] == "signal")
            took.append(perf_counter() - begun)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(talk(*both) for pair in pairs for both in (pair, pair[::-1])))
    for pair in pairs:
        for line in pair:
            line.close()
    return {"heard": len(took), "median": median(took), "cpu": process_time() - busy}


async def _click(page: OpenPage, word: str) -> float:
    took = await page.click(LIST, f"/clients?q={word}")
    await asyncio.sleep(PAUSE)
    return took


async def _sign_in(sender: Sender, email: str, password: str, address: str) -> None:
    status, headers = await sender.post("/auth/portal/sign-in", address, email=email, password=password)
    if status != 303 or "/portal/account" not in headers:
        raise RuntimeError(f"{email} was not signed in: {status}\n{headers}")


def _addresses() -> Any:
    first = int(IPv4Address("10.0.0.0")) + SystemRandom().randrange(2**23)
    return (str(IPv4Address(first + number)) for number in count())


if __name__ == "__main__":
    ordered = json.load(sys.stdin)
    acts: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {"sign_in": sign_in, "click": click, "call": call}
    act = acts[ordered.pop("what")]
    print(json.dumps(asyncio.run(act(**ordered))))
