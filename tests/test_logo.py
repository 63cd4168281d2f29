"""The logo: what is taken, what is refused with a sentence, and what is left of it."""

import random
import zlib
from io import BytesIO
from struct import pack
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from owl_app.documents.picture import LARGEST_FILE, Plates, plates, render
from owl_app.errors import Invalid

TRANSPARENT = (0, 0, 0, 0)


def drawn(
    colour: object = (120, 40, 140, 255), *, ground: object = TRANSPARENT, size: object = (900, 300)
) -> Image.Image:
    """A bar in the middle of a picture."""
    image = Image.new("RGBA", size, ground)  # type: ignore[arg-type]
    width, height = image.size
    ImageDraw.Draw(image).rectangle((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=colour)  # type: ignore[arg-type]
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        render(content=content)
    return refusal.value.fields["logo"]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "LA"),
        ("PNG", "L"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGBA"),
        ("WEBP", "RGB"),
    ],
)
def test_a_png_jpeg_or_webp_of_any_kind_becomes_a_png(kind: str, mode: str) -> None:
    picture = render(
        content=saved(drawn().convert("L").convert(mode) if mode == "I;16" else drawn().convert(mode), kind)
    )
    kept = opened(picture.content)
    assert kept.format == "PNG"
    assert kept.size == (picture.width, picture.height)
    assert kept.mode in {"RGB", "RGBA"}


def test_a_large_picture_becomes_as_large_as_we_show_it() -> None:
    picture = render(content=saved(drawn(ground=(255, 255, 255, 255), size=(3000, 1000))))
    assert (picture.width, picture.height) == (640, 213)


def test_a_tall_picture_keeps_its_shape() -> None:
    picture = render(content=saved(drawn(ground=(255, 255, 255, 255), size=(200, 800))))
    assert (picture.width, picture.height) == (60, 240)


def test_transparency_stays_and_the_empty_edge_goes() -> None:
    image = drawn(size=(400, 200))
    ImageDraw.Draw(image).ellipse((180, 80, 220, 120), fill=TRANSPARENT)
    picture = render(content=saved(image))
    kept = opened(picture.content)
    assert (picture.width, picture.height) == (201, 101)
    assert kept.getpixel((0, 0)) == (120, 40, 140, 255)
    assert kept.getpixel((100, 50)) == TRANSPARENT


def test_nothing_beside_the_picture_is_kept() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "where we live")
    exif = Image.Exif()
    exif[0x010E] = "where we live"
    for content in (
        saved(drawn(), pnginfo=said, exif=exif, icc_profile=b"where we live" * 20),
        saved(drawn().convert("RGB"), "JPEG", comment="where we live", exif=exif),
        saved(drawn(), "WEBP", exif=exif, xmp=b"where we live"),
    ):
        assert b"where we live" in content
        picture = render(content=content + b"where we live")
        assert b"where we live" not in picture.content
        assert opened(picture.content).info == {}


def test_a_picture_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = render(content=saved(Image.new("RGB", (100, 40), "purple"), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 100)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_kept(kind: str) -> None:
    first, second = Image.new("RGB", (40, 40), (200, 0, 0)), Image.new("RGB", (40, 40), (0, 0, 200))
    content = saved(first, kind, save_all=True, append_images=[second], duration=100, lossless=True)
    kept = opened(render(content=content).content)
    assert kept.getpixel((20, 20)) == (200, 0, 0)
    assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<SVG></SVG>',
    ],
)
def test_an_svg_is_refused_because_it_can_hold_a_program(content: bytes) -> None:
    assert refused(content) == "An SVG can hold a program, so we do not take it. Save the logo as PNG."


@pytest.mark.parametrize(
    "content",
    [b"This is only called logo.png", b"\x00" * 100, b"%PDF-1.7", b"<html>", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refused(content) == "This is not a PNG, JPEG or WebP picture."


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    content = saved(Image.new("RGB", (40, 40), "red"), kind)
    assert refused(content) == "This is not a PNG, JPEG or WebP picture."


def test_nothing_is_refused() -> None:
    assert refused(b"") == "Choose a picture first."


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refused(b"x" * (LARGEST_FILE + 1)) == "This file is too large. Choose one of at most 2 MB."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(kind: str) -> None:
    content = saved(_noise(), kind)
    assert refused(content[: len(content) // 2]) == "This picture is damaged or incomplete. Save it anew and try again."


def test_a_small_file_that_would_fill_the_memory_is_refused() -> None:
    assert refused(_bomb(30_000, 30_000)) == "This picture has too many points. Choose one of at most 4,000 by 4,000."
    assert refused(_bomb(16_000_001, 1)) == "This picture has too many points. Choose one of at most 4,000 by 4,000."


def test_a_png_whose_comment_would_fill_the_memory_is_refused() -> None:
    comment = b"Comment\x00\x00" + zlib.compress(b"x" * 100_000_000, 9)
    content = saved(drawn())
    content = content[:33] + _chunk(b"zTXt", comment) + content[33:]
    assert refused(content) == "This picture is damaged or incomplete. Save it anew and try again."


def test_a_picture_without_anything_in_it_is_refused() -> None:
    assert refused(saved(Image.new("RGBA", (40, 40), TRANSPARENT))) == "There is nothing to see in this picture."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_whatever_is_wrong_with_a_file_it_gets_a_picture_or_a_sentence(kind: str) -> None:
    chance = random.Random(kind)
    content = saved(drawn(size=(60, 40)).convert("RGB"), kind)
    for _ in range(300):
        broken = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            render(content=bytes(broken))
        except Invalid as invalid:
            assert set(invalid.fields) == {"logo"}


@pytest.mark.parametrize(
    ("colour", "ground", "expected"),
    [
        ((30, 30, 60, 255), TRANSPARENT, Plates(light=False, dark=True)),
        ((255, 250, 240, 255), TRANSPARENT, Plates(light=True, dark=False)),
        ((230, 60, 90, 255), TRANSPARENT, Plates(light=False, dark=False)),
        ((30, 30, 60, 255), (255, 255, 255, 255), Plates(light=False, dark=False)),
    ],
    ids=["dark", "pale", "in between", "on a ground of its own"],
)
def test_a_plate_stands_behind_what_could_not_be_seen(colour: object, ground: object, expected: Plates) -> None:
    image = drawn(colour, ground=ground)
    if ground == TRANSPARENT:
        ImageDraw.Draw(image).ellipse((400, 120, 500, 180), fill=TRANSPARENT)
    assert plates(render(content=saved(image)).content) == expected


def _noise() -> Image.Image:
    return Image.effect_noise((200, 100), 80).convert("RGB")


def _bomb(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""
    header = _chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\0" * 100)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))
