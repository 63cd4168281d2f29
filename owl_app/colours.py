"""The accent colour: read from what somebody typed, and moved to the nearest shade that can be read."""

import re
from dataclasses import dataclass
from functools import lru_cache

from coloraide import Color

SURFACE_LIGHT, SURFACE_DARK = "#ffffff", "#1f1c18"
"""What the accent stands on; the same as in `assets/styles/tokens.css`."""
READABLE = 4.5
"""The contrast that WCAG AA asks of text."""

_HEX = re.compile("#?([0-9a-f]{6}|[0-9a-f]{3})")


@dataclass(frozen=True)
class Accent:
    """The accent in light and in dark, each with the colour of the text on it."""

    light: str
    on_light: str
    dark: str
    on_dark: str


OWN = Accent(light="#2b6a4d", on_light="#ffffff", dark="#7fc8a4", on_dark="#0e2318")
"""Owl App's own green, as in `assets/styles/tokens.css`."""


def parse(typed: str) -> str | None:
    """`#rrggbb` out of `#RRGGBB`, `rrggbb` or `#rgb`; None when it is no colour."""
    found = _HEX.fullmatch(typed.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


@lru_cache(maxsize=64)
def readable(accent: str) -> Accent:
    """The accent as typed where it can be read, else its nearest shade; nothing is Owl App's own green."""
    if not accent:
        return OWN
    dark = _shade(accent, SURFACE_DARK)
    return Accent(light=_shade(accent, SURFACE_LIGHT), on_light="#ffffff", dark=dark, on_dark=_text_on(dark))


def _shade(accent: str, surface: str) -> str:
    """The colour itself where it stands out from the surface, else the nearest one of its hue that does."""
    if _contrast(accent, surface) >= READABLE:
        return accent
    near = Color(accent).convert("oklch")["lightness"]
    far = 0.0 if Color(surface).luminance() > 0.5 else 1.0
    for _ in range(12):
        between = (near + far) / 2
        if _contrast(_at(accent, between), surface) >= READABLE:
            far = between
        else:
            near = between
    return _at(accent, far)


def _text_on(accent: str) -> str:
    """Nearly black, with a breath of the accent in it."""
    tints = (_at(accent, lightness, most_chroma=0.035) for lightness in (0.23, 0.2, 0.16, 0.12))
    return next((tint for tint in tints if _contrast(tint, accent) >= READABLE), "#000000")


def _at(accent: str, lightness: float, most_chroma: float = 1.0) -> str:
    """The accent's hue, so light, as it can be shown."""
    colour = Color(accent).convert("oklch").set("lightness", lightness)
    colour.set("chroma", min(colour["chroma"], most_chroma))
    return str(colour.convert("srgb").fit(method="oklch-chroma").to_string(hex=True))


def _contrast(first: str, second: str) -> float:
    return Color(first).contrast(second)
