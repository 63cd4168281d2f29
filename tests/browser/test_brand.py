"""The practice's own look: a colour that can be read, a logo, and the name clients know it by."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.house import KINDS, House
from tests.browser.person import PHONE, Person
from tests.browser.steps import client_with_access, set_up
from tests.browser.test_accessibility import has_no_faults

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_the_portal_wears_the_practices_colour_logo_and_name(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    client_with_access(olivia, ana, house)
    expect(_owl(ana)).to_be_visible()
    olivia.open("/settings/portal")
    olivia.write(Portal_display_name="Maple & Friends", Accent_colour="#ffe680")
    olivia.sees("#ffe680 is too pale to read; we use #8c7500.")
    olivia.shot("1-too-pale")
    olivia.press("Save")
    olivia.sees("Saved.")
    _wears(olivia, "#8c7500")
    _wears(ana, "#8c7500")

    _choose(olivia, "logo.svg", "image/svg+xml", SVG)
    olivia.press("Save the logo")
    olivia.sees("An SVG can hold a program, so we do not take it. Save the logo as PNG.")
    expect(olivia.field("Picture")).to_be_focused()
    olivia.shot("2-svg-refused")
    _choose(olivia, "logo.png", "image/png", _logo())
    expect(olivia.page.get_by_role("img", name="The logo")).to_be_visible()
    olivia.press("Save the logo")
    olivia.sees("Saved. It is on every page now.")
    olivia.shot("3-logo")

    expect(_logo_of(ana)).to_be_visible()
    ana.sees("Maple & Friends")
    ana.shot("4-my-account")
    newcomer = person(width=PHONE)
    newcomer.open("/portal")
    newcomer.sees("Maple & Friends")
    _wears(newcomer, "#8c7500")
    assert _logo_of(newcomer).evaluate("logo => getComputedStyle(logo).backgroundImage").startswith('url("http')
    assert newcomer.page.evaluate(_SHIFTED) == 0
    newcomer.shot("5-portal")
    newcomer.page.emulate_media(color_scheme="dark")
    _wears(newcomer, "#ffe680")
    newcomer.shot("6-portal-dark")

    olivia.press("Remove")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    olivia.sees("The logo is removed.")
    expect(_owl(ana)).to_be_visible()


def test_what_is_no_logo_gets_a_sentence_and_nothing_is_lost(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/settings/portal")
    olivia.write(Welcome_text="Still being written")
    olivia.press("Save the logo")
    olivia.sees("Choose a picture first.")
    _choose(olivia, "large.png", "image/png", b"x" * 3_000_000)
    olivia.sees("This file is too large. Choose one of at most 2 MB.")
    expect(olivia.field("Picture")).to_have_value("")
    for name, content, sentence in (
        ("logo.png", b"Only called so", "This is not a PNG, JPEG or WebP picture."),
        ("logo.png", _logo()[:60], "This picture is damaged or incomplete. Save it anew and try again."),
    ):
        _choose(olivia, name, "image/png", content)
        olivia.press("Save the logo")
        olivia.sees(sentence)
    expect(olivia.field("Welcome text")).to_have_value("Still being written")


def test_a_file_of_40_megabytes_past_the_page_gets_its_sentence_too(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/settings/portal")
    expect(olivia.field("Picture")).to_be_visible()
    _choose(olivia, "logo.png", "image/png", _logo())
    olivia.page.evaluate(_SEND_40_MEGABYTES)
    olivia.press("Save the logo")
    olivia.sees("This file is too large. Choose one of at most 2 MB.")
    expect(olivia.page.get_by_text("The server could not be reached.")).to_be_hidden()


@pytest.mark.parametrize("accent", ["#ffe680", "#000033", "#ff00aa", "#808080"])
@pytest.mark.parametrize("house", KINDS[:1], indirect=True)
def test_axe_finds_nothing_whatever_the_accent_is(house: House, person: Callable[..., Person], accent: str) -> None:
    olivia = person()
    record = client_with_access(olivia, person(), house)
    olivia.open("/settings/portal")
    olivia.write(Accent_colour=accent)
    olivia.press("Save")
    olivia.sees("Saved.")
    has_no_faults(olivia)
    olivia.page.goto(record)
    expect(olivia.heading("Ana Roy", said=True)).to_be_visible()
    has_no_faults(olivia)
    for path in ("/clients", "/settings/practice"):
        olivia.open(path)
        expect(olivia.page.get_by_role("heading", level=1)).to_be_visible()
        has_no_faults(olivia)
    stranger = person()
    stranger.open("/portal")
    has_no_faults(stranger)


def test_the_second_of_two_who_save_settings_is_told(house: House, person: Callable[..., Person]) -> None:
    olivia, adam = person(), person()
    set_up(olivia, house)
    house.add_owner("Adam Perch", "adam@example.org", "copper kettle morning 5")
    adam.open("/login")
    adam.write(Email_address="adam@example.org", Password="copper kettle morning 5")
    adam.press("Sign in")
    adam.is_at("/home")
    for somebody in (olivia, adam):
        somebody.open("/settings/practice")
        expect(somebody.field("Name of the practice")).to_have_value("Maple Street Therapy")
    olivia.write(City="Halifax")
    olivia.press("Save")
    olivia.sees("Saved.")
    adam.write(City="Montréal")
    adam.press("Save")
    adam.sees("Somebody else changed this since you opened it.")
    expect(adam.field("City")).to_have_value("Montréal")
    adam.shot("told")


def test_how_the_practice_writes_shows_at_once(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person()
    record = client_with_access(olivia, ana, house)
    olivia.page.goto(f"{record}/edit")
    olivia.write(Phone="416 555 0134", Date_of_birth="1990-04-23")
    olivia.button("Save").last.click()
    olivia.sees("Saved.")
    ana.sees("(416) 555-0134")
    ana.sees("April 23, 1990")
    olivia.open("/settings/practice")
    olivia.field("Dates and phone numbers").select_option(label="English (United Kingdom)")
    olivia.press("Save")
    olivia.sees("Saved.")
    ana.sees("+1 416-555-0134")
    ana.sees("23 April 1990")


_SHIFTED = """() => new Promise((resolve) => {
  let shifted = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) shifted += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(shifted)));
})"""
_SEND_40_MEGABYTES = """() => {
  const send = window.fetch;
  const body = new Blob([new Uint8Array(40 * 1024 * 1024)]);
  window.fetch = (address, options) => send(address, { ...options, body });
}"""


def _logo() -> bytes:
    image = Image.new("RGBA", (640, 160), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 150, 150), fill=(60, 30, 110, 255))
    ImageDraw.Draw(image).rectangle((180, 55, 620, 105), fill=(60, 30, 110, 255))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _choose(somebody: Person, name: str, kind: str, content: bytes) -> None:
    somebody.field("Picture").set_input_files(FilePayload(name=name, mimeType=kind, buffer=content))


def _wears(somebody: Person, accent: str) -> None:
    expect(somebody.page.locator("html")).to_have_css("--accent", re.compile(accent))


def _logo_of(somebody: Person) -> Locator:
    return somebody.page.locator(".brand-logo:visible").first


def _owl(somebody: Person) -> Locator:
    return somebody.page.locator(".brand-owl:visible").first
