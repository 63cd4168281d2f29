"""Signing in and out."""

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from owl_app.errors import NotFound, OwlError, Throttled
from owl_app.i18n import t
from owl_app.models import Area
from owl_app.services import lock_outs, sign_ins
from owl_app.web import cookies, session
from owl_app.web.http import answer
from owl_app.web.routes import LOGIN, PORTAL_SIGN_IN

SIGN_IN_PAGE = {Area.STAFF: LOGIN, Area.PORTAL: PORTAL_SIGN_IN}


def area_of(request: Request) -> Area:
    """The half of the product in the address.

    Raises:
        NotFound: there is no such half.
    """
    try:
        return Area(request.path_params["area"])
    except ValueError:
        raise NotFound(t("There is no such page.")) from None


@answer.for_page(PORTAL_SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Compare the password outside any transaction; the answer is the same whether or not the account exists."""
    area = area_of(request)
    typed = await answer.fields_of(request, "email", "password")
    try:
        opened = await _open(request, area, typed["email"].strip()[:320], typed["password"])
    except OwlError as error:
        response = answer.sent_back(request, SIGN_IN_PAGE[area], error, {"email": typed["email"][:320]})
        if isinstance(error, Throttled):
            # After the answer, so that its time does not tell whether the account exists.
            response.background = BackgroundTask(_note_lock_out, area, typed["email"].strip()[:320])
        return response
    return answer.signed_in(request, opened)


async def _open(request: Request, area: Area, email: str, password: str) -> sign_ins.Opened:
    attempt = await session.act(
        "",
        sign_ins.count_attempt,
        area=area,
        email=email,
        address=answer.client_address(request),
        device_token=cookies.device_token(request.headers),
    )
    if not await session.fits(password, attempt.password_hash):
        raise NotFound(t("This email address and password do not fit together."))
    upgraded = await session.hashed(password) if sign_ins.should_upgrade(attempt) else None
    return await session.act(
        answer.who(request),
        sign_ins.open_sign_in,
        attempt=attempt,
        device=answer.device_of(request),
        upgraded_hash=upgraded,
    )


async def _note_lock_out(area: Area, email: str) -> None:
    await session.act("", lock_outs.note, area=area, email=email)


@answer.for_page(PORTAL_SIGN_IN)
async def sign_out(request: Request) -> Response:
    """End this browser's sign-in; a full page load, so that its socket goes too."""
    viewer = await session.viewer_of(answer.who(request))
    await session.act(answer.who(request), sign_ins.sign_out)
    response = answer.see_other(request, LOGIN if viewer.area is Area.STAFF else PORTAL_SIGN_IN)
    cookies.clear_sign_in(response)
    cookies.set_flash(response, say=t("You are signed out."), tone="success")
    return response
