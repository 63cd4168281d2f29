"""Settings: the Client Portal URL, and what becomes of letters."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
import segno
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import OWNER, OWNER_PASSWORD, set_up, sign_in
from tests.server import free_port


def test_the_portal_url_can_be_copied_and_scanned(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.link("Settings").first.click()
    olivia.is_at("/settings/portal")
    url = f"{house.origin}/portal"
    expect(olivia.page.get_by_text(url, exact=True)).to_be_visible()
    olivia.press("Copy: Client Portal URL")
    olivia.sees("Copied")
    assert olivia.page.evaluate("navigator.clipboard.readText()") == url
    code = olivia.page.get_by_role("img", name="QR code of the Client Portal URL")
    drawn = olivia.context.request.get(str(code.get_attribute("src")))
    assert drawn.body() == _qr(url)
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")

    olivia.write(Welcome_text="Welcome!\nGood to see you.", Contact_for_clients_who_are_stuck="Call 416 555 0100")
    olivia.press("Save")
    olivia.sees("Saved.")
    olivia.press("Copy: A link for your website")
    snippet = f'<a href="{url}">Client Portal of Maple Street Therapy</a>'
    expect(olivia.page.get_by_text(snippet, exact=True)).to_be_visible()
    assert olivia.page.evaluate("navigator.clipboard.readText()") == snippet
    olivia.press("Copy: A message to a client")
    assert "Call 416 555 0100" in olivia.page.evaluate("navigator.clipboard.readText()")
    olivia.shot("1-portal-settings")
    ana = person()
    ana.open("/portal")
    ana.sees("Good to see you.")
    ana.sees("Call 416 555 0100")
    ana.shot("2-portal")


def test_letters_can_be_read_while_no_provider_is_set(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.link("Settings").first.click()
    olivia.link("Mail").click()
    olivia.is_at("/settings/mail")
    olivia.sees("Written to a file")
    olivia.shot("letters")
    with olivia.page.expect_popup() as opened:
        olivia.link("Read").click()
    expect(opened.value.get_by_text(house.letter(OWNER).link)).to_be_visible()


class _MailServer:
    """A mail server of this machine, which refuses letters until it is told to take them."""

    def __init__(self) -> None:
        self.takes = False
        self.taken: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.takes:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken += envelope.rcpt_tos
        return "250 Taken"


@pytest.fixture
def mail_server() -> Iterator[tuple[_MailServer, str]]:
    handler = _MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_a_letter_waits_while_the_provider_is_down_and_says_why(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.leave()
    house.restart(OWL_SMTP_URL=f"smtp://127.0.0.1:{free_port()}", OWL_MAIL_FROM="Maple <maple@example.org>")
    adam = person()
    sign_in(adam, OWNER, OWNER_PASSWORD, at="/login")
    adam.is_at("/home")
    _ask_for_a_letter(adam)
    adam.sees("Waiting")
    adam.sees("The mail server in OWL_SMTP_URL does not answer.")
    expect(adam.link("Read")).to_be_hidden()
    adam.shot("waiting")


def test_a_refused_letter_can_be_sent_again(
    house: House, person: Callable[..., Person], mail_server: tuple[_MailServer, str]
) -> None:
    provider, url = mail_server
    olivia = person()
    set_up(olivia, house)
    olivia.leave()
    house.restart(OWL_SMTP_URL=url, OWL_MAIL_FROM="Maple <maple@example.org>")
    olivia = person()
    sign_in(olivia, OWNER, OWNER_PASSWORD, at="/login")
    olivia.is_at("/home")
    _ask_for_a_letter(olivia)
    olivia.sees("Failed")
    olivia.sees("The mail server refused the letter (550).")
    olivia.shot("1-failed")
    provider.takes = True
    olivia.press("Send again")
    olivia.sees("The letter is on its way again.")
    expect(olivia.page.get_by_text("Accepted", exact=True)).to_have_count(2)  # the letter of the set-up is the other
    assert provider.taken == [OWNER]
    expect(olivia.button("Send again")).to_be_hidden()
    olivia.shot("2-accepted")


def _ask_for_a_letter(staff: Person) -> None:
    staff.open("/account")
    staff.press("Send me the letter again")
    staff.sees("A letter is on its way")
    staff.open("/settings/mail")


def _qr(url: str) -> bytes:
    out = BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=3, scale=8, dark="#17211c", light="#ffffff")
    return out.getvalue()
