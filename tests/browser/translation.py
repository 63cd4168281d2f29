"""What a screen or a letter says that was never passed to `t`: in the pseudo-language it stands outside of ⟦ ⟧."""

import re

from owl_app.demo import _FIRST, _LAST, INVITED, LEFT, STAFF
from owl_app.demo_calendar import _NOTES, _SERVICES
from tests.browser.person import Person

_COLLECT = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("script, style, template, noscript")) texts.push(node.data);
  }
  for (const name of ["aria-label", "aria-description", "placeholder", "title", "alt", "data-label"]) {
    for (const element of document.body.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
  }
  return texts;
}"""
_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_PEOPLE = [
    *(name for name, *_ in (*STAFF, INVITED, LEFT)),
    *(f"{first} {last}" for first in _FIRST for last in _LAST),
    *_FIRST,
    *_LAST,
    *("Wilma Whisper", "Barnaby Bramble", "Casper Cobweb", "Margot Talon"),
    *(each["name"] for each in _SERVICES),
    *_NOTES.values(),
    "Owl App",
]
_DATA = re.compile(
    "|".join(
        (
            r'<a href="http://localhost:\d+/portal">|</a>',
            r"\S+@(demo\.example|example\.org)",
            r"https?://localhost:\d+\S*",
            r"\(?\d{3}\)? \d{3}-\d{4}",
            r"([A-Z][a-z]+day, )?[A-Z][a-z]+ \d{1,2}, \d{4}",
            r"\d{1,2}(:\d{2})? [ap]\.m\.|\d{1,2}:\d{2}|-?\$[\d,]+\.\d{2}",
            r"[A-Z][a-z]+( \d{1,2})?–([A-Z][a-z]+ )?(\d{1,2}, )?\d{4}|[A-Z][a-z]+ \d{4}",
            r"January|February|March|April|June|July|August|(Septem|Octo|Novem|Decem)ber",
            r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b",
            r"(A\. Payor|Owl Insurance) \(demo\)|DEMO\d{4}|\d{4}(, \d{4})*",
            r"(Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day|\b(Sun|Mon|Tue|Wed|Thu|Fri|Sat)\b( \d{1,2})?",
            r"\d+ (Acorn Lane|Moonlight Road|Hollow Tree Way|Barn Street)|Owlton|ON|K1A 0B1|Canada",
            r"The Night Owl (Practice|Portal) \(demo\)|Maple Street Therapy",
            r"Welcome\. Sign in to see your details and what is next\.",
            r"These are the terms of a practice that does not exist\.",
            r"You can look around as you like\. Nothing here is real, and nobody is treated by owls\.",
            r"Questions\? Call the front desk: 416 555 0100",
            r"([a-z2-9]{4}-){3}[a-z2-9]{4}",
            r"(Chrome|Safari) · (Linux|iPhone)",
            r"[A-ZÉ]{2}",
            *_PEOPLE,
        )
    )
)
"""What comes out of the database or the browser of whoever looks; the rest has to be said by us."""
_ZONE = re.compile(r"[A-Z][A-Za-z]+(/[A-Za-z0-9_ +-]+)+")


def unsaid(somebody: Person) -> list[str]:
    """The texts on the screen that are neither in brackets nor data."""
    texts = somebody.page.evaluate(_COLLECT)
    return sorted({text.strip() for text in texts if outside(text)})


def outside(text: str) -> str:
    """What of the text is neither in brackets nor data."""
    if _ZONE.fullmatch(text.strip()) or text.strip().isdecimal():
        return ""
    while (unsaid := _SAID.sub("", text)) != text:
        text = unsaid
    left = _DATA.sub("", text).strip(" \n\t·,–—:<>|")
    return "" if left.isdecimal() else left
