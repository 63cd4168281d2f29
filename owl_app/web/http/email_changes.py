"""Changing one's own address: asked for with the current password, and proven by the button behind its link."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import Area
from owl_app.services import email_changes, links, passwords
from owl_app.services.access import SIGNED_IN
from owl_app.services.email_changes import NewEmailForm
from owl_app.web import cookies, session
from owl_app.web.http import answer
from owl_app.web.http.sign_in import SIGN_IN_PAGE
from owl_app.web.routes import CHANGED_EMAIL, NEW_EMAIL, PORTAL_SECURITY, STAFF_ACCOUNT


@answer.for_fetch
async def change_email(request: Request) -> Response:
    """Ask for a new address; the old one works until the new one is proven, and the answer is always the same."""
    await answer.must_be(request, email_changes.MAY_CHANGE)
    typed = await answer.fields_of(request, "current", "email")
    form = NewEmailForm.read({"email": typed["email"]})
    account = await session.act(answer.who(request), passwords.count_change)
    if not await session.fits(typed["current"], account.password_hash):
        raise Invalid({"current": t("This is not your current password.")})
    await session.act(answer.who(request), email_changes.ask, form=form, old_hash=account.password_hash)
    return answer.done(message=t("A letter is on its way to {email}.", email=form.email))


@answer.for_page(NEW_EMAIL)
async def new_email(request: Request) -> Response:
    """Use the link: the button was pressed, by the account it belongs to."""
    token = cookies.link_token(request.headers)
    viewer = await session.viewer_of(answer.who(request))
    if viewer.kind not in SIGNED_IN:
        area = await session.read("", links.area_of, token=token)
        response = answer.see_other(request, SIGN_IN_PAGE[area or Area.PORTAL])
        sentence = t("Please sign in with your old address first, then open the link in the letter again.")
        cookies.set_flash(response, say=sentence, tone="info")
        return response
    await session.act(answer.who(request), email_changes.confirm, token=token)
    page = {Area.STAFF: STAFF_ACCOUNT, Area.PORTAL: PORTAL_SECURITY}[viewer.area or Area.PORTAL]
    response = answer.see_other(request, f"{page}?{CHANGED_EMAIL}")
    cookies.clear_link(response)
    return response
