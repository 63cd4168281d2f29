"""A session as a calendar file, for those who come to it."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.errors import NotAllowed, NotFound
from owl_app.i18n import speaking
from owl_app.services import own_appointments
from owl_app.web import answers, session
from owl_app.web.http import answer
from owl_app.web.routes import PORTAL_ACCOUNT


async def session_file(request: Request) -> Response:
    """Kept by no browser; whoever sees no sessions is sent to where they belong."""
    appointment_id = request.path_params["appointment_id"]
    with speaking(answer.language_of_form(request)):
        try:
            file = await session.read(
                answer.who(request), own_appointments.get_calendar_file, appointment_id=appointment_id
            )
        except NotAllowed:
            return answer.see_other(request, PORTAL_ACCOUNT)
        except NotFound:
            return answers.not_found()
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
