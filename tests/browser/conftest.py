"""What every journey stands on: Chromium, an installation of its own, and people whose browsers never complain."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests import machine
from tests.browser.house import KINDS, House, a_house
from tests.browser.person import Person
from tests.eventually import PATIENCE

collect_ignore_glob = [] if machine.chromium() else ["test_*.py"]
expect.set_options(timeout=PATIENCE * 1000)

QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """One Playwright; not for the whole session, because its loop would be in the way of asynchronous tests."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all journeys."""
    browser = playwright.chromium.launch(executable_path=machine.chromium(), args=QUIET)
    yield browser
    browser.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Journeys that several processes could get in the way of are made on both kinds: their module says `ON_BOTH`."""
    chosen = any("house" in str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))
    if "house" in metafunc.fixturenames and not chosen:
        kinds = KINDS if getattr(metafunc.module, "ON_BOTH", False) else KINDS[:1]
        metafunc.parametrize("house", kinds, indirect=True)


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An empty installation, on SQLite or on Postgres and Redis with two workers."""
    with a_house(request.param, tmp_path) as house:
        yield house


@pytest.fixture(scope="package")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo practice with letters in the pseudo-language, for looking at screens without changing anything."""
    with a_house(KINDS[0], tmp_path_factory.mktemp("demo")) as house:
        house.fill()
        yield house


@pytest.fixture
def visitor(chromium: Browser, demo_house: House, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """Makes people with browsers of their own at the demo practice."""
    yield from seats(chromium, demo_house.origin, _folder(request))


@pytest.fixture
def person(chromium: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """Makes people with browsers of their own at the house; of the same journey on both kinds one album is enough."""
    yield from seats(chromium, house.origin, _folder(request) if house.kind == KINDS[0] else "")


def seats(chromium: Browser, origin: str, folder: str) -> Iterator[Callable[..., Person]]:
    """People at browsers; afterwards, what their browsers complained about."""
    seated: list[Person] = []

    def sit_down(**props: Any) -> Person:
        seated.append(Person(chromium, origin, folder, **props))
        return seated[-1]

    yield sit_down
    for somebody in seated:
        somebody.leave()
    assert [complaint for somebody in seated for complaint in somebody.complaints] == []


def _folder(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name).strip("-")
