"""Doing the same thing many times at once, in threads or in processes of their own."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from owl_app.errors import OwlError

ROOT = Path(__file__).parents[1]


def at_once(times: int, call: Callable[[int], object]) -> list[object]:
    """The results of all calls, which start together; an expected failure counts as its class's name.

    Raises:
        Exception: whatever else a call raised.
    """
    start = Barrier(times)

    def run(number: int) -> object:
        start.wait(30)
        try:
            return call(number)
        except OwlError as error:
            return type(error).__name__

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def in_processes(times: int, program: str) -> list[str]:
    """What each of these Python processes printed; they share this test's settings.

    Raises:
        AssertionError: one of them failed.
    """
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(times)
    ]
    printed = []
    for process in running:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, f"ended with {process.returncode}: {errors}"
        printed.append(out.strip())
    return printed
