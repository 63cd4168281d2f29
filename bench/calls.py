"""Video calls: from Admit to the first picture, back after a cut network, and what signalling costs the server."""

import re
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import sync_playwright
from sqlmodel import select

from bench import crowd, practice
from bench.figures import Figure
from bench.practice import Furnished, signed_in
from bench.processor import Meter
from owl_app import database
from owl_app.models import Area, Client, Role
from owl_app.services import team
from owl_app.services.access import SYSTEM
from tests import machine
from tests.browser.callers import FAKE_DEVICES, OTHERS, SHOWN, Practice, join, practice_at, prepare, start
from tests.browser.house import KINDS, a_house
from tests.browser.person import Person
from tests.calling import session_of
from tests.cast import Person as Somebody
from tests.eventually import eventually
from tests.turn_server import TurnServer, turn_server

TITLE = "Video calls"
ROOMS = 250
MESSAGES = 40
"""Of each person, to the other in the room."""
ADMISSIONS = 9
CUTS = 5
FIRST_PICTURE = """([button, others]) => new Promise((done) => {
  const begun = performance.now();
  const watch = () => {
    const video = document.querySelector(others);
    if (video?.getVideoPlaybackQuality().totalVideoFrames) done(performance.now() - begun);
    else setTimeout(watch, 4);
  };
  document.querySelector(`[aria-label="${button}"]`).click();
  watch();
})"""


def measure() -> list[Figure]:
    return [*_signalling(), *_in_browsers()]


@dataclass(frozen=True)
class _Room:
    """A session of this moment, and the sign-ins of the two people in it."""

    session_id: str
    host: str
    client: str


def _signalling() -> list[Figure]:
    rooms: list[_Room] = []
    with practice.running(people=ROOMS, furnish=lambda people: _furnish(people, rooms)) as house:
        order = {
            "what": "call",
            "port": house.server.port,
            "rooms": [[room.session_id, room.host, room.client] for room in rooms],
            "messages": MESSAGES,
        }
        meter = Meter(house)
        report = crowd.send(order)
        served = meter.served()
        others = meter.others(served + report["cpu"])
    heard = report["heard"]
    detail = f"{2 * ROOMS} people in {ROOMS} rooms, {heard:,} messages heard, coming in included; one process"
    return [
        Figure("Processor time of a message", served / heard * 1000, "ms", most=1.0, others=others, detail=detail),
        Figure("From saying to hearing, median", report["median"] * 1000, "ms"),
    ]


def _furnish(people: int, rooms: list[_Room]) -> Furnished:
    owner_token, emails, tokens = practice._furnish(people)
    with database.transaction() as session:
        clients = session.exec(select(Client).order_by(Client.id)).all()  # type: ignore[arg-type]
        found = {client.email: str(client.id) for client in clients}
    for number, (email, token) in enumerate(zip(emails, tokens, strict=True)):
        host_email = f"therapist{number}@example.org"
        with database.transaction() as session:
            host = team.add_staff(
                session, SYSTEM, name=f"Thea {number}", email=host_email, role=Role.THERAPIST, password_hash="x"
            )
            host_token, host_id = signed_in(session, Area.STAFF, host_email), host.id
        therapist = Somebody(f"Thea {number}", host_email, "", Area.STAFF, host_id, host_token, "")
        client = Somebody(email, email, "", Area.PORTAL, host_id, token, "", found[email])
        rooms.append(_Room(session_of(therapist, client), host_token, token))
    return owner_token, emails, tokens


def _in_browsers() -> list[Figure]:
    if machine.chromium() is None or machine.turn() is None:
        print("  left out: there is no Chromium, or no coturn", file=sys.stderr)
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        relay = stack.enter_context(turn_server(folder))
        house = stack.enter_context(a_house(KINDS[0], folder, OWL_PSEUDO_LANGUAGE="0", **relay.settings))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=machine.chromium(), args=FAKE_DEVICES)
        stack.callback(browser.close)
        made = practice_at(house)
        session_id = made.session(made.cast.ana)
        admitted = _admissions(made, session_id, [Person(browser, house.origin, "") for _ in range(2)])
        back = _cuts(made, session_id, [Person(browser, house.origin, "") for _ in range(2)], relay)
    return [
        Figure(
            "From Admit to the first picture, median",
            median(admitted),
            "s",
            most=1.0,
            detail=f"{len(admitted)} times, {min(admitted):.2f} to {max(admitted):.2f} s, both on this machine",
        ),
        Figure(
            "From the network's return to the picture",
            median(back),
            "s",
            most=5.0,
            detail=f"{len(back)} cuts till noticed, {min(back):.2f} to {max(back):.2f} s, through coturn alone",
        ),
    ]


def _admissions(made: Practice, session_id: str, people: list[Person]) -> list[float]:
    """The client is let in, sent back, and let in again."""
    thea, _ = _meet(made, session_id, people)
    thea.page.get_by_role("button", name=re.compile("^People")).click()
    took = []
    for _ in range(ADMISSIONS):
        thea.button("Admit: Ana Lopez").wait_for()
        took.append(thea.page.evaluate(FIRST_PICTURE, ["Admit: Ana Lopez", OTHERS]) / 1000)
        thea.press("Send back: Ana Lopez")
    _part(people)
    return took


def _cuts(made: Practice, session_id: str, people: list[Person], relay: TurnServer) -> list[float]:
    """The relay falls silent until it is noticed, and answers again."""
    thea, ana = _meet(made, session_id, people, relay_only=True)
    thea.press("Admit Ana Lopez")
    took = []
    for _ in range(CUTS):
        before = eventually(lambda: _frames(ana))
        eventually(lambda before=before: _frames(ana) > before + 10)  # type: ignore[misc]
        relay.fall_silent()
        ana.sees("Connection lost, trying again…")
        before = _frames(ana)
        relay.answer_again()
        begun = perf_counter()
        eventually(lambda before=before: _frames(ana) > before)  # type: ignore[misc]
        took.append(perf_counter() - begun)
    _part(people)
    return took


def _meet(made: Practice, session_id: str, people: list[Person], *, relay_only: bool = False) -> list[Person]:
    thea, ana = people
    for somebody in people:
        prepare(somebody, relay_only=relay_only)
    start(thea, made, session_id)
    join(ana, made.cast.ana, session_id)
    return people


def _part(people: list[Person]) -> None:
    people[0].press("Leave")
    people[0].press("End for all")
    for somebody in people:
        somebody.leave()


def _frames(person: Person) -> int:
    found: list[int] = person.page.evaluate(SHOWN, OTHERS)
    return found[0] if found else 0
