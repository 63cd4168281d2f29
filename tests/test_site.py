"""The built pages: what is answered at which address, how long it is kept, and how it is compressed."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from owl_app.config import Settings
from owl_app.web.build import Record
from owl_app.web.site import Site

HTML = {"Accept": "text/html"}
FILES = {
    "index.html": "home",
    "portal.html": "portal",
    "portal/index.html": "portal",
    "portal/account/index.html": "account",
    "404.html": "shell",
    "__spa-fallback.html": "shell",
    "fr/index.html": "accueil",
    "fr/404.html": "coquille",
    "fr/__spa-fallback.html": "coquille",
    "assets/root-e2cHPb-C.js": "code",
    "assets/root-e2cHPb-C.js.br": "brotli",
    "assets/root-e2cHPb-C.js.gz": "gzip",
    "favicon.svg": "<svg/>",
}


async def api(request: Request) -> Response:
    return JSONResponse({"method": request.method})


async def own_not_found(request: Request) -> Response:
    return Response("<p>No such receipt</p>", 404, media_type="text/html")


async def bare_not_found(request: Request) -> Response:
    return PlainTextResponse("Not Found", 404)


INNER = Starlette(
    routes=[
        Route("/portal", api, methods=["POST"]),
        Route("/api", api),
        Route("/receipts/1", own_not_found),
        Route("/clients/gone/photo", bare_not_found),
    ]
)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name, content in FILES.items():
        path = tmp_path / "client" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    routes = tmp_path / "routes.json"
    routes.write_text(json.dumps(["index", "portal", "portal/account", "clients/[id]", "fr/clients/[id]", "404"]))
    monkeypatch.setattr("owl_app.web.site.language_of", lambda path: "fr" if path.startswith("/fr/") else "en")
    record = Record("", {"index.html": ["sha256-home="], "404.html": ["sha256-shell="]})
    site = Site(INNER, Settings(_env_file=None), tmp_path / "client", routes, record)
    return TestClient(site, base_url="http://localhost:3000", follow_redirects=False)


@pytest.mark.parametrize(
    ("path", "content"), [("/", "home"), ("/portal", "portal"), ("/portal/account", "account"), ("/fr", "accueil")]
)
def test_a_page_stands_at_its_address_and_is_asked_for_anew(client: TestClient, path: str, content: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, content)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/").headers["etag"]
    answer = client.get("/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_each_page_has_the_policy_of_its_own_scripts(client: TestClient) -> None:
    assert "'sha256-home='" in client.get("/").headers["content-security-policy"]
    missing = client.get("/nothing", headers=HTML).headers["content-security-policy"]
    assert "'sha256-shell='" in missing and "sha256-home" not in missing


@pytest.mark.parametrize(
    ("accepts", "encoding", "content"), [("gzip, br", "br", b"brotli"), ("gzip", "gzip", b"gzip"), ("", None, b"code")]
)
def test_a_file_comes_compressed_as_the_browser_likes(
    client: TestClient, accepts: str, encoding: str | None, content: bytes
) -> None:
    request = client.build_request("GET", "/assets/root-e2cHPb-C.js", headers={"Accept-Encoding": accepts})
    answer = client.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert b"".join(answer.iter_raw()) == content
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_file_named_by_its_content_is_kept_for_a_year(client: TestClient) -> None:
    headers = {"Accept-Encoding": ""}
    assert "immutable" in client.get("/assets/root-e2cHPb-C.js", headers=headers).headers["cache-control"]
    assert client.get("/favicon.svg").headers["cache-control"] == "no-cache"


def test_head_says_the_same_without_the_page(client: TestClient) -> None:
    answer = client.head("/portal")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "6")


@pytest.mark.parametrize(
    ("path", "target"),
    [("/portal/", "/portal"), ("/portal/?a=1", "/portal?a=1"), ("/clients/7/", "/clients/7"), ("/fr/", "/fr")],
)
def test_a_slash_too_many_leads_to_the_page(client: TestClient, path: str, target: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, target)


def test_a_slash_too_many_never_leads_elsewhere(client: TestClient) -> None:
    assert client.get("http://localhost:3000//evil.example/", headers=HTML).status_code == 404


def test_an_address_with_a_variable_part_gets_the_shell(client: TestClient) -> None:
    answer = client.get("/clients/0190", headers=HTML)
    assert (answer.status_code, answer.text) == (200, "shell")


def test_the_shell_speaks_the_language_of_the_address(client: TestClient) -> None:
    assert client.get("/fr/clients/0190").text == "coquille"
    assert client.get("/fr/rien", headers=HTML).text == "coquille"


@pytest.mark.parametrize("path", ["/nothing", "/index.html", "/portal.html", "/404", "/index", "/__spa-fallback.html"])
def test_what_is_not_there_has_status_404(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.text) == (404, "shell")


@pytest.mark.parametrize("path", ["/../routes.json", "/%2e%2e/routes.json", "/assets/..%2f..%2froutes.json"])
def test_nothing_outside_the_build_is_reachable(client: TestClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404


def test_compressed_copies_have_no_address_of_their_own(client: TestClient) -> None:
    assert client.get("/assets/root-e2cHPb-C.js.br").status_code == 404


def test_what_the_build_does_not_hold_is_the_apps(client: TestClient) -> None:
    assert client.get("/api", headers=HTML).json() == {"method": "GET"}
    assert client.post("/portal").json() == {"method": "POST"}


def test_the_apps_own_words_for_not_found_stay(client: TestClient) -> None:
    assert client.get("/receipts/1", headers=HTML).text == "<p>No such receipt</p>"


def test_a_program_that_asks_gets_the_bare_answer(client: TestClient) -> None:
    assert client.get("/nothing", headers={"Accept": "application/json"}).text == "Not Found"
    assert client.get("/clients/gone/photo", headers={"Accept": "image/png"}).text == "Not Found"
