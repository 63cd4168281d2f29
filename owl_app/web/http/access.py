"""Client Portal Settings: one more login, a new starter password, and the printable access slip."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.documents.access_slip import render
from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.services import portal_access
from owl_app.services.access import STAFF
from owl_app.services.portal_access import Done, Given, Holder, NewLoginForm, WayIn
from owl_app.web import session
from owl_app.web.http import answer
from owl_app.web.routes import CLIENT_EDIT


@answer.for_fetch
async def add_login(request: Request) -> Response:
    """Make a login with an invitation or a starter password, or ask whether the one with this address is meant."""
    await answer.must_be(request, STAFF)
    client_id = request.path_params["client_id"]
    form = NewLoginForm.read(await answer.fields_of(request, *NewLoginForm.model_fields))
    await session.act(answer.who(request), portal_access.count_new_login)
    holder = await session.read(answer.who(request), portal_access.check_new_login, client_id=client_id, form=form)
    if holder is not None and form.connect != holder.login_id:
        return answer.question(login=holder.login_id, **_question(holder))
    starter = holder is None and form.way is WayIn.STARTER
    given = await session.act(
        answer.who(request),
        portal_access.add_login,
        client_id=client_id,
        form=form,
        password_hash=await session.hashed(form.password) if starter else None,
    )
    return _done(given)


@answer.for_fetch
async def give_starter(request: Request) -> Response:
    """Give a login a new starter password; it goes into its hash and nowhere else."""
    await answer.must_be(request, STAFF)
    typed = await answer.fields_of(request, "login", "password")
    which = {"client_id": request.path_params["client_id"], "login_id": typed["login"]}
    await session.read(answer.who(request), portal_access.check_starter, **which, password=typed["password"])
    given = await session.act(
        answer.who(request),
        portal_access.give_starter,
        **which,
        password_hash=await session.hashed(typed["password"]),
    )
    return _done(given)


@answer.for_page(CLIENT_EDIT.replace("[", "{").replace("]", "}"))
async def access_slip(request: Request) -> Response:
    """The slip as PDF, made from the card that is open: its password is checked against the hash and forgotten."""
    await answer.must_be(request, STAFF)
    typed = await answer.fields_of(request, "login", "password")
    which = {"client_id": request.path_params["client_id"], "login_id": typed["login"]}
    to_print = await session.read(answer.who(request), portal_access.get_slip, **which)
    if not await session.fits(typed["password"], to_print.password_hash):
        raise Conflict(t("The starter password was used or replaced. Set a new one to print a slip."))
    pdf = await session.rendered(render, slip=to_print.slip, password=typed["password"])
    await session.act(answer.who(request), portal_access.note_slip, **which)
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="portal-access.pdf"'},
    )


def _question(holder: Holder) -> dict[str, str]:
    if not holder.clients:
        return {"text": t("This address belongs to the login of {name}, which is tied to nobody.", name=holder.name)}
    return {
        "text": t(
            "This address belongs to the login of {name}, which sees {clients}.",
            name=holder.name,
            clients=", ".join(holder.clients),
        )
    }


def _done(given: Given) -> Response:
    """The hand-over card stands on `starter`; everything else is said in a sentence."""
    if given.done is Done.STARTER:
        return answer.done(starter=True, login=given.login_id, email=given.email, portal_url=given.portal_url)
    sentence = (
        t("The invitation is on its way to {email}.", email=given.email)
        if given.done is Done.INVITED
        else t("The login of {name} is connected.", name=given.name)
    )
    return answer.done(message=sentence, login=given.login_id)
