"""Who may talk to the app: hosts, origins, sizes, and how many sockets."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from reflex_base.constants import Endpoint
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from owl_app.config import Settings
from owl_app.web.gate import BODY_LIMIT, EVENTS, FRAMEWORK_PATHS, SIGNED_IN, Gate, SocketCap, network

PUBLIC = "https://portal.example.org"


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body() or b"read")


async def who(request: Request) -> Response:
    assert request.client
    return PlainTextResponse(f"{request.client.host} {request.url.scheme}")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


INNER = Starlette(
    routes=[
        Route("/", echo, methods=["GET", "POST", "DELETE"]),
        Route("/who", who),
        WebSocketRoute(EVENTS, socket),
        WebSocketRoute("/other", socket),
    ]
)


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def client(app_settings: Settings, *, base_url: str | None = None, app: ASGIApp = INNER) -> TestClient:
    gate = Gate(app, app_settings, files=re.compile("/file"))
    return TestClient(gate, base_url=base_url or app_settings.origin, follow_redirects=False, client=("10.0.0.9", 1))


def test_a_foreign_host_is_sent_to_the_same_path_on_our_origin() -> None:
    answer = client(settings(public_url=PUBLIC), base_url="http://10.1.2.3").get("/portal/account?tab=receipts")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{PUBLIC}/portal/account?tab=receipts"


@pytest.mark.parametrize(
    "path",
    ["//evil.example/x", "/\\evil.example", "/a%0d%0aSet-Cookie: x=1", "/%0d%0aX: y", "/?a=%0d%0aSet-Cookie: x=1"],
)
def test_a_redirect_never_leaves_our_origin(path: str) -> None:
    answer = client(settings(public_url=PUBLIC), base_url="http://10.1.2.3").get(path)
    assert answer.headers["location"].startswith(f"{PUBLIC}/")
    assert "set-cookie" not in answer.headers
    assert not answer.headers["location"].startswith(f"{PUBLIC}//")


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"])
def test_without_a_public_url_every_name_of_this_machine_is_ours(host: str) -> None:
    assert client(settings()).get("/", headers={"Host": host}).status_code == 200


def test_another_port_of_this_machine_is_foreign() -> None:
    assert client(settings(), base_url="http://localhost:3001").get("/").status_code == 308


def test_with_a_public_url_the_names_of_this_machine_are_foreign() -> None:
    assert client(settings(public_url=PUBLIC), base_url="http://localhost:3000").get("/").status_code == 308


def test_the_usual_port_may_stand_in_the_host() -> None:
    assert client(settings(public_url=PUBLIC)).get("/", headers={"Host": "portal.example.org:443"}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_what_writes_passes_from_our_own_origin(method: str) -> None:
    answer = client(settings(public_url=PUBLIC)).request(method, "/", headers={"Origin": PUBLIC}, content="hello")
    assert (answer.status_code, answer.text) == (200, "hello")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://portal.example.org"},
        {"Origin": "https://portal.example.org.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_writes_from_elsewhere_is_refused_with_a_sentence(headers: dict[str, str]) -> None:
    answer = client(settings(public_url=PUBLIC)).post("/", headers=headers)
    assert answer.status_code == 403
    assert "Open the page again" in answer.text


def test_a_browser_that_says_same_origin_may_leave_the_origin_out() -> None:
    answer = client(settings(public_url=PUBLIC)).post("/", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200


def test_one_name_of_this_machine_is_foreign_to_another() -> None:
    answer = client(settings()).post("/", headers={"Origin": "http://127.0.0.1:3000"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", [EVENTS, "/other"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_socket_from_elsewhere_is_refused(path: str, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client(settings(public_url=PUBLIC)).websocket_connect(f"{PUBLIC.replace('http', 'ws')}{path}", headers=headers),
    ):
        pass


def test_a_socket_to_a_foreign_host_is_refused() -> None:
    headers = {"Origin": "https://evil.example", "Host": "evil.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        client(settings(public_url=PUBLIC)).websocket_connect("wss://evil.example/_event", headers=headers),
    ):
        pass


def test_a_socket_from_our_own_origin_passes() -> None:
    with client(settings(public_url=PUBLIC)).websocket_connect(
        "wss://portal.example.org/_event", headers={"Origin": PUBLIC}
    ) as open_socket:
        open_socket.send_text("hello")


def test_a_body_up_to_the_limit_arrives_whole() -> None:
    answer = client(settings()).post("/", headers={"Origin": "http://localhost:3000"}, content="x" * BODY_LIMIT)
    assert len(answer.text) == BODY_LIMIT


def test_an_announced_body_beyond_the_limit_is_refused() -> None:
    answer = client(settings()).post("/", headers={"Origin": "http://localhost:3000"}, content="x" * (BODY_LIMIT + 1))
    assert answer.status_code == 413


async def test_an_endless_unannounced_body_is_refused_without_being_kept() -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"localhost:3000"), (b"origin", b"http://localhost:3000")],
        "client": ("10.0.0.9", 1),
    }
    await Gate(INNER, settings())(scope, receive, send)
    assert sent[0]["status"] == 413
    assert read <= BODY_LIMIT // 1024 + 1


async def test_a_body_that_breaks_off_is_not_carried_out() -> None:
    heard: list[Message] = [{"type": "http.request", "body": b"password=half", "more_body": True}]
    heard.append({"type": "http.disconnect"})

    async def receive() -> Message:
        return heard.pop(0)

    async def send(message: Message) -> None:
        pass

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("half a form was carried out")

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [
            (b"host", b"localhost:3000"),
            (b"origin", b"http://localhost:3000"),
            (b"content-length", b"60"),
        ],
        "client": ("10.0.0.9", 1),
    }
    await Gate(route, settings())(scope, receive, send)
    assert heard == []


async def test_a_file_is_left_for_its_route_to_read() -> None:
    read = 0
    seen: list[int] = []

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(read)
        await receive()

    headers = [(b"host", b"localhost:3000"), (b"origin", b"http://localhost:3000"), (b"content-length", b"99999999")]
    scope: Scope = {"type": "http", "method": "POST", "path": "/file", "query_string": b"", "headers": headers}
    await Gate(route, settings(), files=re.compile("/file"))(scope, receive, receive)  # type: ignore[arg-type]
    assert (seen, read) == ([0], 1)


def test_a_file_from_another_site_is_refused() -> None:
    answer = client(settings()).post("/file", headers={"Origin": "https://evil.example"}, content="x")
    assert answer.status_code == 403


def test_every_http_endpoint_of_the_framework_is_closed() -> None:
    ours = client(settings())
    for endpoint in Endpoint:
        assert str(endpoint) == EVENTS or str(endpoint) in FRAMEWORK_PATHS
        assert ours.get(str(endpoint)).status_code == 404
        assert ours.get(f"{endpoint}/anything").status_code == 404


def test_a_preflight_is_not_answered() -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    answer = client(settings()).options("/", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),
        (1, "not an address", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_the_one_the_outermost_trusted_proxy_saw(hops: int, forwarded: str, expected: str) -> None:
    app_settings = settings(public_url=PUBLIC, trusted_proxy_hops=hops)
    answer = client(app_settings, base_url=PUBLIC).get("/who", headers={"X-Forwarded-For": forwarded})
    assert answer.text == f"{expected} https"


def test_a_visitor_the_proxy_met_on_plain_http_is_sent_to_https() -> None:
    app_settings = settings(public_url=PUBLIC, trusted_proxy_hops=1)
    answer = client(app_settings).get("/who", headers={"X-Forwarded-Proto": "http"})
    assert (answer.status_code, answer.headers["location"]) == (308, f"{PUBLIC}/who")


def test_nobody_but_a_trusted_proxy_says_how_a_visitor_came() -> None:
    answer = client(settings(public_url=PUBLIC)).get("/who", headers={"X-Forwarded-Proto": "http"})
    assert answer.status_code == 200


def test_a_household_is_one_neighbour() -> None:
    assert network("2001:db8:1:2::5") == network("2001:db8:1:2:ffff::1") != network("2001:db8:1:3::5")
    assert network("::ffff:1.2.3.4") == network("1.2.3.4") != network("1.2.3.5")


class Sockets:
    """Opens sockets through a SocketCap and holds them open until the test is over."""

    def __init__(self, cap: SocketCap) -> None:
        self.cap = cap
        self.tasks: list[asyncio.Task[None]] = []

    async def opens(self, address: str, **scope: object) -> bool:
        outcome: asyncio.Queue[Message] = asyncio.Queue()
        never: asyncio.Event = asyncio.Event()

        async def receive() -> Message:
            await never.wait()
            return {}

        full: Scope = {"type": "websocket", "client": (address, 0), **scope}
        self.tasks.append(asyncio.ensure_future(self.cap(full, receive, outcome.put)))
        return bool((await outcome.get())["type"] == "websocket.accept")

    async def close_all(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()


async def holds(scope: Scope, receive: Any, send: Any) -> None:
    await send({"type": "websocket.accept"})
    await receive()


@pytest.fixture
async def sockets() -> AsyncIterator[Sockets]:
    opened = Sockets(SocketCap(holds, per_address=2, total=3))
    yield opened
    await opened.close_all()


async def test_anonymous_sockets_of_one_address_are_bounded(sockets: Sockets) -> None:
    assert [await sockets.opens("1.1.1.1") for _ in range(3)] == [True, True, False]
    assert await sockets.opens("2.2.2.2")


async def test_anonymous_sockets_are_bounded_in_all(sockets: Sockets) -> None:
    assert [await sockets.opens(f"1.1.1.{n}") for n in range(4)] == [True, True, True, False]


async def test_a_closed_socket_makes_room(sockets: Sockets) -> None:
    assert [await sockets.opens("1.1.1.1") for _ in range(3)] == [True, True, False]
    await sockets.close_all()
    assert await sockets.opens("1.1.1.1")


async def test_a_whole_office_that_is_signed_in_has_room(sockets: Sockets) -> None:
    assert all([await sockets.opens("1.1.1.1", **{SIGNED_IN: f"sign-in {number}"}) for number in range(9)])


async def test_sockets_of_one_sign_in_are_bounded_wherever_they_come_from(sockets: Sockets) -> None:
    opened = [await sockets.opens(f"1.1.1.{number}", **{SIGNED_IN: "one sign-in"}) for number in range(7)]
    assert opened == [True] * 6 + [False]
