"""Processor time: of the server and its database, and of everything else on the machine meanwhile."""

import os
from time import perf_counter

import psutil

from bench.practice import Practice


class Meter:
    """Reads the clocks of the processor when it is made, and the difference each time it is asked."""

    def __init__(self, house: Practice) -> None:
        self._house = house
        self._begun = perf_counter()
        self._served = _served(house)
        self._busy = _busy()

    def served(self) -> float:
        """Seconds the server, its workers and its Postgres connections have computed since."""
        return _served(self._house) - self._served

    def others(self, ours: float) -> float:
        """The share of the whole machine that went to programs other than those that took `ours` seconds."""
        whole = (perf_counter() - self._begun) * (os.cpu_count() or 1)
        return max(0.0, _busy() - self._busy - ours) / whole


def _served(house: Practice) -> float:
    first = psutil.Process(house.server.process.pid)
    return sum(map(_seconds, [first, *first.children(recursive=True), *_connections(house.database_name)]))


def _connections(database: str) -> list[psutil.Process]:
    if not database:
        return []
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and any(database in part for part in process.info["cmdline"] or [])
    ]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))
