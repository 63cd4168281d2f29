"""The accent colour: what is read as a colour, and which shade of it people can read."""

import re
from colorsys import hsv_to_rgb
from pathlib import Path

import pytest
from coloraide import Color

from owl_app import colours
from owl_app.colours import parse, readable

TOKENS = Path(__file__).parents[1] / "assets" / "styles" / "tokens.css"
EVERY_HUE = [
    "#" + "".join(f"{round(part * 255):02x}" for part in hsv_to_rgb(hue / 12, saturation, value))
    for hue in range(12)
    for saturation in (0.1, 0.5, 1)
    for value in (0.2, 0.6, 1)
]


def contrast(first: str, second: str) -> float:
    return Color(first).contrast(second)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("#2B6A4D", "#2b6a4d"), ("2b6a4d", "#2b6a4d"), (" #fe8 ", "#ffee88"), ("#000000", "#000000")],
)
def test_a_colour_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert parse(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "green",
        "#12345",
        "#1234567",
        "#ggg",
        "rgb(1,2,3)",
        "#fff;}body{display:none",
        "٣٣٣",
        "url(x)",
        "#fff/**/",
    ],
)
def test_nothing_else_is_a_colour(typed: str) -> None:
    assert parse(typed) is None


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#7a2e8e").light == "#7a2e8e"
    assert readable("#ff69b4").dark == "#ff69b4"


def test_a_pale_colour_becomes_its_nearest_dark_shade_in_light() -> None:
    accent = readable("#ffe680")
    assert (accent.light, accent.on_light) == ("#8c7500", "#ffffff")
    assert accent.dark == "#ffe680"


def test_a_dark_colour_becomes_its_nearest_pale_shade_in_dark() -> None:
    accent = readable("#000080")
    assert accent.light == "#000080"
    assert accent.dark == "#4a7ef5"


def test_white_and_black_become_grey_where_they_could_not_be_seen() -> None:
    assert readable("#ffffff").light == "#767676"
    assert readable("#000000").dark == "#848484"


def test_nothing_is_the_own_green() -> None:
    assert readable("") == colours.OWN


@pytest.mark.parametrize("typed", EVERY_HUE)
def test_every_colour_ends_up_readable_in_light_and_in_dark(typed: str) -> None:
    accent = readable(typed)
    assert contrast(accent.light, "#ffffff") >= 4.5
    assert contrast(accent.on_light, accent.light) >= 4.5
    assert contrast(accent.dark, "#1f1c18") >= 4.5
    assert contrast(accent.on_dark, accent.dark) >= 4.5
    assert all(parse(shade) == shade for shade in (accent.light, accent.on_light, accent.dark, accent.on_dark))


@pytest.mark.parametrize("typed", [colour for colour in EVERY_HUE if Color(colour).convert("oklch")["chroma"] > 0.1])
def test_the_shade_has_the_hue_that_was_chosen(typed: str) -> None:
    hue = Color(typed).convert("oklch")["hue"]
    for shade in (readable(typed).light, readable(typed).dark):
        away = abs(Color(shade).convert("oklch")["hue"] - hue)
        assert min(away, 360 - away) < 6


def test_the_surfaces_and_the_own_green_are_those_of_the_tokens() -> None:
    tokens = TOKENS.read_text()
    assert re.findall(r"--surface: (#\w{6});", tokens) == [colours.SURFACE_LIGHT, colours.SURFACE_DARK]
    assert re.findall(r"--accent: (#\w{6});", tokens) == [colours.OWN.light, colours.OWN.dark]
    assert re.findall(r"--on-accent: (#\w{6});", tokens) == [colours.OWN.on_light, colours.OWN.on_dark]
