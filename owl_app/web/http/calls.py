"""The sockets of video calls, and the drop-in link: it is switched on and off, and opened."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from owl_app.errors import OwlError
from owl_app.services import calls, connection_tests, drop_ins
from owl_app.services.access import STAFF
from owl_app.services.calls import CallRefused, Entry
from owl_app.web import cookies, session
from owl_app.web.calls import protocol, tryout
from owl_app.web.calls.attendants import attendants
from owl_app.web.calls.line import REFUSED, CallLine, refused
from owl_app.web.calls.switchboard import switchboard
from owl_app.web.http import answer


async def join(socket: WebSocket) -> None:
    """The call of a session, for those who are signed in."""
    await _attend(socket, _Signed(cookies.sign_in_hash(socket.headers), socket.path_params["appointment_id"]))


async def drop_in(socket: WebSocket) -> None:
    """The call whose drop-in link this browser has opened."""
    await _attend(socket, _Guest(cookies.drop_in(socket.headers)))


async def try_out(socket: WebSocket) -> None:
    """A socket to test a connection with, for people of the portal: it answers, and lets them try the relay."""
    await socket.accept()
    try:
        await session.act(cookies.sign_in_hash(socket.headers), connection_tests.count)
    except OwlError as error:
        await socket.send_text(protocol.write("refused", message=error.message))
        return await socket.close(REFUSED)
    await tryout.answer(socket)


@answer.for_fetch
async def switch_on(request: Request) -> Response:
    """A new link, which stands in this answer and nowhere else."""
    await answer.must_be(request, STAFF)
    link = await session.act(
        answer.who(request), drop_ins.switch_on, appointment_id=request.path_params["appointment_id"]
    )
    return answer.done(link=link)


@answer.for_fetch
async def switch_off(request: Request) -> Response:
    await answer.must_be(request, STAFF)
    await session.act(answer.who(request), drop_ins.switch_off, appointment_id=request.path_params["appointment_id"])
    return answer.done()


@answer.for_fetch
async def open_link(request: Request) -> Response:
    """The link's token comes in the body, from the part of the address that browsers do not send."""
    typed = await answer.fields_of(request, "token")
    await session.act("", drop_ins.count_try, address=answer.client_address(request))
    kept = await session.read("", drop_ins.open_link, token=typed["token"][:100])
    response = answer.done()
    cookies.set_drop_in(response, kept)
    return response


class _Signed:
    """Asks whether a sign-in belongs to the session."""

    def __init__(self, who: str, appointment_id: str) -> None:
        self._who, self._appointment_id = who, appointment_id

    async def __call__(self) -> Entry:
        return await session.read(self._who, calls.get_entry, appointment_id=self._appointment_id)


class _Guest:
    """Asks whether the link of a browser still works."""

    def __init__(self, kept: str) -> None:
        self._kept = kept

    async def __call__(self) -> Entry:
        return await session.read("", drop_ins.get_guest_entry, kept=self._kept)


async def _attend(socket: WebSocket, look: _Signed | _Guest) -> None:
    await socket.accept()
    try:
        entry = await look()
        with attendants.let_in(entry) as attended:
            line = CallLine(socket, entry, switchboard())
            attended(line, look)
            await line.run()
    except CallRefused as refusal:
        await socket.send_text(protocol.write("refused", **refused(refusal)))
        await socket.close(REFUSED)
