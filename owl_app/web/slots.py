"""What the server fills into prerendered pages: the practice's words, the flash, and what a page alone needs."""

from html import escape
from typing import Any

from starlette.requests import Request

from owl_app.errors import OwlError
from owl_app.i18n import t
from owl_app.security.tokens import hash_token
from owl_app.services import sign_ups, verifications
from owl_app.services.practice import Welcome
from owl_app.web import cookies, session
from owl_app.web.routes import CHECK_MAIL, CREATE_ACCOUNT, LOGIN, PORTAL_SIGN_IN, VERIFY, Page

_WHY = {
    "ended": lambda: t("You were signed out. Please sign in again."),
    "closed": sign_ups.not_allowed,
}


async def filled_in(request: Request, page: Page, words: Welcome) -> tuple[dict[str, str], dict[str, str]]:
    """The text of each slot, as HTML, and the value of each kept field."""
    flash = cookies.flash(request.headers)
    texts, kept = _common(request, page, words, flash), _kept(flash)
    own_texts, own_kept = await _own(request, page)
    texts |= own_texts
    return {name: escape(text).replace("\n", "<br>") for name, text in texts.items()}, own_kept | kept


def _common(request: Request, page: Page, words: Welcome, flash: dict[str, Any]) -> dict[str, str]:
    why = _WHY.get(request.query_params.get("why", ""))
    sentence = str(flash.get("say") or (why() if why else ""))
    texts = {
        "practice-name": words.practice_name if page.sign_in == LOGIN else words.name_for_clients,
        "welcome": words.welcome,
        "support": words.support_contact,
        f"flash-{flash.get('tone', 'info')}": sentence,
    }
    if page.route == PORTAL_SIGN_IN and words.allows_sign_up:
        texts["create-account"] = t("Create Account")
    errors = flash.get("errors")
    if isinstance(errors, dict):
        texts |= {f"error-{field}": str(text) for field, text in errors.items()}
    return texts


def _kept(flash: dict[str, Any]) -> dict[str, str]:
    kept = flash.get("keep")
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


async def _own(request: Request, page: Page) -> tuple[dict[str, str], dict[str, str]]:
    """What one page alone shows and keeps."""
    browser = cookies.sign_up_token(request.headers)
    browser_hash = hash_token(browser) if browser else ""
    if page.route == CREATE_ACCOUNT:
        offer = await session.read("", sign_ups.get_offer)
        return {"terms": offer.terms}, {"terms_version": offer.terms_version}
    if page.route == CHECK_MAIL:
        address = await session.read("", sign_ups.address_of, browser_hash=browser_hash)
        return {"address": address}, {"email": address}
    if page.route == VERIFY and await _is_known(request, browser_hash):
        return {"known": t("Press the button, and you are in.")}, {}
    return {}, {}


async def _is_known(request: Request, browser_hash: str) -> bool:
    try:
        claim = await session.read(
            cookies.sign_in_hash(request.headers),
            verifications.claim_by_link,
            token=cookies.link_token(request.headers),
            browser_hash=browser_hash,
        )
    except OwlError:
        return False
    return claim.is_known
