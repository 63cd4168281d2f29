"""The first form of an installation."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.services import practice
from owl_app.web import session
from owl_app.web.http import answer
from owl_app.web.routes import SET_UP

_KEPT = ("code", "practice_name", "time_zone", "name", "email")


@answer.for_page(SET_UP, *_KEPT)
async def set_up(request: Request) -> Response:
    """Make the practice and its Owner, once; the code from the terminal keeps strangers out."""
    typed = await answer.fields_of(request, *_KEPT, "password")
    await session.act("", practice.count_set_up, address=answer.client_address(request))
    practice.check_set_up_code(typed["code"])
    form = practice.SetUpForm.read(typed)
    password_hash = await session.hashed(form.password)
    opened = await session.act(
        "", practice.set_up, form=form, password_hash=password_hash, device=answer.device_of(request)
    )
    return answer.signed_in(request, opened)
