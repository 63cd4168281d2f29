"""The QR code of the Client Portal URL, which is public anyway."""

from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import Response

from owl_app.services.practice import portal_url


async def portal_qr(request: Request) -> Response:
    """The code as SVG, dark on white so that every camera reads it."""
    out = BytesIO()
    segno.make(portal_url(), error="m").save(out, kind="svg", border=3, scale=8, dark="#17211c", light="#ffffff")
    return Response(out.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})
