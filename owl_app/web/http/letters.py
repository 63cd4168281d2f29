"""A letter that is kept as a file, for those who may read it."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from owl_app.errors import NotAllowed, NotFound
from owl_app.services import mail_log
from owl_app.web import answers, session
from owl_app.web.http import answer
from owl_app.web.routes import SETTINGS_MAIL


async def letter(request: Request) -> Response:
    """Its text with its link, which is in no state and kept by no browser; others are sent to where they belong."""
    letter_id = request.path_params["letter_id"]
    try:
        text = await session.act(answer.who(request), mail_log.read_letter, letter_id=letter_id)
    except NotAllowed:
        return answer.see_other(request, SETTINGS_MAIL)
    except NotFound:
        return answers.not_found()
    return PlainTextResponse(text, headers={"Cache-Control": "no-store"})
