"""What somebody hostile tries: each test is an attack, and what must come of it."""

import asyncio
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Message

from owl_app.admin.clients_state import ClientsState
from owl_app.errors import Invalid, NotAllowed, Throttled
from owl_app.i18n import current_language, language_of, speaking
from owl_app.models import Area, ClientAccess, Relationship
from owl_app.security.passwords import check_new_password
from owl_app.security.tokens import hash_token
from owl_app.services import clients, passwords, portal_access, sign_ins
from owl_app.services.clients import NewClientForm
from owl_app.web import cookies, failures, session
from owl_app.web.gate import SocketCap
from owl_app.web.http import Routes
from owl_app.web.live import Live
from owl_app.web.pages import Pages
from tests.cast import Cast, add_client, change_password, give_starter, sign_in
from tests.door import act, change, read, rows, viewer_of


def test_a_therapist_cannot_take_over_a_login_that_is_also_tied_to_a_client_nobody_has_taken(cast: Cast) -> None:
    child = add_client(cast.olivia, "Milo", "Mole", therapist_id=str(cast.thea.account_id))
    give_starter(cast.olivia, child, "milo@post.example")
    tie = rows(ClientAccess, client_id=UUID(child))[0]
    change(ClientAccess, tie.id, account_id=cast.mallory.account_id, relationship=Relationship.PARENT)
    with pytest.raises(NotAllowed):
        give_starter(cast.thea, child, cast.mallory.email)
    with pytest.raises(NotAllowed):
        read(cast.thea, portal_access.get_slip, client_id=child, login_id=cast.mallory.account_id)


def test_no_password_keeps_the_server_busy_while_it_is_judged() -> None:
    started = time.process_time()
    with pytest.raises(Invalid):
        check_new_password("short")
    check_new_password("4@8({[</369&#!1/|0$5+7%2" * 3, about=("Ana Lopez", "ana"))
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "foreign", ['prefs={"dark":true}', "a name=1", "plain", 'open="', "accent=é", "list=a,b c", "owl-other=1; =; ;"]
)
def test_no_cookie_of_a_neighbouring_site_signs_anybody_out(cast: Cast, foreign: str) -> None:
    for header in (f"{foreign}; owl={cast.ana.token}", f"owl={cast.ana.token}; {foreign}"):
        assert cookies.sign_in_token(Headers({"cookie": header})) == cast.ana.token


NEW_CLIENT = NewClientForm(first_name="Nora", last_name="New")
BROKEN_FORMS = {
    "no boundary": ("multipart/form-data", b"x"),
    "no parts": ("multipart/form-data; boundary=x", b"garbage"),
    "a file": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="email"; '
               b'filename="a"\r\n\r\nana\r\n--x--\r\n'),
    "half a letter": ("multipart/form-data; boundary=x; charset=unicode_escape", b"--x\r\nContent-Disposition: "
                      b'form-data; name="password"\r\n\r\n\\ud800\r\n--x--\r\n'),
    "a strange charset": ("multipart/form-data; boundary=x; charset=punycode", b"--x\r\nContent-Disposition: "
                          b'form-data; name="password"\r\n\r\n\\ud800\r\n--x--\r\n'),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
}  # fmt: skip


@pytest.mark.parametrize("form", BROKEN_FORMS.values(), ids=BROKEN_FORMS)
def test_a_form_that_cannot_be_read_is_answered_like_an_empty_one(cast: Cast, form: tuple[str, bytes]) -> None:
    kind, body = form
    answer = http(Routes).post("/auth/portal/sign-in", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["location"]) == (303, "/portal")
    assert "do not fit together" in cookies.flash(Headers({"cookie": answer.headers["set-cookie"]}))["say"]


@pytest.mark.parametrize(
    "flash", [b"[" * 2500, b'{"say": "\\ud800"}', b'{"keep": {"email": "\\ud800"}}', b"5", b'{"errors": 5, "keep": 5}']
)
def test_a_forged_flash_cookie_breaks_no_page(cast: Cast, flash: bytes) -> None:
    cookie = f"owl-flash={urlsafe_b64encode(flash).decode()}"
    assert http(Pages).get("/portal", headers={"Cookie": cookie}).status_code == 200


def test_a_flash_never_grows_beyond_what_a_browser_keeps() -> None:
    response = Response()
    cookies.set_flash(response, say="Too long.", keep={"name": "🦉" * 20_000})
    assert len(response.headers["set-cookie"]) < 4096
    assert cookies.flash(Headers({"cookie": response.headers["set-cookie"]}))["say"] == "Too long."


def test_the_qr_code_is_drawn_once_however_often_it_is_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = http(Routes)
    drawn = client.get("/portal-qr.svg").content
    monkeypatch.delattr("segno.make")
    assert client.get("/portal-qr.svg").content == drawn


async def test_one_address_cannot_fill_the_memory_by_opening_sockets_one_after_another() -> None:
    async def accept(scope: object, receive: object, send: Any) -> None:
        await send({"type": "websocket.accept"})

    cap = SocketCap(accept, per_minute=5)
    answers: list[Message] = []

    async def send(message: Message) -> None:
        answers.append(message)

    for address in ["1.1.1.1"] * 20 + ["2.2.2.2"]:
        await cap({"type": "websocket", "client": (address, 0)}, None, send)  # type: ignore[arg-type]
    assert [answer["type"] for answer in answers].count("websocket.accept") <= 2 * 5 + 1
    assert answers[-1]["type"] == "websocket.accept"


