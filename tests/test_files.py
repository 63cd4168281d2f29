"""Files that are sent: read by their route, and kept no further than they may be large."""

import tracemalloc
from collections.abc import Iterator

from starlette.requests import Request
from starlette.types import Message

from owl_app.web.http import answer

LIMIT = 1000
PART = b"x" * 64 * 1024


def sent(*parts: bytes) -> Request:
    """A request whose body comes in these parts; `b""` is where the connection breaks."""
    coming: Iterator[bytes] = iter(parts)
    left = len(parts)

    async def receive() -> Message:
        nonlocal left
        left -= 1
        part = next(coming, b"")
        if not part:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": left > 0}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)


async def test_a_file_within_the_limit_is_kept_whole() -> None:
    assert await answer.file_of(sent(b"a" * 600, b"b" * 400), LIMIT) == b"a" * 600 + b"b" * 400


async def test_of_a_larger_file_no_more_is_kept_than_shows_that_it_is_larger() -> None:
    assert await answer.file_of(sent(*[PART] * 20), LIMIT) == b"x" * (LIMIT + 1)


async def test_a_file_of_40_megabytes_is_read_to_its_end_so_that_the_browser_hears_the_answer() -> None:
    request = sent(*[PART] * 640)
    tracemalloc.start()
    await answer.file_of(request, LIMIT)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (await request.receive())["type"] == "http.disconnect"
    assert most < 2_000_000


async def test_a_file_that_never_ends_is_not_read_for_ever() -> None:
    request = sent(*[PART] * 2000)
    await answer.file_of(request, LIMIT)
    assert (await request.receive())["body"] == PART


async def test_what_came_before_the_connection_broke_is_what_there_is() -> None:
    assert await answer.file_of(sent(b"a", b""), LIMIT) == b"a"
