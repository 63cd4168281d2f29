"""From the empty installation to a client in My Account."""

import re
from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import APIResponse, Route, expect
from pypdf import PdfReader

from tests.browser.house import House, eventually
from tests.browser.person import PHONE, Person
from tests.browser.steps import CLIENT, CLIENT_PASSWORD, OWNER, OWNER_PASSWORD, add_client, give_access, set_up

ON_BOTH = True


def test_the_owner_sets_up_the_practice_once_with_the_code_from_the_terminal(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    olivia.open("/")
    olivia.is_at("/set-up")
    olivia.shot("1-set-up")

    olivia.write(
        Name_of_the_practice="Maple Street Therapy",
        Your_full_name="Olivia Feather",
        Email_address=OWNER,
        Password=OWNER_PASSWORD,
        **{"Set-up code": "xxxx-xxxx-xxxx"},
    )
    olivia.field("Time zone").select_option("America/Halifax")
    olivia.press("Set up my practice")
    olivia.sees("This is not the code.")
    expect(olivia.field("Set-up code")).to_be_focused()
    expect(olivia.field("Name of the practice")).to_have_value("Maple Street Therapy")
    expect(olivia.field("Your full name")).to_have_value("Olivia Feather")
    expect(olivia.field("Email address")).to_have_value(OWNER)
    expect(olivia.field("Time zone")).to_have_value("America/Halifax")
    expect(olivia.field("Password")).to_have_value("")
    olivia.shot("2-wrong-code")

    olivia.write(Password="short", **{"Set-up code": house.code})
    olivia.press("Set up my practice")
    olivia.sees("Use at least 10 characters.")
    olivia.write(Password=OWNER_PASSWORD)
    olivia.press("Set up my practice")
    olivia.is_at("/home")
    olivia.sees("Nothing needs you now")
    olivia.shot("3-nothing-yet")
    olivia.link("Add the first client").click()
    olivia.is_at("/clients")
    olivia.sees("No clients yet")
    olivia.shot("4-no-clients")

    mallory = person()
    mallory.open("/set-up")
    mallory.is_at("/login")


def test_a_therapist_hands_over_access_and_the_client_gets_in(house: House, person: Callable[..., Person]) -> None:
    olivia, ana = person(), person(width=PHONE)
    set_up(olivia, house)
    olivia.press("Add Client")
    expect(olivia.dialog()).to_be_visible()
    olivia.shot("01-add-client")
    olivia.dialog().get_by_role("button", name="Add Client").click()
    expect(olivia.dialog().get_by_text("Please fill this in.")).to_have_count(2)
    olivia.shot("02-names-missing")
    olivia.dialog().get_by_role("button", name="Cancel").click()
    expect(olivia.dialog()).to_be_hidden()
    record = add_client(olivia, "Ana", "Roy", CLIENT)
    olivia.shot("03-record")
    starter = give_access(olivia)
    olivia.shot("05-hand-over-card")

    olivia.press("Copy all")
    olivia.sees("Copied")
    copied = olivia.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [
        f"Client Portal URL: {house.origin}/portal",
        f"Email address: {CLIENT}",
        f"Starter password: {starter}",
    ]
    _slip_says(_slip(olivia), "Maple Street Therapy", "Ana Roy", f"{house.origin}/portal", CLIENT, starter)
    olivia.press("Done")

    ana.open("/portal")
    ana.sees("Maple Street Therapy")
    ana.shot("06-portal")
    ana.write(Email_address=CLIENT, Password="wrong wrong wrong")
    ana.press("Sign in")
    ana.sees("This email address and password do not fit together.")
    expect(ana.field("Email address")).to_have_value(CLIENT)
    ana.shot("07-wrong-password")
    ana.write(Password=starter)
    ana.press("Sign in")
    ana.is_at("/first-password")
    ana.shot("08-first-password")
    for refused, sentence in {
        "lamp 77": "Use at least 10 characters.",
        "password1234": "This password is easy to guess.",
        "purple lamp roy 77": "Leave out your name and email address.",
        starter: "Choose a password of your own, not the starter password.",
    }.items():
        ana.write(New_password=refused)
        ana.press("Save and continue")
        ana.sees(sentence)
        expect(ana.field("New password")).to_be_focused()
    ana.shot("09-refused-password")
    ana.write(New_password=CLIENT_PASSWORD)
    ana.press("Save and continue")
    ana.is_at("/portal/account")
    expect(ana.page.get_by_role("heading", name="Ana Roy")).to_be_visible()
    ana.shot("10-my-account")

    ana.press("Correct phone or address")
    window = ana.dialog()
    window.get_by_label("Phone").fill("12")
    window.get_by_label("Street address").fill("12 Acorn Lane")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_text("Write a phone number, like 416 555 0134.")).to_be_visible()
    expect(window.get_by_label("Phone")).to_be_focused()
    ana.shot("11-wrong-phone")
    window.get_by_label("Phone").fill("416 555 0134")
    window.get_by_role("button", name="Save").click()
    expect(window).to_be_hidden()
    ana.sees("Saved. Your practice sees the change.")
    ana.sees("(416) 555-0134")
    ana.sees("12 Acorn Lane")
    ana.shot("12-corrected")

    olivia.page.goto(record)
    olivia.page.get_by_role("tab", name="Logs").click()
    olivia.sees("corrected street address, phone in the portal")
    olivia.shot("13-logs")

    letter = house.letter(CLIENT)
    assert letter.subject == "Confirm your email address · Maple Street Therapy"
    ana.page.goto(letter.link)
    ana.is_at("/confirm-email")
    ana.shot("14-confirm")
    ana.press("Confirm my email address")
    ana.is_at("/portal/account")
    ana.link("Sign-in and security").click()
    ana.sees("Confirmed")
    ana.shot("15-confirmed")


def test_a_wrong_password_is_answered_without_javascript_too(house: House, person: Callable[..., Person]) -> None:
    set_up(person(), house)
    ana = person(width=PHONE, javascript=False)
    ana.open("/portal")
    ana.write(Email_address="Ana@Example.org", Password="wrong wrong wrong")
    ana.press("Sign in")
    ana.is_at("/portal")
    ana.sees("This email address and password do not fit together.")
    expect(ana.field("Email address")).to_have_value("Ana@Example.org")
    expect(ana.field("Password")).to_have_value("")
    ana.shot("without-javascript")


def _slip(staff: Person) -> PdfReader:
    """The slip as the card's button asks for it, caught on its way into the viewer of the new tab."""
    caught: list[APIResponse] = []

    def pass_on(route: Route) -> None:
        caught.append(route.fetch())
        route.fulfill(response=caught[0])

    staff.context.route("**/access-slip", pass_on)
    with staff.context.expect_page() as opened:
        staff.press("Printable access slip (PDF)")
    eventually(lambda: caught)
    assert caught[0].headers["content-type"] == "application/pdf"
    assert caught[0].headers["cache-control"] == "no-store"
    pdf = caught[0].body()
    opened.value.close()
    return PdfReader(BytesIO(pdf))


def _slip_says(slip: PdfReader, *texts: str) -> None:
    said = re.sub(r"\s+", " ", "".join(page.extract_text() for page in slip.pages))
    assert len(slip.pages) == 1
    assert [text for text in texts if text not in said] == []
    assert slip.root_object["/MarkInfo"].get_object()["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in slip.root_object
