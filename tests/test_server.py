"""The real server process: it starts with one sentence on the port, answers, and stops without losing anything."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from owl_app.web.build import SITE, record
from tests.server import ROOT, RunningServer

STOPS_WITHIN = 5.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("server") / "data")
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path / "data")
    yield running
    if running.process.poll() is None:
        running.process.kill()


def get(server: RunningServer, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("localhost", server.port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def test_a_first_visit_is_led_to_the_set_up_page(server: RunningServer) -> None:
    assert get(server, "/", Accept="text/html").headers["location"] == "/set-up"
    assert "/set-up with this code: " in server.printed()


def test_the_server_does_not_say_what_it_is_made_of(server: RunningServer) -> None:
    assert get(server, "/set-up").headers.get_all("server") == ["owl"]


def test_the_pages_scripts_come_compressed_and_stay_for_a_year(server: RunningServer) -> None:
    page = get(server, "/set-up", Accept="text/html").read().decode()
    script = re.search(r'"(/assets/[\w.-]+\.js)"', page)
    assert script
    answer = get(server, script[1], Accept_Encoding="br, gzip")
    assert (answer.status, answer.headers["content-encoding"]) == (200, "br")
    assert "immutable" in answer.headers["cache-control"]


def test_every_page_of_the_build_has_its_scripts_hashed(server: RunningServer) -> None:
    pages = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")}
    assert pages == set(record().script_hashes)
    assert all(record().script_hashes.values())


def test_a_socket_is_open_to_our_own_pages_alone(server: RunningServer) -> None:
    with server.socket() as ours, server.socket(origin="https://evil.example") as theirs:
        assert ours.recv(100).startswith(b"HTTP/1.1 101")
        assert theirs.recv(100).startswith(b"HTTP/1.1 403")


def test_visits_leave_nothing_in_the_log(server: RunningServer) -> None:
    get(server, "/portal?email=ana@example.org", Cookie="owl=secret-cookie-value", Accept="text/html")
    get(server, "/nothing/ana@example.org")
    assert "ana@" not in server.printed() and "secret-cookie-value" not in server.printed()
    assert "GET" not in server.printed()


def test_a_port_in_use_gets_a_sentence_that_says_what_to_do(server: RunningServer, tmp_path: Path) -> None:
    environment = {"OWL_PORT": str(server.port), "OWL_DATA_DIR": str(tmp_path), "OWL_ENV_FILE": ""}
    result = subprocess.run(
        [sys.executable, "-m", "owl_app", "serve"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 2
    assert f"Port {server.port} is already in use" in result.stderr and "OWL_PORT=" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_stop_with_a_page_open_is_quick_and_clean(own_server: RunningServer) -> None:
    with own_server.socket() as page:
        assert page.recv(100).startswith(b"HTTP/1.1 101")
        begun = time.monotonic()
        assert own_server.stop() == 0
        assert time.monotonic() - begun < STOPS_WITHIN


def test_a_request_under_way_is_answered_before_the_stop(own_server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", own_server.port), 10) as connection:
        lines = [
            "POST /auth/sign-out HTTP/1.1",
            f"Host: localhost:{own_server.port}",
            f"Origin: {own_server.origin}",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 6",
            "Connection: close",
        ]
        connection.sendall("\r\n".join([*lines, "", "abc"]).encode())
        get(own_server, "/health").read()
        own_server.process.terminate()
        connection.sendall(b"=12")
        assert connection.recv(100).startswith(b"HTTP/1.1 303")
    assert own_server.process.wait(STOPS_WITHIN) == 0
