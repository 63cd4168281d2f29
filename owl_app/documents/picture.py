"""Pictures that people send, a logo or a signature: read with care and written anew, so that nothing else remains."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from owl_app.errors import Invalid
from owl_app.i18n import t

LARGEST_FILE = 2 * 1024 * 1024
LARGEST = (640, 240)
"""Points of the picture that is kept."""

_FORMATS = ("PNG", "JPEG", "WEBP")
_MOST_POINTS = 16_000_000
"""Points of the picture that is read: 64 MB in memory, and a second at most."""


@dataclass(frozen=True)
class Picture:
    """A PNG that we wrote ourselves."""

    content: bytes
    sha256: str
    width: int
    height: int


def check_size(size: int, field: str = "logo") -> None:
    """Raises Invalid when there is nothing, or more than we take."""
    if not size:
        raise Invalid({field: t("Choose a picture first.")})
    if size > LARGEST_FILE:
        raise Invalid({field: t("This file is too large. Choose one of at most 2 MB.")})


def render(*, content: bytes, field: str = "logo") -> Picture:
    """The picture as a PNG of at most 640 × 240 points, trimmed, with its transparency, without anything beside it.

    Raises:
        Invalid: it is no picture we take, or it is damaged.
    """
    check_size(len(content), field)
    drawn = _trimmed(_read(content, field), field)
    drawn.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    if clean.getchannel("A").getextrema()[0] == 255:
        clean = clean.convert("RGB")
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    written = out.getvalue()
    return Picture(written, sha256(written).hexdigest(), *clean.size)


@dataclass(frozen=True)
class Plates:
    """Whether the logo needs a plate behind it to be seen, in light and in dark."""

    light: bool
    dark: bool


@lru_cache(maxsize=2)
def plates(content: bytes) -> Plates:
    """A third of what is drawn being as pale, or as dark, as the page is too much to lose."""
    logo = Image.open(BytesIO(content)).convert("LA")
    grey, alpha = logo.split()
    drawn = alpha.point(lambda value: 255 if value > 127 else 0)
    if alpha.getextrema()[0] == 255:
        return Plates(light=False, dark=False)
    histogram = grey.histogram(drawn)
    third = sum(histogram) / 3
    return Plates(light=sum(histogram[205:]) > third, dark=sum(histogram[:80]) > third)


def _read(content: bytes, field: str) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
        if image.width * image.height > _MOST_POINTS:
            raise Image.DecompressionBombError
        image.load()
        return ImageOps.exif_transpose(image).convert("RGBA")
    except Image.DecompressionBombError:
        sentence = t("This picture has too many points. Choose one of at most 4,000 by 4,000.")
    except UnidentifiedImageError:
        sentence = _no_picture(content)
    except (OSError, SyntaxError, ValueError, EOFError):
        sentence = t("This picture is damaged or incomplete. Save it anew and try again.")
    raise Invalid({field: sentence})


def _no_picture(content: bytes) -> str:
    if b"<svg" in content[:4096].lower():
        return t("An SVG can hold a program, so we do not take it. Save the logo as PNG.")
    return t("This is not a PNG, JPEG or WebP picture.")


def _trimmed(image: Image.Image, field: str) -> Image.Image:
    """Without the empty edge around what is drawn."""
    drawn = image.getchannel("A").getbbox()
    if drawn is None:
        raise Invalid({field: t("There is nothing to see in this picture.")})
    return image.crop(drawn)
