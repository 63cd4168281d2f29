"""Steps that several journeys share, through the screen alone."""

import re

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import Person

OWNER = "olivia@example.org"
OWNER_PASSWORD = "violet tram meadow 42"
CLIENT = "ana@example.org"
CLIENT_PASSWORD = "purple lamp winter 77"
_OFFERED = re.compile(r"^([a-z2-9]{4}-){3}[a-z2-9]{4}$")


def set_up(olivia: Person, house: House) -> None:
    """Olivia makes the practice with the code from the terminal, and goes on to its clients."""
    olivia.open("/")
    olivia.write(
        Name_of_the_practice="Maple Street Therapy",
        Your_full_name="Olivia Feather",
        Email_address=OWNER,
        Password=OWNER_PASSWORD,
        **{"Set-up code": house.code},
    )
    olivia.press("Set up my practice")
    olivia.is_at("/home")
    olivia.sees(olivia.t("Nothing needs you now"))
    to_clients(olivia)
    olivia.sees(olivia.t("No clients yet"))


def to_clients(staff: Person) -> None:
    """By the navigation, from wherever they are."""
    staff.link("Clients").first.click()
    staff.is_at("/clients")


def add_client(staff: Person, first_name: str, last_name: str, email: str = "") -> str:
    """Through the Add Client window, to the record; gives back its address."""
    staff.open("/clients")
    staff.press("Add Client")
    window = staff.dialog()
    window.get_by_label(staff.t("First name")).fill(first_name)
    window.get_by_label(staff.t("Last name")).fill(last_name)
    if email:
        window.get_by_label(staff.t("Email address")).fill(email)
    window.get_by_role("button", name=staff.t("Add Client"), exact=True).click()
    staff.is_at("/clients/*")
    expect(staff.page.get_by_role("heading", level=1)).to_have_text(f"{first_name} {last_name}")
    return staff.page.url


def give_access(staff: Person, email: str = CLIENT) -> str:
    """From the record to the hand-over card; gives back the starter password that was offered."""
    staff.link("Edit").click()
    staff.is_at("/clients/*/edit")
    settings = staff.page.locator("#portal")
    settings.get_by_label(staff.t("Set a starter password")).check()
    expect(staff.field("Starter password")).to_have_value(_OFFERED)
    settings.get_by_label(staff.t("Email address")).fill(email)
    starter = staff.field("Starter password").input_value()
    settings.get_by_role("button", name=staff.t("Save"), exact=True).click()
    staff.sees(staff.t("Ready to hand over"))
    return starter


def sign_in(somebody: Person, email: str, password: str, *, at: str = "/portal") -> None:
    somebody.open(at)
    somebody.write(Email_address=email, Password=password)
    somebody.press("Sign in")


def first_sign_in(client: Person, starter: str, *, email: str = CLIENT, password: str = CLIENT_PASSWORD) -> None:
    """Sign in with the starter password and replace it."""
    sign_in(client, email, starter)
    client.is_at("/first-password")
    client.write(New_password=password)
    client.press("Save and continue")
    client.is_at("/portal/account")
    expect(client.button("Correct phone or address")).to_be_visible()


def client_with_access(olivia: Person, ana: Person, house: House) -> str:
    """The practice with Ana Roy as its client, who has signed in; gives back the record's address."""
    set_up(olivia, house)
    record = add_client(olivia, "Ana", "Roy", CLIENT)
    first_sign_in(ana, give_access(olivia))
    return record


def confirm_address(somebody: Person, house: House, email: str = CLIENT) -> None:
    """Open the letter's link and press its button."""
    somebody.page.goto(house.letter(email).link)
    somebody.press("Confirm my email address")
