"""In the pseudo-language everything that is not data stands in ⟦ ⟧: on screens, in letters and on the slip."""

import re
from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from owl_app.documents.access_slip import Slip, render
from owl_app.i18n import PSEUDO
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import CLIENT, add_client, first_sign_in, give_access, set_up
from tests.browser.translation import outside, unsaid


def test_everything_from_the_set_up_to_the_first_letter_is_translated(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana = person(language=PSEUDO), person(language=PSEUDO)
    olivia.open("/set-up")
    assert unsaid(olivia) == []
    set_up(olivia, house)
    assert unsaid(olivia) == []
    olivia.open("/home")
    olivia.sees(olivia.t("Add the first client"))
    assert unsaid(olivia) == []
    olivia.open("/settings/mail")
    expect(olivia.link("Read").first).to_be_visible()
    assert unsaid(olivia) == []
    olivia.open("/clients")
    add_client(olivia, "Ana", "Roy", CLIENT)
    assert unsaid(olivia) == []
    first_sign_in(ana, give_access(olivia))
    confirmation = house.letter(CLIENT)
    ana.page.goto(confirmation.link)
    ana.page.get_by_role("button", name="Confirm my email address").click()
    expect(ana.page).to_have_url(re.compile("/portal/account$"))
    ana.open("/portal/forgot")
    ana.write(Email_address=CLIENT)
    ana.press("Send me a link")
    for letter in (confirmation, house.letter(CLIENT, number=2)):
        assert [text for text in (letter.subject, *letter.text.splitlines()) if outside(text)] == []
        html = re.sub(r"<style>.*?</style>|<[^>]+>", "\n", letter.html, flags=re.DOTALL)
        assert [line for line in html.splitlines() if outside(line)] == []


def test_everything_on_the_slip_is_translated() -> None:
    slip = Slip("Maple Street Therapy", "", "Ana Roy", CLIENT, "http://localhost:3000/portal", 7, PSEUDO)
    page = PdfReader(BytesIO(render(slip=slip, password="abcd-efgh-jkmn-pqrs"))).pages[0]
    assert outside(" ".join(page.extract_text().split())) == ""
