"""What every answer carries, whatever it is."""

import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from owl_app.config import Settings
from owl_app.web.gate import Gate
from owl_app.web.headers import SecurityHeaders, content_security_policy

PUBLIC = "https://portal.example.org"
ORIGINS = {"Origin": PUBLIC}


async def page(request: Request) -> Response:
    return PlainTextResponse("page", headers={"Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": "9"})


async def own_policy(request: Request) -> Response:
    return PlainTextResponse("page", headers={"Content-Security-Policy": "default-src 'none'"})


async def broken(request: Request) -> Response:
    raise RuntimeError("Ana's diary")


INNER = Starlette(routes=[Route("/", page), Route("/own", own_policy), Route("/broken", broken)])


def client(**given: Any) -> TestClient:
    settings = Settings(_env_file=None, **given)
    app = SecurityHeaders(Gate(INNER, settings), settings)
    return TestClient(app, base_url=settings.origin, follow_redirects=False, raise_server_exceptions=False)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/nothing", {}, 404),
        ("GET", "/ping", {}, 404),
        ("POST", "/", {}, 403),
        ("POST", "/", ORIGINS, 405),
        ("OPTIONS", "/", ORIGINS, 405),
        ("POST", "/", {**ORIGINS, "Content-Length": "99999999"}, 413),
        ("GET", "/", {"Host": "elsewhere.example"}, 308),
        ("GET", "/broken", {}, 500),
    ],
)
def test_every_answer_carries_the_security_headers(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client(public_url=PUBLIC).request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "camera=(self)" in answer.headers["permissions-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["server"] == "owl"
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_plain_http_is_not_told_to_stay_on_https() -> None:
    assert "strict-transport-security" not in client().get("/").headers


def test_a_route_may_bring_a_stricter_policy() -> None:
    assert client().get("/own").headers["content-security-policy"] == "default-src 'none'"


def test_scripts_run_only_from_our_files_or_by_their_hash() -> None:
    policy = directives(content_security_policy(Settings(_env_file=None, public_url=PUBLIC), ["sha256-abc="]))
    assert policy["script-src"] == ["'self'", "'sha256-abc='"]
    assert policy["connect-src"] == ["'self'", "wss://portal.example.org"]
    assert policy["default-src"] == ["'self'"]
    for closed in ("frame-ancestors", "base-uri", "object-src"):
        assert policy[closed] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


def test_what_broke_is_said_calmly_with_a_reference_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    answer = client().get("/broken")
    reference = re.search(r"number: ([0-9a-f]{8})", answer.text)
    assert reference and reference[1] in caplog.text
    assert "diary" not in answer.text
