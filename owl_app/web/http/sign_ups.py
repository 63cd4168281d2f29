"""Create Account, and proving the address of what was created by link or code."""

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from owl_app.choices import LOCALE
from owl_app.config import get_settings
from owl_app.errors import Invalid, NotAllowed
from owl_app.i18n import localised, t
from owl_app.security.proof_of_work import check_proof, new_challenge
from owl_app.security.tokens import hash_token, new_token
from owl_app.services import sign_ups, verifications
from owl_app.services.access import ViewerKind
from owl_app.services.email_changes import NewEmailForm
from owl_app.services.sign_ins import Opened
from owl_app.services.sign_ups import SignUpForm
from owl_app.services.verifications import Claim
from owl_app.web import cookies, session
from owl_app.web.http import answer
from owl_app.web.routes import CHECK_MAIL, CREATE_ACCOUNT, PORTAL_ACCOUNT, VERIFY

_KEPT = ("first_name", "last_name", "email", "phone", "date_of_birth")
_BAIT = "website"
"""A field that people do not see; whoever fills it in is none."""


async def challenge(request: Request) -> Response:
    """The work for one form."""
    offer = await session.read("", sign_ups.get_offer)
    found = new_challenge(get_settings().key) if offer.allowed else {}
    return JSONResponse(found, 200 if found else 404, headers={"Cache-Control": "no-store"})


@answer.for_page(CREATE_ACCOUNT, *_KEPT)
async def sign_up(request: Request) -> Response:
    """Keep what was typed and say to look for a letter, whether or not the address has an account already."""
    form, proof = await _read(request)
    browser = new_token()
    if form is not None:
        # Counted first: judging a password takes long, and would else cost who asks for it nothing.
        await session.act("", sign_ups.count, form=form, address=answer.client_address(request), proof=proof)
        await session.refuse_weak(form.password, form.about)
        sign_up_id = await session.act(
            "",
            sign_ups.ask,
            form=form,
            password_hash=await session.hashed(form.password),
            browser_hash=hash_token(browser),
            language=answer.language_of_form(request),
        )
        return _to_check_mail(request, browser, BackgroundTask(session.act, "", sign_ups.settle, sign_up_id=sign_up_id))
    return _to_check_mail(request, browser, None)


@answer.for_page(CHECK_MAIL)
async def correct_address(request: Request) -> Response:
    """The address was mistyped: the same sign-up with another one."""
    browser = cookies.sign_up_token(request.headers)
    form = NewEmailForm.read(await answer.fields_of(request, "email"))
    correction = await session.act(
        "",
        sign_ups.correct_address,
        browser_hash=_hash(browser),
        form=form,
        address=answer.client_address(request),
    )
    return _to_check_mail(request, browser, BackgroundTask(session.act, "", sign_ups.take_place, correction=correction))


@answer.for_page(CHECK_MAIL)
async def send_again(request: Request) -> Response:
    """Another letter; the one before is good no more."""
    browser_hash = _hash(cookies.sign_up_token(request.headers))
    sign_up_id = await session.act("", sign_ups.count_letter, browser_hash=browser_hash)
    response = answer.see_other(request, CHECK_MAIL)
    response.background = BackgroundTask(session.act, "", sign_ups.send_again, sign_up_id=sign_up_id)
    cookies.set_flash(response, say=t("Another letter is on its way. Only the newest one counts."), tone="success")
    return response


@answer.for_page(VERIFY)
async def verify(request: Request) -> Response:
    """Use the link: the button was pressed, by whoever knows the password or has the browser."""
    claim = await session.read(
        answer.who(request),
        verifications.claim_by_link,
        token=cookies.link_token(request.headers),
        browser_hash=_hash(cookies.sign_up_token(request.headers)),
    )
    if not claim.is_known:
        await _must_know_the_password(request, claim)
    return await _signed_in(request, claim)


@answer.for_page(CHECK_MAIL)
async def verify_code(request: Request) -> Response:
    """Use the code, in the browser of the sign-up."""
    return await _signed_in(request, await _claim_by_code(request))


@answer.for_fetch
async def verify_own_code(request: Request) -> Response:
    """Use the code, where the account is signed in."""
    await answer.must_be(request, frozenset({ViewerKind.UNVERIFIED}))
    opened = await _verified(request, await _claim_by_code(request))
    response = answer.done(location=localised(PORTAL_ACCOUNT, answer.language_of_form(request)))
    cookies.set_sign_in(response, opened.token, opened.device_token)
    return response


async def _read(request: Request) -> tuple[SignUpForm | None, str]:
    """The form and what its proof of work was done for; no form for whoever took the bait.

    Raises:
        NotAllowed, Invalid, Conflict: nobody creates accounts here, or not like this.
    """
    typed = await answer.fields_of(request, *SignUpForm.model_fields, "terms_version", "proof", _BAIT)
    offer = await session.read("", sign_ups.get_offer)
    if not offer.allowed:
        raise NotAllowed(sign_ups.not_allowed())
    proof, bait, version = typed.pop("proof"), typed.pop(_BAIT), typed.pop("terms_version")
    typed["terms"] = version if typed["terms"] else ""
    form = SignUpForm.read(typed, locale=offer.locale or LOCALE)
    if form.terms != offer.terms_version:
        raise Invalid({"terms": t("Please read the terms and agree to them.")})
    if bait:
        return None, ""
    return form, check_proof(get_settings().key, proof)


def _to_check_mail(request: Request, browser: str, rest: BackgroundTask | None) -> Response:
    """The same page for everybody; the rest is done after the answer, whose time then tells nothing."""
    response = answer.see_other(request, CHECK_MAIL)
    cookies.set_sign_up(response, browser)
    cookies.clear_flash(response)
    response.background = rest
    return response


async def _claim_by_code(request: Request) -> Claim:
    browser_hash = _hash(cookies.sign_up_token(request.headers))
    typed = await answer.fields_of(request, "code")
    await session.act(
        answer.who(request),
        verifications.count_code,
        browser_hash=browser_hash,
        address=answer.client_address(request),
    )
    return await session.read(
        answer.who(request), verifications.claim_by_code, code=typed["code"][:40], browser_hash=browser_hash
    )


async def _must_know_the_password(request: Request, claim: Claim) -> None:
    typed = await answer.fields_of(request, "password")
    await session.act("", verifications.count_password, claim=claim)
    if not await session.fits(typed["password"], claim.password_hash):
        raise Invalid({"password": t("This is not the password that was chosen with the account.")})


async def _verified(request: Request, claim: Claim) -> Opened:
    return await session.act(
        answer.who(request),
        verifications.verify,
        claim=claim,
        device=answer.device_of(request),
        device_token=cookies.device_token(request.headers),
    )


async def _signed_in(request: Request, claim: Claim) -> Response:
    response = answer.signed_in(request, await _verified(request, claim))
    cookies.clear_link(response)
    cookies.clear_sign_up(response)
    return response


def _hash(token: str) -> str:
    return hash_token(token) if token else ""
