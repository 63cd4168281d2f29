"""Client Portal Settings: the form with the starter password, and the printable access slip."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.documents.access_slip import render
from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.services import portal_access
from owl_app.services.access import STAFF
from owl_app.services.portal_access import PortalAccessForm
from owl_app.web import session
from owl_app.web.http import answer
from owl_app.web.routes import CLIENT_EDIT


@answer.for_fetch
async def give_access(request: Request) -> Response:
    """Save email and starter password; the password goes into its hash and nowhere else."""
    await answer.must_be(request, STAFF)
    client_id = request.path_params["client_id"]
    form = PortalAccessForm.read(await answer.fields_of(request, "email", "password"))
    await session.read(answer.who(request), portal_access.check_starter, client_id=client_id, form=form)
    password_hash = await session.hashed(form.password) if form.password else None
    given = await session.act(
        answer.who(request),
        portal_access.give_access,
        client_id=client_id,
        form=form,
        password_hash=password_hash,
    )
    said = {} if form.password else {"message": t("Saved.")}
    return answer.done(**said, name=given.name, email=given.email, portal_url=given.portal_url, days=given.days)


@answer.for_page(CLIENT_EDIT.replace("[", "{").replace("]", "}"))
async def access_slip(request: Request) -> Response:
    """The slip as PDF, made from the card that is open: its password is checked against the hash and forgotten."""
    await answer.must_be(request, STAFF)
    client_id = request.path_params["client_id"]
    typed = await answer.fields_of(request, "password")
    to_print = await session.read(answer.who(request), portal_access.get_slip, client_id=client_id)
    if not await session.fits(typed["password"], to_print.password_hash):
        raise Conflict(t("The starter password was used or replaced. Set a new one to print a slip."))
    pdf = await session.rendered(render, slip=to_print.slip, password=typed["password"])
    await session.act(answer.who(request), portal_access.note_slip, client_id=client_id)
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="portal-access.pdf"'},
    )
