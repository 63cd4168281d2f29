"""The fonts of our documents: where they lie, which letters they have, and which letters nobody could read."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parents[2] / ".web" / "build" / "fonts"
"""They are put here when the pages are built, and go with them; see `web/build.py`."""
IN_TYPST = "⟦⟧"
"""Letters that a font inside Typst has, which nobody's name holds: those around the texts of the pseudo-language."""
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
FAMILIES = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans SC", "Noto Sans KR"]
"""Each letter is taken from the first that has it."""


def unprintable(text: str) -> list[str]:
    """The letters of a text that would be printed as a box, each once, in their order."""
    known = _letters()
    unknown = [char for char in dict.fromkeys(text) if ord(char) not in known and char not in IN_TYPST]
    return [char for char in unknown if unicodedata.category(char) not in _UNSEEN]


@lru_cache
def _letters() -> frozenset[int]:
    """The code points that every weight of some family has."""
    letters: set[int] = set()
    for path in sorted(FOLDER.glob("*Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            letters |= set(font.getBestCmap())
    return frozenset(letters)
