"""A therapist is invited, works with their own clients, and is deactivated with a page open."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import add_client, set_up, sign_in, to_clients

THEA = "thea@example.org"
THEAS_PASSWORD = "orange bicycle garden 5"


def test_a_therapist_who_is_invited_sees_their_own_clients_until_they_are_deactivated(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, thea = person(), person(width=PHONE)
    set_up(olivia, house)
    add_client(olivia, "Zoe", "Quill")
    _open_team(olivia)
    olivia.sees("Only you so far")
    olivia.shot("01-only-the-owner")

    olivia.press("Invite somebody")
    window = olivia.dialog()
    window.get_by_role("button", name="Send the invitation", exact=True).click()
    expect(window.get_by_text("Please fill this in.")).to_have_count(2)
    expect(window.get_by_label("Full name")).to_be_focused()
    olivia.shot("02-nobody-named")
    window.get_by_label("Full name").fill("Thea Branch")
    window.get_by_label("Email address").fill(THEA)
    window.get_by_role("button", name="Send the invitation", exact=True).click()
    expect(window).to_be_hidden()
    olivia.sees(f"An invitation is on its way to {THEA}.")
    olivia.sees("Invited today, not accepted yet")
    olivia.shot("03-invited")

    first = house.letter(THEA).link
    olivia.press("Send the invitation to Thea Branch again")
    second = house.letter(THEA, number=2)
    assert second.subject == "Join the team · Maple Street Therapy"
    thea.page.goto(first)
    thea.is_at("/invitation")
    thea.write(New_password=THEAS_PASSWORD)
    thea.press("Save and sign in")
    thea.sees("This link was used already, or a newer one was sent.")
    thea.page.goto(second.link)
    thea.shot("04-welcome")
    thea.write(New_password="short")
    thea.press("Save and sign in")
    thea.sees("Use at least 10 characters.")
    thea.write(New_password=THEAS_PASSWORD)
    thea.press("Save and sign in")
    thea.is_at("/home")
    thea.sees("Nothing needs you now")
    olivia.sees("Last sign-in: Today")
    expect(olivia.page.get_by_text("Invited", exact=True)).to_be_hidden()
    olivia.shot("05-accepted")

    thea.open("/settings/team")
    thea.is_at("/home")
    to_clients(thea)
    record = add_client(thea, "Ana", "Roy")
    thea.link("Clients").first.click()
    expect(thea.link("Ana Roy")).to_be_visible()
    expect(thea.link("Zoe Quill")).to_be_hidden()
    thea.shot("06-own-clients")
    thea.page.goto(record)
    expect(thea.heading("Ana Roy")).to_be_visible()

    olivia.sees("Therapist · 1 client")
    _choose(olivia, "Thea Branch", "Deactivate")
    window = olivia.dialog()
    expect(window.get_by_text("They are signed out everywhere at once")).to_be_visible()
    olivia.shot("07-deactivate")
    window.get_by_role("button", name="Deactivate", exact=True).click()
    expect(window.get_by_text("Choose who takes the clients over, or nobody for now.")).to_be_visible()
    expect(window.get_by_label("Who takes over 1 client?")).to_be_focused()
    expect(window.get_by_role("option")).to_have_text(["Please choose", "Olivia Feather", "Nobody for now"])
    olivia.shot("08-nobody-chosen")
    window.get_by_label("Who takes over 1 client?").select_option("Olivia Feather")
    window.get_by_role("button", name="Deactivate", exact=True).click()
    expect(window).to_be_hidden()
    olivia.sees("Deactivated, and signed out everywhere.")
    olivia.shot("09-deactivated")

    thea.is_at("/login")
    thea.sees("You were signed out. Please sign in again.")
    thea.shot("10-told")
    thea.write(Email_address=THEA, Password=THEAS_PASSWORD)
    thea.press("Sign in")
    thea.sees("This email address and password do not fit together.")
    olivia.page.goto(record)
    olivia.page.get_by_role("tab", name="Logs").click()
    olivia.sees("changed the therapist from Thea Branch to Olivia Feather")
    olivia.shot("11-handed-over")

    _open_team(olivia)
    olivia.press("Reactivate Thea Branch")
    olivia.sees("Reactivated, with the password they had.")
    sign_in(thea, THEA, THEAS_PASSWORD, at="/login")
    thea.is_at("/home")
    thea.sees("Nothing needs you now")


def test_a_role_is_changed_while_its_owner_has_a_page_open_and_the_last_owner_stays(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, omar = person(), person()
    set_up(olivia, house)
    house.add_owner("Omar Perch", "omar@example.org", "copper kettle morning 5")
    sign_in(omar, "omar@example.org", "copper kettle morning 5", at="/login")
    omar.is_at("/home")
    _open_team(omar)
    _open_team(olivia)
    _choose(olivia, "Omar Perch", "Change role")
    olivia.dialog().get_by_role("radio", name="Therapist Works with their own clients.").check()
    olivia.shot("1-role")
    olivia.dialog().get_by_role("button", name="Change role", exact=True).click()
    olivia.sees("The role is changed.")
    omar.is_at("/login")
    omar.sees("You were signed out. Please sign in again.")
    sign_in(omar, "omar@example.org", "copper kettle morning 5", at="/login")
    omar.is_at("/home")
    omar.link("Settings").first.click()
    expect(omar.heading("To hand out")).to_be_visible()
    expect(omar.link("Team")).to_be_hidden()

    _choose(olivia, "Olivia Feather", "Change role")
    window = olivia.dialog()
    window.get_by_role("radio", name="Admin Sees all clients").check()
    window.get_by_role("button", name="Change role", exact=True).click()
    expect(window.get_by_text("Tick this if you are sure.")).to_be_visible()
    window.get_by_role("checkbox").check()
    window.get_by_role("button", name="Change role", exact=True).click()
    expect(window.get_by_role("alert")).to_contain_text("The practice needs an Owner who can sign in")
    expect(window.get_by_text("Tick this if you are sure.")).to_be_hidden()
    olivia.shot("2-last-owner")
    olivia.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(olivia.button("What can be done about Olivia Feather")).to_be_focused()
    _choose(olivia, "Omar Perch", "Deactivate")
    expect(olivia.dialog().get_by_role("alert")).to_be_hidden()


def _open_team(somebody: Person) -> None:
    somebody.link("Settings").first.click()
    somebody.link("Team").click()
    somebody.is_at("/settings/team")
    expect(somebody.heading("The team")).to_be_visible()


def _choose(somebody: Person, name: str, act: str) -> None:
    """Open a window from the menu of somebody on the team."""
    somebody.press(f"What can be done about {name}")
    somebody.page.get_by_role("menuitem", name=act, exact=True).click()
    expect(somebody.dialog()).to_be_visible()
