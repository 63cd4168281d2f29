"""What an open page costs the server: its resident memory with many pages open, less that with few."""

import asyncio
from collections.abc import Sequence

import psutil

from bench import practice
from bench.figures import Figure
from bench.wire import OpenPage
from tests.server import RunningServer

TITLE = "Memory of open pages"
FEW, MANY = 50, 250
MOST_KB = 256.0


def measure() -> list[Figure]:
    return [_measure("/portal/account"), _measure("/clients")]


def _measure(path: str) -> Figure:
    with practice.running(people=MANY) as house:
        tokens = house.tokens if path.startswith("/portal") else house.owner_tokens * (MANY // len(house.owner_tokens))
        few, many, received = asyncio.run(_open(house.server, path, tokens))
    kilobytes = (many - few) / (MANY - FEW) / 1024
    detail = (
        f"{few / 2**20:.1f} MB with {FEW} pages, {many / 2**20:.1f} MB with {MANY}; MEMORY state, 1 worker, SQLite; "
        f"the first snapshot is {received / 1024:.0f} KB"
    )
    return Figure(f"{path}, each open page", kilobytes, "KB", most=MOST_KB, detail=detail)


async def _open(server: RunningServer, path: str, tokens: Sequence[str]) -> tuple[int, int, int]:
    pages = [await OpenPage.open(server.port, path, token) for token in tokens[:FEW]]
    few = _resident(server)
    pages += [await OpenPage.open(server.port, path, token) for token in tokens[FEW:]]
    many = _resident(server)
    received = pages[-1].received
    for page in pages:
        page.close()
    return few, many, received


def _resident(server: RunningServer) -> int:
    """Bytes of the server and its workers."""
    first = psutil.Process(server.process.pid)
    return sum(process.memory_info().rss for process in (first, *first.children(recursive=True)))
