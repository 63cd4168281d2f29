"""The QR code of the Client Portal URL, which is public anyway."""

from functools import lru_cache
from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import Response

from owl_app.services.practice import portal_url


async def portal_qr(request: Request) -> Response:
    """The code as SVG, dark on white so that every camera reads it."""
    return Response(_drawn(portal_url()), media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _drawn(url: str) -> bytes:
    """Drawn once: that takes 80 ms, and anybody may ask as often as they like."""
    out = BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=3, scale=8, dark="#17211c", light="#ffffff")
    return out.getvalue()
