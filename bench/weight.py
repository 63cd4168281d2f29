"""What a browser transfers for a first visit: the page and every script and style it names, compressed."""

import re
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from bench.figures import Figure
from tests.server import RunningServer, make_practice

PAGES = ("/portal", "/login")
LIMIT_KB = 200.0
_NAMED = re.compile(r"""["'](/[\w./-]+\.(?:js|css|svg|woff2|ico|png))["']""")


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_practice(Path(folder))
        server = RunningServer(Path(folder), OWL_PSEUDO_LANGUAGE="0")
        try:
            return [figure for page in PAGES for figure in _weigh(server.port, page)]
        finally:
            server.stop()


def _weigh(port: int, page: str) -> list[Figure]:
    figures = []
    for encoding, limit in (("br", LIMIT_KB), ("gzip", None)):
        status, html_bytes, _ = _fetch(port, page, encoding)
        if status != 200:
            raise RuntimeError(f"{page} is answered with status {status}")
        html = _fetch(port, page, "identity")[2].decode()
        named = sorted(set(_NAMED.findall(html)))
        total = html_bytes + sum(_fetch(port, file, encoding)[1] for file in named)
        figures.append(Figure(f"{page} with {encoding}", total / 1024, "KB", limit, f"{len(named)} files"))
    return figures


def _fetch(port: int, path: str, encoding: str) -> tuple[int, int, bytes]:
    """Status, bytes on the wire (headers included) and body."""
    connection = HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": encoding, "Accept": "text/html,*/*"})
    response = connection.getresponse()
    body = response.read()
    headers = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    connection.close()
    return response.status, len(body) + headers, body
