"""Nothing personal reaches the log, whoever writes it."""

import asyncio
import io
import logging
import sys
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from reflex.app import EventNamespace
from reflex_base.utils.exceptions import EventDeserializationError

from owl_app import log

COOKIE = "__Host-owl=q1w2e3r4t5y6u7i8o9p0"
EMAIL = "ana.roy@example.org"
PASSWORD = "correct horse battery"
DIARY = "I was afraid of my brother"
PERSONAL = {
    "router_data": {"headers": {"cookie": COOKIE, "authorization": "Bearer abc"}},
    "payload": {"email": EMAIL, "password": PASSWORD, "text": DIARY},
}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    log.configure()
    yield stream
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


def assert_nothing_personal(text: str) -> None:
    assert text
    for secret in (COOKIE, COOKIE.split("=")[1], EMAIL, PASSWORD, DIARY, "Bearer abc"):
        assert secret not in text


def namespace(token: str | None) -> Any:
    """Reflex's event namespace, with one connected socket when a token is given."""
    bare = EventNamespace.__new__(EventNamespace)
    bare._token_manager = SimpleNamespace(sid_to_token={"sid": token} if token else {})  # type: ignore[assignment]
    return bare


def test_an_event_of_an_unknown_socket_leaves_nothing_of_itself(written: io.StringIO) -> None:
    asyncio.run(namespace(None).on_event("sid", PERSONAL))
    assert "no associated token" in written.getvalue()
    assert_nothing_personal(written.getvalue())


@pytest.mark.parametrize("data", [str(PERSONAL), [PERSONAL], {"name": EMAIL, "payload": object(), **PERSONAL}])
def test_a_malformed_event_leaves_nothing_of_itself(written: io.StringIO, data: object) -> None:
    try:
        asyncio.run(namespace("token").on_event("sid", data))
    except (EventDeserializationError, AttributeError):
        logging.getLogger("socketio.server").exception("Handler failed for %s", data)
    assert_nothing_personal(written.getvalue())


@pytest.mark.parametrize("name", ["reflex.app", "reflex_base.event", "engineio.server", "sqlalchemy.engine", "asyncio"])
def test_what_a_library_quotes_is_left_out(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).error(f"Error in handler sign_in: {PERSONAL}")
    logging.getLogger(name).error("Unknown event %s", PERSONAL)
    assert "Error in handler sign_in" in written.getvalue()
    assert_nothing_personal(written.getvalue())


@pytest.mark.parametrize(
    "message",
    [
        f"cookie: {COOKIE}; other=1",
        f"Set-Cookie: {COOKIE}",
        "{'cookie': '" + COOKIE + "'}",
        "Authorization: Bearer abc",
        f"password={PASSWORD.replace(' ', '')} token={COOKIE.split('=')[1]}",
        f'{{"password": "{PASSWORD}"}}',
        f"could not mail {EMAIL}",
        f"smtp://{EMAIL}:abc@mail.example.org failed",
    ],
)
def test_our_own_words_are_cleaned_as_well(written: io.StringIO, message: str) -> None:
    logging.getLogger("owl_app.services").warning(message)
    assert_nothing_personal(written.getvalue())
    assert PASSWORD.replace(" ", "") not in written.getvalue()


def test_plain_words_stay_readable(written: io.StringIO) -> None:
    logging.getLogger("owl_app.mail").info("Sent %d letters in %.1f s.", 3, 0.5)
    assert "INFO owl_app.mail: Sent 3 letters in 0.5 s." in written.getvalue()


def test_an_error_is_logged_by_where_it_happened_without_what_it_says(written: io.StringIO) -> None:
    try:
        try:
            raise ValueError(f"Key (email)=({EMAIL}) already exists")
        except ValueError as cause:
            raise RuntimeError(f"{DIARY} {PASSWORD}") from cause
    except RuntimeError:
        logging.getLogger("owl_app.web").exception("Could not save.")
    text = written.getvalue()
    assert "test_log.py" in text and "ValueError" in text and "RuntimeError" in text
    assert_nothing_personal(text.replace('ValueError(f"Key (email)=({EMAIL})', ""))


def test_an_uncaught_error_goes_the_same_way(written: io.StringIO) -> None:
    error = RuntimeError(EMAIL)
    sys.excepthook(RuntimeError, error, None)
    assert "RuntimeError" in written.getvalue()
    assert_nothing_personal(written.getvalue())


def test_a_warning_goes_the_same_way(written: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"odd value {EMAIL}", UserWarning, stacklevel=1)
    assert_nothing_personal(written.getvalue())


def test_handlers_that_libraries_attached_are_taken_away(written: io.StringIO) -> None:
    leak = io.StringIO()
    logging.getLogger("reflex").addHandler(logging.StreamHandler(leak))
    log.configure()
    logging.getLogger("reflex.app").error("x: %s", PERSONAL)
    assert leak.getvalue() == ""
