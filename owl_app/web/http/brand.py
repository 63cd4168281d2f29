"""The practice's look: the style sheet with its accent and logo, the logo itself, and sending a new one."""

import re
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from owl_app.colours import readable
from owl_app.documents import picture as pictures
from owl_app.errors import NotFound
from owl_app.i18n import t
from owl_app.services import logos
from owl_app.services.access import OWNER_ADMIN
from owl_app.services.logos import Brand
from owl_app.web import answers, session
from owl_app.web.http import answer

_ASK_FIRST = "no-cache"
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_PLATE_LIGHT, _PLATE_DARK = "#f5f2ec", "#2c2823"


async def stylesheet(request: Request) -> Response:
    """Small, and asked for anew with every page: `If-None-Match` mostly answers it."""
    brand, content = await session.read("", logos.get_look)
    style = _style(brand, await session.rendered(pictures.plates, content=content) if content else None)
    etag = f'"{sha256(style.encode()).hexdigest()[:16]}"'
    headers = {"Cache-Control": _ASK_FIRST, "ETag": etag}
    if request.headers.get("if-none-match", "").removeprefix("W/") == etag:
        return Response(status_code=304, headers=headers)
    return Response(style, media_type="text/css", headers=headers)


def _style(brand: Brand, plates: pictures.Plates | None) -> str:
    """Only colours that we computed, and numbers and digits of our own, get in here."""
    rules = []
    if brand.accent:
        accent = readable(brand.accent)
        rules += [
            f":root{{--accent:{accent.light};--on-accent:{accent.on_light}}}",
            f".dark{{--accent:{accent.dark};--on-accent:{accent.on_dark}}}",
        ]
    if plates is not None:
        ratio = brand.logo_width / brand.logo_height
        rules += [
            f':root{{--logo:url("{brand.logo_address}");--logo-ratio:{ratio:.4f}}}',
            f":root{{--logo-plate-light:{_PLATE_DARK if plates.light else 'transparent'}}}",
            f":root{{--logo-plate-dark:{_PLATE_LIGHT if plates.dark else 'transparent'}}}",
            ":root{--brand-flow:column;--brand-align:flex-start;--brand-gap:0.875rem}",
            ".brand-owl{display:none}.brand-logo{display:block}",
        ]
    return "\n".join(rules) + "\n"


_SHA = re.compile("[0-9a-f]{64}")


async def picture(request: Request) -> Response:
    """The logo, which keeps its address for as long as it stays the same."""
    sha = request.path_params["sha"]
    try:
        content = await session.read("", logos.get_logo, sha256=sha if _SHA.fullmatch(sha) else "")
    except NotFound:
        return answers.not_found()
    return Response(content, media_type="image/png", headers={"Cache-Control": _FOR_A_YEAR})


@answer.for_fetch
async def set_logo(request: Request) -> Response:
    """A new logo, sent as it is; looked at only when it comes from somebody who may set it."""
    await answer.must_be(request, OWNER_ADMIN)
    content = await answer.file_of(request, pictures.LARGEST_FILE)
    drawn = await session.rendered(pictures.render, content=content)
    await session.act(answer.who(request), logos.set_logo, picture=drawn)
    return answer.done(message=t("Saved. It is on every page now."))
