"""Home: what needs somebody appears by itself and leads to where it is mended; and what is next for a client."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import (
    CLIENT,
    CLIENT_PASSWORD,
    OWNER,
    OWNER_PASSWORD,
    add_client,
    client_with_access,
    confirm_address,
    set_up,
    sign_in,
    to_clients,
)
from tests.providers import SmtpServer

WRONG = "ana@exmaple.org"


def test_a_failed_letter_appears_by_itself_and_leads_to_where_it_is_mended(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.leave()
    with SmtpServer(WRONG).running() as url:
        house.restart(OWL_SMTP_URL=url, OWL_MAIL_FROM="Maple <maple@example.org>")
        olivia, at_the_desk = person(), person()
        for somebody in (olivia, at_the_desk):
            sign_in(somebody, OWNER, OWNER_PASSWORD, at="/login")
            somebody.is_at("/home")
            somebody.sees("Nothing needs you now")
        to_clients(at_the_desk)
        add_client(at_the_desk, "Ana", "Roy", WRONG)
        at_the_desk.link("Edit").click()
        at_the_desk.page.locator("#portal").get_by_role("button", name="Save", exact=True).click()

        olivia.sees("The letter failed. Correct the address and send it again.")
        olivia.shot("1-a-letter-failed")
        olivia.link("Ana Roy").click()
        expect(olivia.page.get_by_role("tab", name="Portal access")).to_have_attribute("aria-selected", "true")
        olivia.press("Correct the address")
        olivia.dialog().get_by_label("Email address").fill(CLIENT)
        olivia.dialog().get_by_role("button", name="Save and send again").click()
        olivia.sees("Invitation: taken by the mail server")
        olivia.link("Home").first.click()
        olivia.sees("Nothing needs you now")
        olivia.sees("Invitation, sent today")
        olivia.shot("2-on-its-way")


def test_whoever_is_locked_out_is_on_an_open_home_page(house: House, person: Callable[..., Person]) -> None:
    olivia, ana, somebody = person(), person(), person(width=PHONE)
    client_with_access(olivia, ana, house)
    olivia.link("Home").first.click()
    olivia.sees("Nothing needs you now")
    for _ in range(11):
        sign_in(somebody, CLIENT, "wrong wrong wrong")
        expect(somebody.field("Password")).to_have_value("")
    expect(olivia.link("Ana Roy")).to_be_visible()
    olivia.link("Ana Roy").click()
    olivia.press("Unlock")
    olivia.sees("Ana Roy can try again at once.")
    olivia.page.go_back()
    olivia.sees("Nothing needs you now")
    sign_in(somebody, CLIENT, CLIENT_PASSWORD)
    somebody.is_at("/portal/account")


def test_my_account_names_what_is_next_until_it_is_done(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    client_with_access(olivia, ana, house)
    expect(ana.heading("What is next")).to_be_visible()
    ana.shot("1-three-things")
    confirm_address(ana, house)
    expect(ana.heading("Add a phone number")).to_be_visible()
    expect(ana.heading("Confirm your email address")).to_be_hidden()
    ana.press("Add the address")
    window = ana.dialog()
    window.get_by_label("Street address").fill("12 Barn Street")
    window.get_by_label("Phone").fill("416 555 0134")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window).to_be_hidden()
    ana.sees("12 Barn Street")
    expect(ana.heading("What is next")).to_be_hidden()
    expect(ana.link("All sessions")).to_be_focused()
    ana.shot("2-nothing-left")
