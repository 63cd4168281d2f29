"""In the pseudo-language everything that is not data stands in ⟦ ⟧: on screens, in letters and on the slip."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from owl_app.demo import _FIRST, _LAST, INVITED, LEFT, STAFF
from owl_app.documents.access_slip import Slip, render
from owl_app.i18n import PSEUDO
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.screens import SCREENS, Screen, go
from tests.browser.steps import CLIENT, add_client, first_sign_in, give_access, set_up

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
    "Owl App",
]
_DATA = re.compile(
    "|".join(
        (
            r'<a href="http://localhost:\d+/portal">|</a>',
            r"\S+@(demo\.example|example\.org)",
            r"https?://localhost:\d+\S*",
            r"\(?\d{3}\)? \d{3}-\d{4}",
            r"[A-Z][a-z]+ \d{1,2}, \d{4}",
            r"\d+ (Acorn Lane|Moonlight Road|Hollow Tree Way|Barn Street)|Owlton|ON|K1A 0B1|Canada",
            r"The Night Owl (Practice|Portal) \(demo\)|Maple Street Therapy",
            r"Welcome\. Sign in to see your details and what is next\.",
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


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_every_text_of_a_screen_is_translated(visitor: Callable[..., Person], screen: Screen) -> None:
    somebody = visitor(language=PSEUDO)
    go(somebody, screen)
    assert _unsaid(somebody) == []


def test_everything_from_the_set_up_to_the_first_letter_is_translated(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana = person(language=PSEUDO), person(language=PSEUDO)
    olivia.open("/set-up")
    assert _unsaid(olivia) == []
    set_up(olivia, house)
    assert _unsaid(olivia) == []
    olivia.open("/home")
    olivia.sees(olivia.t("Add the first client"))
    assert _unsaid(olivia) == []
    olivia.open("/settings/mail")
    expect(olivia.link("Read").first).to_be_visible()
    assert _unsaid(olivia) == []
    olivia.open("/clients")
    add_client(olivia, "Ana", "Roy", CLIENT)
    assert _unsaid(olivia) == []
    first_sign_in(ana, give_access(olivia))
    confirmation = house.letter(CLIENT)
    ana.page.goto(confirmation.link)
    ana.page.get_by_role("button", name="Confirm my email address").click()
    expect(ana.page).to_have_url(re.compile("/portal/account$"))
    ana.open("/portal/forgot")
    ana.write(Email_address=CLIENT)
    ana.press("Send me a link")
    for letter in (confirmation, house.letter(CLIENT, number=2)):
        assert [text for text in (letter.subject, *letter.text.splitlines()) if _outside(text)] == []
        html = re.sub(r"<style>.*?</style>|<[^>]+>", "\n", letter.html, flags=re.DOTALL)
        assert [line for line in html.splitlines() if _outside(line)] == []


def test_everything_on_the_slip_is_translated() -> None:
    slip = Slip("Maple Street Therapy", "", "Ana Roy", CLIENT, "http://localhost:3000/portal", 7, PSEUDO)
    page = PdfReader(BytesIO(render(slip=slip, password="abcd-efgh-jkmn-pqrs"))).pages[0]
    assert _outside(" ".join(page.extract_text().split())) == ""


def _unsaid(somebody: Person) -> list[str]:
    texts = somebody.page.evaluate(_COLLECT)
    return sorted({text.strip() for text in texts if _outside(text)})


def _outside(text: str) -> str:
    """What of the text is neither in brackets nor data."""
    if _ZONE.fullmatch(text.strip()):
        return ""
    while (unsaid := _SAID.sub("", text)) != text:
        text = unsaid
    return _DATA.sub("", text).strip(" \n\t·,–—:<>|")
