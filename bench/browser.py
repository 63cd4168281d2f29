"""The list of clients in a real browser, turn and turn about with Django's admin and NiceGUI's table."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import rivals
from bench.figures import Figure
from bench.many_clients import OWNER_EMAIL, PASSWORD, seed
from owl_app import database
from owl_app.security.passwords import hash_password
from tests import machine
from tests.browser.conftest import QUIET
from tests.installation import installed
from tests.server import RunningServer, free_port

TITLE = "The list of clients in Chromium, from the request to the rows on screen"
CLIENTS = 100_000
ROUNDS = 9
THREE_TIMES = 3.0
SLOWED = 4
CLIENT_WORK = 60.0
"""Milliseconds the browser may work for one act on 50 rows, on a processor that is four times slower."""
LAST_NAMES = ("Okafor", "Tremblay", "Singh", "Haddad", "Roy", "Popescu", "Nguyen", "Smith", "Kowalski")

_WATCH = """
(() => {
  const send = WebSocket.prototype.send;
  window.owlBench = { asked: 0, shown: 0, tell: () => {} };
  WebSocket.prototype.send = function (...all) {
    window.owlBench.asked ||= performance.now();
    return send.apply(this, all);
  };
  const holdsRows = (node) => node.querySelector?.("td");
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => {
      const inTable = (node) => (node.parentElement ?? document).closest?.("table");
      const rows = changes.some((change) => inTable(change.target) || [...change.addedNodes].some(holdsRows));
      if (rows) requestAnimationFrame(() => setTimeout(() => {
        window.owlBench.shown = performance.now();
        if (window.owlBench.asked) window.owlBench.tell();
      }));
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
})();
"""
"""Notes when a page asks its server first, and when rows were drawn last."""


def measure() -> list[Figure]:
    if machine.chromium() is None:
        print("  left out: there is no Chromium", file=sys.stderr)
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        owl = stack.enter_context(_owl(folder))
        others = {
            name: stack.enter_context(_rival(name, folder / "data" / "owl.db"))
            for name in ("django_admin", "nicegui_table")
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=machine.chromium(), args=QUIET)
        pages = [_open_owl(browser.new_page(), owl), _open_django(browser.new_page(), others["django_admin"])]
        pages.append(_open_nicegui(browser.new_page(), others["nicegui_table"]))
        figures = _compared(*pages)
        figures += _client_work(pages[0])
        browser.close()
    return figures


@dataclass
class Took:
    """Milliseconds of each round, by act."""

    search: list[float]
    sort: list[float]
    turn: list[float]


def _compared(owl: Page, django: Page, nicegui: Page) -> list[Figure]:
    ours, admin, table = (Took([], [], []) for _ in range(3))
    for name in (*LAST_NAMES, *LAST_NAMES)[:ROUNDS]:
        ours.search.append(_owl_asks(owl, partial(owl.get_by_role("searchbox").fill, name)))
        admin.search.append(_django_loads(django, f"?q={name}"))
        _owl_asks(owl, partial(owl.get_by_role("searchbox").fill, ""))
        ours.sort.append(_owl_asks(owl, lambda: owl.get_by_role("columnheader").get_by_role("link").first.click()))
        admin.sort.append(_django_loads(django, "?o=2" if len(admin.sort) % 2 else "?o=-2"))
        table.sort.append(_nicegui_draws(nicegui, lambda: nicegui.locator("th").first.click()))
        ours.turn.append(_owl_asks(owl, lambda: owl.get_by_role("link", name="Next").click()))
        table.turn.append(_nicegui_draws(nicegui, lambda: nicegui.get_by_label("Next page").click()))
    return [
        *_beside("Search by a last name", ours.search, "Django's admin", admin.search, THREE_TIMES),
        *_beside("Sort", ours.sort, "Django's admin", admin.sort, THREE_TIMES),
        *_beside("Sort", ours.sort, "NiceGUI's table", table.sort, 1.0),
        *_beside("Next page", ours.turn, "NiceGUI's table", table.turn, 1.0),
    ]


def _beside(act: str, ours: list[float], other: str, theirs: list[float], least: float) -> list[Figure]:
    spread = f"{CLIENTS:,} clients, {len(ours)} rounds, turn and turn about; here {min(ours):.0f} to {max(ours):.0f} ms"
    return [
        Figure(f"{act}: here", median(ours), "ms"),
        Figure(f"{act}: {other}", median(theirs), "ms"),
        Figure(f"{act}: {other} to here", median(theirs) / median(ours), "", least=least, detail=spread),
    ]


def _client_work(page: Page) -> list[Figure]:
    """What the browser itself works for one act, on a slowed processor."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto("/clients")
    page.wait_for_selector("td")
    acts = {
        "Tick a row": partial(_ticks, page),
        "Sort 50 rows": partial(_click_and_see, page, ".sort-link"),
        "Turn to 50 others": partial(_click_and_see, page, ".pager a:last-of-type"),
    }
    figures = []
    for name, act in acts.items():
        took = [_worked(page, cdp, act) for _ in range(ROUNDS)]
        detail = f"scripts, styles and layout, {SLOWED} times slower; {min(took):.0f} to {max(took):.0f} ms"
        figures.append(Figure(name, median(took), "ms", most=CLIENT_WORK, detail=detail))
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return figures


_AT_REST = """() => new Promise((done) => {
  const twice = (step) => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(step)));
  twice(() => twice(done));
})"""
"""The browser has drawn what it had to draw and nothing waits to be worked on."""
_WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def _worked(page: Page, cdp: CDPSession, act: Callable[[], object]) -> float:
    def so_far() -> float:
        found = {each["name"]: each["value"] for each in cdp.send("Performance.getMetrics")["metrics"]}
        return sum(found[name] for name in _WORK) * 1000

    page.evaluate(_AT_REST)
    before = so_far()
    act()
    page.evaluate(_AT_REST)
    return so_far() - before


def _ticks(page: Page) -> None:
    """Tick or untick the eighth row, and wait until it shows."""
    box = "document.querySelectorAll('input[data-tick]')[7]"
    was = page.evaluate(f"{box}.checked")
    page.evaluate(f"{box}.click()")
    page.wait_for_function(f"{box}.checked !== {'true' if was else 'false'}")


def _click_and_see(page: Page, link: str) -> None:
    _owl_asks(page, partial(page.evaluate, f"document.querySelector({link!r}).click()"))


def _owl_asks(page: Page, act: Callable[[], object]) -> float:
    page.evaluate(
        "window.owlBench.asked = 0;"
        " window.owlBench.told = new Promise((tell) => { window.owlBench.tell = tell; }); undefined"
    )
    act()
    page.evaluate("window.owlBench.told")
    return float(page.evaluate("window.owlBench.shown - window.owlBench.asked"))


def _nicegui_draws(page: Page, act: Callable[[], object]) -> float:
    page.evaluate(
        "window.owlBench.asked = 0; addEventListener('click', () => { window.owlBench.asked = performance.now(); },"
        " { capture: true, once: true });"
        " window.owlBench.told = new Promise((tell) => { window.owlBench.tell = tell; }); undefined"
    )
    act()
    page.evaluate("window.owlBench.told")
    return float(page.evaluate("window.owlBench.shown - window.owlBench.asked"))


def _django_loads(page: Page, query: str) -> float:
    page.goto(f"/admin/people/client/{query}", wait_until="load")
    return float(
        page.evaluate(
            "(() => { const [n] = performance.getEntriesByType('navigation');"
            " const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;"
            " return Math.max(paint, n.domInteractive) - n.requestStart; })()"
        )
    )


def _open_owl(page: Page, origin: str) -> Page:
    page = _at(page, origin)
    page.goto("/login")
    page.get_by_label("Email address").fill(OWNER_EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/home")
    page.goto("/clients")
    page.wait_for_selector("td")
    return page


def _open_django(page: Page, origin: str) -> Page:
    page = _at(page, origin)
    page.goto("/admin/")
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.goto("/admin/people/client/")
    return page


def _open_nicegui(page: Page, origin: str) -> Page:
    page = _at(page, origin)
    page.goto("/")
    page.wait_for_selector("td", timeout=120_000)
    return page


def _at(page: Page, origin: str) -> Page:
    """A page of its own browser context, at this address, with the watch in it."""
    browser = page.context.browser
    assert browser is not None
    page.close()
    context = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 800}, bypass_csp=True)
    context.add_init_script(_WATCH)
    return context.new_page()


@contextmanager
def _owl(folder: Path) -> Iterator[str]:
    data_dir = folder / "data"
    with installed(data_dir=data_dir):
        database.migrate()
        seed(CLIENTS, hash_password(PASSWORD))
    server = RunningServer(data_dir, OWL_PSEUDO_LANGUAGE="0")
    try:
        yield server.origin
    finally:
        server.stop()


@contextmanager
def _rival(name: str, clients: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [str(rivals.python()), str(rivals.FOLDER / f"{name}.py"), str(clients), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    origin = f"http://localhost:{port}"
    try:
        _wait_for(f"{origin}/admin/" if "django" in name else origin, process)
        yield origin
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    from threading import Event

    for _ in range(1200):
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}") from None
            Event().wait(0.1)
    raise RuntimeError(f"{process.args!r} does not answer")
