"""What a guard is: a piece of the code that keeps somebody out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """A piece of text that keeps somebody out, what it is replaced by, and the tests that must then fail."""

    what: str
    file: str
    text: str
    instead: str
    tests: str
