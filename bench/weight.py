"""What a first visit transfers: counted file by file with brotli, and checked against what a real Chromium received."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

from bench.figures import Figure
from tests import machine
from tests.server import RunningServer, make_practice

TITLE = "What a first page transfers"
PAGES = ("/portal", "/login")
MOST_KB = 200.0
_NAMED = re.compile(r"""["'](/[\w./-]+\.(?:js|css|svg|woff2|ico|png))["']""")


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_practice(Path(folder))
        server = RunningServer(Path(folder), OWL_PSEUDO_LANGUAGE="0")
        try:
            counted = [_count(server.port, page) for page in PAGES]
            return counted + ([_visit(server.origin, page) for page in PAGES] if machine.chromium() else [])
        finally:
            server.stop()


def _count(port: int, page: str) -> Figure:
    """The page and every script, style and picture it names, each asked for with brotli."""
    status, html_bytes, _ = _fetch(port, page, "br")
    if status != 200:
        raise RuntimeError(f"{page} is answered with status {status}")
    html = _fetch(port, page, "identity")[2].decode()
    named = sorted(set(_NAMED.findall(html)))
    total = html_bytes + sum(_fetch(port, file, "br")[1] for file in named)
    return Figure(
        f"{page}, what its HTML names", total / 1024, "KB", most=MOST_KB, detail=f"1 page + {len(named)} files, brotli"
    )


def _fetch(port: int, path: str, encoding: str) -> tuple[int, int, bytes]:
    """Status, bytes on the wire (headers included) and body."""
    connection = HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": encoding, "Accept": "text/html,*/*"})
    response = connection.getresponse()
    body = response.read()
    headers = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    connection.close()
    return response.status, len(body) + headers, body


def _visit(origin: str, page: str) -> Figure:
    """A cold visit in Chromium: everything it fetched until the network was quiet, as it was encoded on the wire."""
    asked: dict[str, str] = {}
    received: dict[str, float] = {}
    encodings: dict[str, str] = {}

    def listen(protocol: CDPSession) -> None:
        protocol.send("Network.enable")
        protocol.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
        protocol.on(
            "Network.responseReceived",
            lambda told: encodings.update({told["requestId"]: told["response"]["headers"].get("content-encoding", "")}),
        )
        protocol.on(
            "Network.loadingFinished", lambda told: received.update({told["requestId"]: told["encodedDataLength"]})
        )

    with sync_playwright() as playwright, _browser(playwright) as tab:
        listen(tab.context.new_cdp_session(tab))
        tab.goto(origin + page, wait_until="networkidle")
        tab.wait_for_timeout(1500)
    plain = sorted({asked[each].removeprefix(origin) for each in received if not encodings.get(each)})
    detail = f"{len(received)} requests; not compressed: {', '.join(plain) or 'none'}"
    return Figure(f"{page}, received by Chromium", sum(received.values()) / 1024, "KB", most=MOST_KB, detail=detail)


@contextmanager
def _browser(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(
        executable_path=machine.chromium(), args=["--no-sandbox", "--disable-quic", "--no-first-run"]
    )
    try:
        yield browser.new_page()
    finally:
        browser.close()
