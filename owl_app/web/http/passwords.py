"""Forgotten, first and changed passwords, and the links in letters: opening one never uses it up."""

import re

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from owl_app.errors import Invalid, OwlError
from owl_app.i18n import localised, speaking, t
from owl_app.models import Area, LinkPurpose
from owl_app.services import invitations, links, passwords, sign_ins
from owl_app.services.access import SIGNED_IN, ViewerKind
from owl_app.web import cookies, session
from owl_app.web.http import answer
from owl_app.web.http.sign_in import SIGN_IN_PAGE, area_of
from owl_app.web.routes import (
    CHANGED_PASSWORD,
    CONFIRM_EMAIL,
    FIRST_PASSWORD,
    INVITATION,
    NEW_EMAIL,
    NEW_PASSWORD,
    PORTAL_FORGOT,
    PORTAL_SECURITY,
    PORTAL_SIGN_IN,
    STAFF_ACCOUNT,
    STAFF_FORGOT,
    VERIFY,
    home_of,
)

FORGOT_PAGE = {Area.STAFF: STAFF_FORGOT, Area.PORTAL: PORTAL_FORGOT}
LINK_PAGE = {
    LinkPurpose.RESET: NEW_PASSWORD,
    LinkPurpose.CONFIRM_EMAIL: CONFIRM_EMAIL,
    LinkPurpose.CHANGE_EMAIL: NEW_EMAIL,
    LinkPurpose.INVITATION: INVITATION,
    LinkPurpose.VERIFY: VERIFY,
}


@answer.for_page(PORTAL_FORGOT, "email")
async def forgot(request: Request) -> Response:
    """The same calm answer at once, whether or not the account exists; the work is done after it is sent."""
    area = area_of(request)
    typed = await answer.fields_of(request, "email")
    response = answer.see_other(request, FORGOT_PAGE[area])
    try:
        await session.act("", passwords.count_reset, address=answer.client_address(request))
    except OwlError as error:
        return answer.sent_back(request, FORGOT_PAGE[area], error, typed)
    sentence = t("If this address can be used to choose a new password, a letter is on its way to it.")
    cookies.set_flash(response, say=sentence, tone="success", sent=True)
    language = answer.language_of_form(request)
    response.background = BackgroundTask(_ask_reset, area, typed["email"].strip()[:320], language)
    return response


async def _ask_reset(area: Area, email: str, language: str) -> None:
    with speaking(language):
        await session.act("", passwords.ask_reset, area=area, email=email)


_TOKEN = re.compile("[0-9a-f]{64}")


async def open_link(request: Request) -> Response:
    """Carry the token into a cookie and show the page with the button; mail scanners may open this as they like."""
    token = request.path_params["token"]
    token = token if _TOKEN.fullmatch(token) else ""
    purpose = await session.read("", links.purpose_of, token=token)
    if purpose is not None:
        await session.act("", links.note_opened, token=token)
    response = answer.see_other(request, LINK_PAGE[purpose or LinkPurpose.RESET])
    cookies.set_link(response, token)
    cookies.clear_flash(response)
    return response


@answer.for_page(NEW_PASSWORD)
async def new_password(request: Request) -> Response:
    """Use a reset link: the button was pressed."""
    token = cookies.link_token(request.headers)
    typed = await answer.fields_of(request, "password")
    account = await session.read("", passwords.check_link, token=token, purpose=LinkPurpose.RESET)
    await session.refuse_weak(typed["password"], account.about)
    password_hash = await session.hashed(typed["password"])
    await session.act("", passwords.use_reset_link, token=token, password_hash=password_hash)
    response = answer.see_other(request, SIGN_IN_PAGE[account.area])
    cookies.clear_link(response)
    cookies.clear_sign_in(response)
    cookies.set_flash(
        response,
        say=t("Your new password is set. Sign in with it now."),
        tone="success",
        keep={"email": account.email},
    )
    return response


@answer.for_page(INVITATION)
async def accept_invitation(request: Request) -> Response:
    """Use an invitation: the password is chosen, and its owner is signed in."""
    token = cookies.link_token(request.headers)
    typed = await answer.fields_of(request, "password")
    account = await session.read("", invitations.check, token=token)
    await session.refuse_weak(typed["password"], account.about)
    opened = await session.act(
        "",
        invitations.accept,
        token=token,
        password_hash=await session.hashed(typed["password"]),
        device=answer.device_of(request),
        device_token=cookies.device_token(request.headers),
    )
    await session.act(answer.who(request), sign_ins.sign_out)  # what this browser was signed in to before
    response = answer.signed_in(request, opened)
    cookies.clear_link(response)
    return response


@answer.for_page(FIRST_PASSWORD)
async def first_password(request: Request) -> Response:
    """Replace the starter password; whoever signed in with it need not type it again."""
    await answer.must_be(request, frozenset({ViewerKind.MUST_CHANGE_PASSWORD}))
    typed = await answer.fields_of(request, "password")
    account = await session.read(answer.who(request), passwords.own_account)
    await session.refuse_weak(typed["password"], account.about)
    if await session.fits(typed["password"], account.password_hash):
        raise Invalid({"password": t("Choose a password of your own, not the starter password.")})
    opened = await session.act(
        answer.who(request),
        passwords.change,
        old_hash=account.password_hash,
        password_hash=await session.hashed(typed["password"]),
        device=answer.device_of(request),
        device_token=cookies.device_token(request.headers),
    )
    return answer.signed_in(request, opened)


@answer.for_fetch
async def change_password(request: Request) -> Response:
    """Change one's own password; every other device is signed out.

    This one gets a new sign-in too, in case somebody has a copy of its cookie, and so has to load the page anew.
    """
    viewer = await answer.must_be(request, SIGNED_IN - {ViewerKind.MUST_CHANGE_PASSWORD})
    typed = await answer.fields_of(request, "current", "password")
    account = await session.act(answer.who(request), passwords.count_change)
    if not await session.fits(typed["current"], account.password_hash):
        raise Invalid({"current": t("This is not your current password.")})
    await session.refuse_weak(typed["password"], account.about)
    opened = await session.act(
        answer.who(request),
        passwords.change,
        old_hash=account.password_hash,
        password_hash=await session.hashed(typed["password"]),
        device=answer.device_of(request),
        device_token=cookies.device_token(request.headers),
    )
    page = STAFF_ACCOUNT if viewer.is_staff else PORTAL_SECURITY
    response = answer.done(location=localised(f"{page}?{CHANGED_PASSWORD}", answer.language_of_form(request)))
    cookies.set_sign_in(response, opened.token, opened.device_token)
    return response


@answer.for_page(CONFIRM_EMAIL)
async def confirm_email(request: Request) -> Response:
    """Use a confirmation link: the button was pressed, by the account it belongs to."""
    viewer = await session.viewer_of(answer.who(request))
    if viewer.kind not in SIGNED_IN:
        response = answer.see_other(request, PORTAL_SIGN_IN)
        cookies.set_flash(response, say=t("Please sign in first, then open the link in the letter again."), tone="info")
        return response
    await session.act(answer.who(request), passwords.confirm_email, token=cookies.link_token(request.headers))
    response = answer.see_other(request, home_of(viewer.kind))
    cookies.clear_link(response)
    return response
