"""One line in the terminal for work that takes longer than a moment."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show what is being done and for how many seconds; in a terminal the line counts, in a file it ends once."""
    begun = time.monotonic()
    stop = Event()
    counter = Thread(target=_count, args=(what, begun, stop), daemon=True)
    if sys.stdout.isatty():
        counter.start()
    else:
        print(f"{what} …", flush=True)
    done = False
    try:
        yield
        done = True
    finally:
        stop.set()
        if counter.is_alive():
            counter.join()
            print("\r\033[K", end="")
        if done:
            print(f"{what}: done in {time.monotonic() - begun:.0f} s", flush=True)


def _count(what: str, begun: float, stop: Event) -> None:
    while not stop.wait(0.2):
        print(f"\r{what} … {time.monotonic() - begun:.0f} s", end="", flush=True)
