"""Portal access: invitations, a letter that failed, several logins for a client and several clients for a login."""

import re
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from playwright.sync_api import Locator, expect

from tests.browser.house import House, eventually
from tests.browser.person import PHONE, Person
from tests.browser.steps import (
    CLIENT,
    CLIENT_PASSWORD,
    OWNER,
    OWNER_PASSWORD,
    add_client,
    client_with_access,
    first_sign_in,
    give_access,
    set_up,
    sign_in,
    to_clients,
)
from tests.providers import SmtpServer

ROSA, TESS = "rosa@example.org", "tess@example.org"


def test_an_invitation_from_the_record_to_my_account(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    set_up(olivia, house)
    record = add_client(olivia, "Ana", "Roy", CLIENT)
    olivia.page.get_by_role("tab", name="Portal access").click()
    olivia.shot("01-no-access")
    olivia.link("Give access").click()
    expect(_settings(olivia).get_by_label("Email address")).to_have_value(CLIENT)
    olivia.shot("02-client-portal-settings")
    _save(olivia)
    olivia.sees(f"The invitation is on its way to {CLIENT}.")
    expect(_settings(olivia).get_by_text("Invited", exact=True)).to_be_visible()
    olivia.shot("03-invited")

    _open_timeline(olivia, record)
    olivia.sees("Invited by Olivia Feather")
    olivia.sees("Invitation: written to a file")
    olivia.sees("The invitation is out. Nothing to do until they choose a password.")
    letter = house.letter(CLIENT)
    assert letter.subject == "Your access to the Client Portal · Maple Street Therapy"
    ana.page.goto(letter.link)
    ana.is_at("/invitation")
    ana.shot("04-letter-opened")
    olivia.sees("Invitation: the link was opened")
    ana.write(New_password="short")
    ana.press("Save and sign in")
    ana.sees("Use at least 10 characters.")
    ana.write(New_password=CLIENT_PASSWORD)
    ana.press("Save and sign in")
    ana.is_at("/portal/account")
    expect(ana.heading("Ana Roy")).to_be_visible()
    expect(ana.heading("Confirm your email address")).to_be_hidden()
    ana.shot("05-in")

    olivia.sees("Accepted the invitation and chose a password")
    olivia.sees("First sign-in")
    olivia.sees("All is well.")
    expect(olivia.page.get_by_role("tabpanel").get_by_role("button")).to_have_text(["Copy"])
    olivia.shot("06-all-is-well")

    again = person()
    again.page.goto(letter.link)
    again.write(New_password="another quiet harbour 9")
    again.press("Save and sign in")
    again.sees("This link was used already, or a newer one was sent.")


def test_the_mail_failed_the_address_is_corrected_and_it_is_sent_again(
    house: House, person: Callable[..., Person]
) -> None:
    server = SmtpServer("ana@exmaple.org")
    olivia = person()
    set_up(olivia, house)
    olivia.leave()
    with server.running() as url:
        house.restart(OWL_SMTP_URL=url, OWL_MAIL_FROM="Maple <maple@example.org>")
        olivia, ana = person(), person(width=PHONE)
        sign_in(olivia, OWNER, OWNER_PASSWORD, at="/login")
        olivia.is_at("/home")
        to_clients(olivia)
        record = add_client(olivia, "Ana", "Roy", "ana@exmaple.org")
        olivia.link("Edit").click()
        _save(olivia)
        olivia.sees("The invitation is on its way to ana@exmaple.org.")
        _open_timeline(olivia, record)
        olivia.sees("Invitation: failed. The mail server refused the letter (550).")
        olivia.sees("The letter failed. Correct the address and send it again.")
        olivia.shot("1-failed")

        olivia.press("Correct the address")
        window = olivia.dialog()
        expect(window.get_by_label("Email address")).to_have_value("ana@exmaple.org")
        window.get_by_label("Email address").fill("no address")
        window.get_by_role("button", name="Save and send again").click()
        expect(window.get_by_label("Email address")).to_have_attribute("aria-invalid", "true")
        olivia.shot("2-no-address")
        window.get_by_label("Email address").fill(CLIENT)
        window.get_by_role("button", name="Save and send again").click()
        expect(window).to_be_hidden()
        olivia.sees(f"Saved. A new invitation is on its way to {CLIENT}.")
        olivia.sees("Invitation: taken by the mail server")
        olivia.sees("The invitation is out. Nothing to do until they choose a password.")
        olivia.shot("3-sent-again")

        ana.page.goto(_link_in(server))
        ana.write(New_password=CLIENT_PASSWORD)
        ana.press("Save and sign in")
        ana.is_at("/portal/account")
        olivia.sees("All is well.")
        olivia.shot("4-all-is-well")


def test_one_parent_with_two_children_switches_between_them(house: House, person: Callable[..., Person]) -> None:
    olivia, rosa = person(), person(width=PHONE)
    set_up(olivia, house)
    milo = add_client(olivia, "Milo", "Nest")
    olivia.link("Edit").click()
    _settings(olivia).get_by_label("Who signs in").select_option("Parent")
    olivia.shot("01-a-parent")
    _save(olivia)
    expect(olivia.page.get_by_text("Please fill this in.")).to_have_count(2)
    olivia.write(Full_name="Rosa Nest")
    _settings(olivia).get_by_label("Email address").fill(ROSA)
    _save(olivia)
    olivia.sees(f"The invitation is on its way to {ROSA}.")
    rosa.page.goto(house.letter(ROSA).link)
    rosa.write(New_password=CLIENT_PASSWORD)
    rosa.press("Save and sign in")
    rosa.is_at("/portal/account")
    expect(rosa.heading("Milo Nest")).to_be_visible()
    expect(_whose(rosa)).to_have_text(re.compile("Milo Nest.*You are a parent"))
    rosa.shot("02-one-child")

    olivia.link("Clients").first.click()
    pia = add_client(olivia, "Pia", "Nest")
    olivia.link("Edit").click()
    _settings(olivia).get_by_label("Who signs in").select_option("Parent")
    olivia.write(Full_name="Rosie Nest")
    _settings(olivia).get_by_label("Email address").fill("ROSA@example.org")
    _save(olivia)
    olivia.sees("This address belongs to the login of Rosa Nest, which sees Milo Nest.")
    expect(olivia.heading("Is this the same person?")).to_be_focused()
    olivia.shot("03-is-it-her")
    olivia.press("Back")
    expect(olivia.field("Full name")).to_have_value("Rosie Nest")
    _save(olivia)
    olivia.press("Connect this login to Pia Nest too")
    olivia.sees("The login of Rosa Nest is connected.")
    olivia.shot("04-connected")
    letter = house.letter(ROSA, "You can now see one more person")
    assert "Pia" not in letter.text

    _switch(rosa, "Pia Nest")
    expect(rosa.heading("Pia Nest")).to_be_visible()
    expect(rosa.heading("Milo Nest")).to_be_hidden()
    rosa.is_at("/portal/account")
    rosa.shot("06-the-other-child")
    rosa.press("Correct phone or address")
    rosa.dialog().get_by_label("City").fill("Halifax")
    rosa.dialog().get_by_role("button", name="Save", exact=True).click()
    rosa.sees("Halifax")
    rosa.link("Sign-in and security").click()
    rosa.is_at("/portal/security")
    expect(_whose(rosa)).to_have_text(re.compile("Pia Nest"))
    rosa.link("My Account").click()
    rosa.sees("Halifax")
    rosa.page.reload()
    rosa.sees("Halifax")
    rosa.page.go_back()
    rosa.page.go_back()
    _switch(rosa, "Milo Nest", picture="")
    expect(rosa.heading("Milo Nest")).to_be_visible()
    expect(rosa.page.get_by_text("Halifax")).to_be_hidden()

    milos = _id(milo)
    olivia.page.goto(f"{pia}/edit")
    _in_menu(olivia, "Rosa Nest", "Remove from this client")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    olivia.sees("Rosa Nest sees Pia Nest no more.")
    olivia.shot("07-removed")
    rosa.open(f"/portal/account?client={_id(pia)}")
    expect(rosa.heading("Milo Nest")).to_be_visible()
    expect(_whose(rosa)).to_have_text(re.compile("Milo Nest"))
    rosa.open(f"/portal/account?client={milos}")
    expect(rosa.heading("Milo Nest")).to_be_visible()


def test_both_partners_of_one_client_see_their_page_and_one_is_disabled_with_it_open(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, otis, tess = person(), person(), person(width=PHONE)
    set_up(olivia, house)
    record = add_client(olivia, "Otis", "Quill", CLIENT)
    first_sign_in(otis, give_access(olivia))
    olivia.press("Done")
    olivia.press("Add another login")
    expect(_settings(olivia).get_by_label("Who signs in")).to_have_value("parent")
    _settings(olivia).get_by_label("Who signs in").select_option("Partner")
    olivia.write(Full_name="Tess Quill")
    _settings(olivia).get_by_label("Email address").fill(TESS)
    _settings(olivia).get_by_label("Set a starter password").check()
    olivia.shot("1-the-partner")
    starter = olivia.field("Starter password").input_value()
    _save(olivia)
    olivia.sees("Ready to hand over")
    first_sign_in(tess, starter, email=TESS)
    expect(tess.heading("Otis Quill")).to_be_visible()
    expect(_whose(tess)).to_have_text(re.compile("Otis Quill.*You are their partner"))
    expect(tess.heading("Confirm your email address")).to_be_visible()
    tess.shot("2-the-partners-page")
    otis.press("Correct phone or address")
    otis.dialog().get_by_label("City").fill("Halifax")
    otis.dialog().get_by_role("button", name="Save", exact=True).click()
    tess.sees("Halifax")

    _open_timeline(olivia, record)
    expect(olivia.heading("Tess Quill")).to_be_visible()
    olivia.shot("3-both-timelines")
    olivia.page.goto(f"{record}/edit")
    _in_menu(olivia, "Tess Quill", "Disable")
    olivia.shot("4-disable")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    olivia.sees("Tess Quill can sign in no more, and is signed out everywhere.")
    tess.is_at("/portal")
    tess.sees("You were signed out. Please sign in again.")
    tess.shot("5-told")
    sign_in(tess, TESS, CLIENT_PASSWORD)
    tess.sees("This email address and password do not fit together.")
    expect(otis.heading("Otis Quill")).to_be_visible()
    olivia.press("Enable")
    olivia.sees("Tess Quill can sign in again.")
    sign_in(tess, TESS, CLIENT_PASSWORD)
    tess.is_at("/portal/account")


def test_whoever_is_locked_out_is_seen_and_unlocked(house: House, person: Callable[..., Person]) -> None:
    olivia, ana, somebody = person(), person(), person(width=PHONE)
    record = client_with_access(olivia, ana, house)
    _open_timeline(olivia, record)
    olivia.sees("All is well.")
    for _ in range(11):
        sign_in(somebody, CLIENT, "wrong wrong wrong")
        expect(somebody.field("Password")).to_have_value("")
    somebody.sees(re.compile("Too many tries"))
    olivia.sees("Locked out after too many wrong passwords")
    olivia.sees(re.compile(r"Locked until \d+:\d\d [ap]\.m\. after too many wrong passwords"))
    olivia.shot("1-locked")
    olivia.press("Unlock")
    olivia.sees("Ana Roy can try again at once.")
    olivia.sees("Unlocked by Olivia Feather")
    olivia.shot("2-unlocked")
    sign_in(somebody, CLIENT, CLIENT_PASSWORD)
    somebody.is_at("/portal/account")


def test_whoever_is_tied_to_nobody_is_told_what_happens_next(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    record = client_with_access(olivia, ana, house)
    olivia.page.goto(f"{record}/edit")
    _in_menu(olivia, "Ana Roy", "Remove from this client")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    olivia.sees("The login is tied to nobody now, and says so to its owner.")
    ana.sees("Your practice has been told")
    expect(ana.heading("Ana Roy")).to_be_hidden()
    ana.shot("1-tied-to-nobody")


def _settings(staff: Person) -> Locator:
    return staff.page.locator("#portal")


def _save(staff: Person) -> None:
    _settings(staff).get_by_role("button", name="Save", exact=True).click()


def _open_timeline(staff: Person, record: str) -> None:
    staff.page.goto(record)
    staff.page.get_by_role("tab", name="Portal access").click()


def _in_menu(staff: Person, name: str, item: str) -> None:
    staff.press(f"More for {name}")
    staff.page.get_by_role("menuitem", name=item).click()


def _whose(somebody: Person) -> Locator:
    return somebody.page.locator(".whose")


def _switch(somebody: Person, name: str, *, picture: str = "05-whose-page") -> None:
    _whose(somebody).click()
    choice = somebody.page.get_by_role("menuitem", name=name)
    expect(choice).to_be_visible()
    if picture:
        somebody.picture(picture)
    choice.click()


def _id(record: str) -> str:
    return record.rstrip("/").rsplit("/", 1)[1]


def _link_in(server: SmtpServer) -> str:
    """The link in the newest letter that the server took."""
    envelope = eventually(lambda: server.letters)[-1]
    content = envelope.content
    assert envelope.rcpt_tos == [CLIENT] and isinstance(content, bytes)
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/link/\S+", body.get_content())
    assert found
    return found[0]