def test_a_neighbour_in_the_same_network_locks_out_no_device_the_account_knows(cast: Cast) -> None:
    for number in range(60):
        count_try(f"somebody{number}@post.example", "203.0.113.9")
    opened = sign_in(cast.ana.email, cast.ana.password, device_token=cast.ana.device_token)
    assert opened.viewer.account_id == cast.ana.account_id


def test_signing_in_on_a_known_device_gives_no_try_back_to_the_network(cast: Cast) -> None:
    for number in range(60):
        count_try(f"somebody{number}@post.example", "203.0.113.9")
    sign_in(cast.mallory.email, cast.mallory.password, device_token=cast.mallory.device_token)
    with pytest.raises(Throttled):
        count_try("another@post.example", "203.0.113.9")


def test_guessing_the_current_password_in_a_stolen_sign_in_does_not_keep_the_owner_from_changing_it(cast: Cast) -> None:
    stolen = sign_in(cast.ana.email, cast.ana.password)
    for _ in range(10):
        act(stolen.viewer, passwords.count_change)
    with pytest.raises(Throttled):
        act(stolen.viewer, passwords.count_change)
    act(cast.ana, passwords.count_change)
    change_password(cast.ana, "amber violin 64 harvest")


def test_asking_for_letters_does_not_keep_anybody_from_changing_the_password(cast: Cast) -> None:
    asked = 0
    with pytest.raises(Throttled):
        for _ in range(9):
            act(cast.ben, passwords.ask_confirmation)
            asked += 1
    assert asked > 0
    change_password(cast.ben, "amber violin 64 harvest")


async def test_a_flood_of_sign_ins_is_turned_away_once_nobody_would_wait_for_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "MOST_WAITING", 3)
    answers = await asyncio.gather(*(session.fits("a guess", None) for _ in range(40)), return_exceptions=True)
    assert answers.count(False) >= 3
    assert sum(isinstance(answer, Throttled) for answer in answers) >= 20


def test_a_private_page_is_kept_by_no_browser(cast: Cast) -> None:
    answer = http(Pages).get("/portal/account", headers={"Cookie": f"owl={cast.ana.token}"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_the_database_is_readable_by_its_owner_alone_even_in_a_folder_others_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    environment = {"OWL_ENV_FILE": "", "OWL_DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "owl_app", "migrate"], env=environment, check=True, capture_output=True)
    assert (folder / "owl.db").exists()
    assert not [file for file in folder.iterdir() if file.stat().st_mode & 0o077]


def test_an_address_or_a_number_that_grows_when_it_is_compared_is_refused_before_the_database_does(cast: Cast) -> None:
    typed = {"first_name": "Ana", "last_name": "Roy", "email": "\ufdfa" * 21 + "@post.example"}
    with pytest.raises(Invalid):
        NewClientForm.read(typed)
    with pytest.raises(Invalid):
        NewClientForm.read({**typed, "email": "", "phone": "+49" + "1" * 13 + "ext" + "1" * 20})


def test_a_very_long_address_has_a_language_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("owl_app.i18n._CATALOGUES", tmp_path)
    assert language_of("/" + "x" * 5000) == "en"


def test_a_report_of_a_browser_writes_no_line_of_its_own_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    failures.frontend(Exception("TypeError: Ana Lopez\n2026-11-23 CRITICAL owl_app: the server was taken over"))
    assert [record.getMessage() for record in caplog.records] == ["a page failed: TypeError"]


async def test_a_page_that_is_refreshed_learns_nothing_of_whoever_caused_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The context of an event carries its sender's headers, and with them the sender's rights."""
    said_in: asyncio.Queue[str] = asyncio.Queue()

    async def enqueue(token: str, event: object) -> None:
        said_in.put_nowait(current_language())

    app: Any = SimpleNamespace(
        event_processor=SimpleNamespace(enqueue=enqueue), event_namespace=SimpleNamespace(token_to_sid={"tab": "sid"})
    )
    tab: Any = SimpleNamespace(
        router=SimpleNamespace(session=SimpleNamespace(client_token="tab"), url=SimpleNamespace(path="/clients"))
    )
    line = Live()
    async with line.running(app):
        line.watch(tab, viewer_of(cast.thea), ClientsState.load, ("clients", ""))
        with speaking("qps"):
            await session.act(hash_token(cast.olivia.token), clients.add_client, form=NEW_CLIENT)
        assert await asyncio.wait_for(said_in.get(), 5) == "en"


def count_try(email: str, address: str) -> None:
    act(None, sign_ins.count_attempt, area=Area.PORTAL, email=email, address=address)


def http(layer: Any) -> TestClient:
    """A browser in front of one of the app's layers."""
    page = PlainTextResponse('<!--slot:flash-info--><input data-keep="email"><!--slot:error-email-->')
    return TestClient(layer(page), base_url="http://localhost:3000", follow_redirects=False)
