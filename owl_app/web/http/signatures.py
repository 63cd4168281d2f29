"""A therapist's signature: the picture, and sending a new one."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.documents import picture as pictures
from owl_app.errors import OwlError
from owl_app.i18n import t
from owl_app.services import therapist_profiles
from owl_app.services.access import STAFF
from owl_app.web import answers, session
from owl_app.web.http import answer


async def picture(request: Request) -> Response:
    """The signature, for the therapist, and for Owners and Admins."""
    account_id = request.path_params["account_id"]
    try:
        await answer.must_be(request, STAFF)
        content = await session.read(answer.who(request), therapist_profiles.get_signature, account_id=account_id)
    except OwlError:
        return answers.not_found()
    return Response(content, media_type="image/png", headers={"Cache-Control": "no-store"})


@answer.for_fetch
async def set_signature(request: Request) -> Response:
    """A new signature, sent as it is; looked at only when it comes from somebody who may set it."""
    await answer.must_be(request, STAFF)
    account_id = request.path_params["account_id"]
    await session.read(answer.who(request), therapist_profiles.get, account_id=account_id)
    content = await answer.file_of(request, pictures.LARGEST_FILE)
    drawn = await session.rendered(pictures.render, content=content, field="signature")
    await session.act(answer.who(request), therapist_profiles.set_signature, account_id=account_id, picture=drawn)
    return answer.done(message=t("Saved. It is on every receipt from now on."))
