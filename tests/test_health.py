"""The health check, as supervisors and proxies see it."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from owl_app.web import health
from owl_app.web.health import Health


def client(check: object) -> TestClient:
    return TestClient(Health(PlainTextResponse("app"), check), base_url="http://any.host")  # type: ignore[arg-type]


def test_a_healthy_app_says_so_under_any_host_name() -> None:
    answer = client(lambda: None).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_a_database_that_fails_is_said_without_why() -> None:
    def fails() -> None:
        raise OSError("postgresql://owl:secret@db is down")

    answer = client(fails).get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_a_database_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    monkeypatch.setattr(health, "SECONDS", 0.05)
    released = Event()
    try:
        assert client(lambda: released.wait(5)).get("/health").status_code == 503
    finally:
        released.set()


def test_everything_else_is_the_apps() -> None:
    assert client(lambda: None).get("/healthy").text == "app"
    assert client(lambda: None).post("/health").text == "app"
