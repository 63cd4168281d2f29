"""Clients sign themselves up, and staff decide whose login it is."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import add_client, set_up, sign_in

ON_BOTH = True

NINA = "nina@example.org"
PASSWORD = "purple lamp winter 77"


def test_somebody_signs_up_verifies_by_link_and_is_made_a_client(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house, terms="We keep what you tell us to ourselves.")
    olivia.link("Clients").first.click()
    olivia.link("Prospects").click()
    olivia.is_at("/prospects")
    olivia.sees("Nobody is waiting")
    olivia.shot("01-nobody-waits")

    nina.open("/portal")
    nina.shot("02-create-account")
    nina.link("Create Account").click()
    nina.is_at("/portal/create-account")
    _fill_in(nina, password="nina noor 1990")
    nina.press("Create Account")
    nina.sees("Please read the terms and agree to them.")
    nina.shot("03-terms-first")
    expect(nina.field("First name")).to_have_value("Nina")
    nina.page.get_by_label("I have read the terms and agree to them").check()
    nina.write(Password="nina noor 1990")
    nina.press("Create Account")
    nina.sees("Leave out your name and email address.")
    nina.page.get_by_label("I have read the terms and agree to them").check()
    nina.write(Password=PASSWORD)
    nina.press("Create Account")
    nina.is_at("/portal/check-mail")
    nina.sees(NINA)
    nina.shot("04-look-in-your-mail")
    olivia.sees("Prospects (1)")
    olivia.sees("Nina Noor")
    olivia.sees("Not verified")
    olivia.shot("05-a-prospect")

    letter = house.letter(NINA, "Confirm your email address")
    assert re.search(r"\b\d{6}\b", letter.text)
    nina.page.goto(letter.link)
    nina.is_at("/verify")
    nina.sees("Press the button, and you are in.")
    expect(nina.field("Password")).to_be_hidden()
    nina.shot("06-confirm")
    nina.press("Confirm my email address")
    nina.is_at("/portal/account")
    nina.sees("Your practice has been told")
    nina.shot("07-the-practice-has-been-told")

    expect(olivia.page.get_by_role("cell").get_by_text("Verified", exact=True)).to_be_visible()
    _tick(olivia, "Nina Noor")
    olivia.shot("08-chosen")
    _bar(olivia, "Create Client").click()
    window = olivia.dialog()
    expect(window.get_by_label("First name")).to_have_value("Nina")
    expect(window.get_by_label("Date of birth")).to_have_value("1990-04-23")
    olivia.shot("09-create-client")
    window.get_by_role("button", name="Create Client", exact=True).click()
    expect(window).to_be_hidden()
    olivia.sees("Nina Noor is a client now, and sees their page in the portal.")
    olivia.sees("Nobody is waiting")
    nina.sees("Your practice has connected your account: here are your details, and what is next for you.")
    nina.sees("April 23, 1990")
    nina.shot("10-welcome")
    nina.press("Got it")
    expect(nina.button("Got it")).to_be_hidden()
    assert "/link/" not in house.letter(NINA, "Your Client Portal is ready").text


def test_a_code_on_another_device_and_the_login_is_associated(house: House, person: Callable[..., Person]) -> None:
    olivia, nina, phone = person(), person(), person(width=PHONE)
    _open_practice(olivia, house)
    add_client(olivia, "Nína", "Noor")
    add_client(olivia, "Ben", "Okafor")
    _sign_up(nina, house)
    code = _code(house)

    sign_in(phone, NINA, PASSWORD)
    phone.is_at("/portal/account")
    phone.sees(f"We sent a letter to {NINA}.")
    phone.write(Code_from_the_letter="12 34")
    phone.press("Confirm my email address")
    phone.sees("This is not the code of the newest letter.")
    phone.shot("1-not-the-code")
    phone.write(Code_from_the_letter=f"{code[:3]} {code[3:]}")
    phone.press("Confirm my email address")
    phone.sees("Your practice has been told")

    olivia.open("/prospects")
    olivia.sees("Nína Noor")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Associate").click()
    window = olivia.dialog()
    expect(window.get_by_role("button", name="Compare with Nína Noor")).to_be_visible()
    window.get_by_role("searchbox").fill("okafro ben")
    window.get_by_role("button", name="Compare with Ben Okafor").click()
    expect(window.get_by_text("Conflicts")).to_be_visible()
    olivia.shot("2-somebody-else")
    window.get_by_role("button", name="Back", exact=True).click()
    window.get_by_role("searchbox").fill("NOOR nina")
    window.get_by_role("button", name="Compare with Nína Noor").click()
    expect(window.get_by_text("Agrees")).to_be_visible()
    expect(window.get_by_text("What the login will newly see:")).to_be_visible()
    expect(window.get_by_label("The client themselves")).to_be_checked()
    olivia.shot("3-match-card")
    window.get_by_role("button", name="Associate", exact=True).click()
    expect(window).to_be_hidden()
    olivia.sees("Nina Noor now sees the page of Nína Noor. Below you can undo it.")
    olivia.sees("Associated lately")
    olivia.shot("4-associated")
    phone.sees("Your practice has connected your account")
    expect(phone.heading("Nína Noor")).to_be_visible()


def test_a_mistyped_address_is_corrected(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house)
    nina.open("/portal/create-account")
    _fill_in(nina, email="nina@exampel.org")
    nina.press("Create Account")
    nina.is_at("/portal/check-mail")
    nina.write(**{"Is the address right?": "nina at example"})
    nina.press("Correct it and send the letter there")
    nina.sees("Write an email address, like name@example.org.")
    nina.write(**{"Is the address right?": NINA})
    nina.press("Correct it and send the letter there")
    nina.sees(NINA)
    nina.shot("1-corrected")
    nina.write(Code_from_the_letter=_code(house))
    nina.press("Confirm my email address")
    nina.is_at("/portal/account")
    olivia.open("/prospects")
    olivia.sees(NINA)
    expect(olivia.page.get_by_text("nina@exampel.org")).to_have_count(0)


def test_staff_verify_whom_they_know_and_put_others_out_of_the_way(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house)
    _sign_up(nina, house)
    olivia.open("/prospects")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Create Client").click()
    olivia.sees("The address is not verified yet.")
    olivia.shot("1-verify-first")
    olivia.dialog().get_by_role("button", name="Close", exact=True).last.click()
    _bar(olivia, "Resend verification").click()
    olivia.dialog().get_by_role("button", name="Resend verification", exact=True).click()
    olivia.sees("Letters on their way: 1.")
    assert house.letter(NINA, "Confirm your email address", number=2)
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Verify").click()
    olivia.dialog().get_by_role("button", name="Verify", exact=True).click()
    olivia.sees("Verified: 1.")
    sign_in(nina, NINA, PASSWORD)
    nina.sees("Your practice has been told")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Dismiss").click()
    olivia.dialog().get_by_role("button", name="Dismiss", exact=True).click()
    olivia.sees("Nobody is waiting")
    olivia.page.get_by_label("State").select_option("Dismissed")
    olivia.sees("Nina Noor")
    olivia.shot("2-dismissed")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Bring back").click()
    olivia.dialog().get_by_role("button", name="Bring back", exact=True).click()
    olivia.sees("Brought back: 1.")


def test_an_association_is_undone_while_the_clients_page_is_open(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house)
    add_client(olivia, "Nina", "Noor")
    _verified(nina, house)
    olivia.open("/prospects")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Associate").click()
    olivia.dialog().get_by_role("button", name="Compare with Nina Noor").click()
    olivia.dialog().get_by_role("button", name="Associate", exact=True).click()
    expect(nina.heading("Nina Noor")).to_be_visible()
    olivia.press("Undo for Nina Noor · nina@example.org")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Undo", exact=True).click()
    olivia.sees("Undone: Nina Noor sees nothing of the client any more, and is a prospect again.")
    olivia.shot("1-undone")
    nina.sees("Your practice has been told")
    expect(nina.heading("Nina Noor")).to_be_hidden()
    nina.shot("2-nothing-to-see")


def test_not_the_same_person_is_remembered(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house)
    add_client(olivia, "Nina", "Noor")
    _verified(nina, house)
    olivia.open("/prospects")
    _tick(olivia, "Nina Noor")
    _bar(olivia, "Associate").click()
    window = olivia.dialog()
    window.get_by_role("button", name="Compare with Nina Noor").click()
    window.get_by_role("button", name="Not the same person").click()
    expect(window.get_by_text("Noted: Nina Noor is not Nina Noor.")).to_be_visible()
    expect(window.get_by_text("Nobody here looks like this person.")).to_be_visible()
    window.get_by_role("searchbox").fill("noor")
    expect(window.get_by_text("Noted as another person")).to_be_visible()
    olivia.shot("1-another-person")
    olivia.page.keyboard.press("Escape")
    _bar(olivia, "Create Client").click()
    window.get_by_role("button", name="Create Client", exact=True).click()
    expect(window.get_by_text("Perhaps they are here already")).to_be_visible()
    olivia.shot("2-perhaps-here-already")
    window.get_by_role("button", name="Create anyway", exact=True).click()
    olivia.sees("Nina Noor is a client now, and sees their page in the portal.")


def test_two_records_become_one_and_are_parted_again(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    add_client(olivia, "Nína", "Noor", NINA)
    record = _add_anyway(olivia, "Nina", "Noor-Smith")
    olivia.page.locator(".page-header .icon-button").click()
    olivia.page.get_by_role("menuitem", name="Merge with a duplicate").click()
    window = olivia.dialog()
    window.get_by_role("searchbox").fill("noor")
    window.get_by_role("button", name="Compare with Nína Noor").click()
    window.get_by_role("button", name="Merge", exact=True).click()
    expect(window.get_by_text("Choose which one stays.")).to_have_count(2)
    olivia.shot("1-choose")
    window.get_by_label("Nína", exact=True).check()
    window.get_by_label("Noor-Smith", exact=True).check()
    expect(window.get_by_text(NINA)).to_be_visible()
    window.get_by_role("button", name="Merge", exact=True).click()
    expect(window).to_be_hidden()
    expect(olivia.heading("Nína Noor-Smith")).to_be_visible()
    olivia.sees("Merged lately")
    tab = olivia.page.get_by_role("tab", name="Contact & Clinical")
    tab.click()
    olivia.sees(NINA)
    olivia.shot("2-merged")
    olivia.press("Part the record of Nína Noor again")
    olivia.page.get_by_role("alertdialog").get_by_role("button", name="Part again", exact=True).click()
    expect(olivia.heading("Nína Noor")).to_be_visible()
    olivia.shot("3-parted")
    olivia.page.goto(record)
    expect(olivia.heading("Nina Noor-Smith")).to_be_visible()
    tab.click()
    olivia.sees("Date of birth")
    expect(olivia.page.get_by_text(NINA)).to_have_count(0)


def test_whoever_has_an_account_reads_the_same_and_gets_a_letter(house: House, person: Callable[..., Person]) -> None:
    olivia, nina, again = person(), person(), person(width=PHONE)
    _open_practice(olivia, house)
    _verified(nina, house)
    _sign_up(again, house)
    again.sees("If an account can be created with this address")
    assert house.letter(NINA, "You have an account already")
    again.write(Code_from_the_letter="123456")
    again.press("Confirm my email address")
    again.sees("This is not the code of the newest letter.")
    again.shot("1-the-same-answer")


def test_when_the_practice_says_no_open_pages_create_nothing(house: House, person: Callable[..., Person]) -> None:
    olivia, nina = person(), person(width=PHONE)
    _open_practice(olivia, house)
    nina.open("/portal/create-account")
    _fill_in(nina)
    _allow(olivia, "No")
    nina.press("Create Account")
    nina.sees("Accounts cannot be created here at the moment. Please get in touch with the practice.")
    nina.shot("1-closed")
    nina.open("/portal")
    expect(nina.link("Create Account")).to_be_hidden()
    nina.open("/portal/create-account")
    nina.is_at("/portal")
    olivia.open("/prospects")
    olivia.sees("Nobody is waiting")


def _open_practice(olivia: Person, house: House, terms: str = "") -> None:
    set_up(olivia, house)
    _allow(olivia, "Yes", terms)


def _allow(olivia: Person, answer: str, terms: str = "") -> None:
    """Settings > Client Portal > Allow clients to create account."""
    olivia.open("/settings/portal")
    olivia.page.get_by_role("group", name="Allow clients to create account").get_by_label(answer).check()
    if terms:
        olivia.write(**{"Terms people agree to when they create an account": terms})
    olivia.button("Save").first.click()
    olivia.sees("Saved.")


def _fill_in(somebody: Person, *, email: str = NINA, password: str = PASSWORD) -> None:
    somebody.write(First_name="Nina", Last_name="Noor", Email_address=email, Password=password)
    somebody.write(Date_of_birth="1990-04-23")


def _sign_up(somebody: Person, house: House) -> None:
    somebody.open("/portal/create-account")
    _fill_in(somebody)
    somebody.press("Create Account")
    somebody.is_at("/portal/check-mail")


def _verified(somebody: Person, house: House) -> None:
    _sign_up(somebody, house)
    somebody.write(Code_from_the_letter=_code(house))
    somebody.press("Confirm my email address")
    somebody.is_at("/portal/account")
    somebody.sees("Your practice has been told")


def _code(house: House) -> str:
    found = re.search(r"\b\d{6}\b", house.letter(NINA, "Confirm your email address").text)
    assert found
    return found[0]


def _add_anyway(olivia: Person, first_name: str, last_name: str) -> str:
    """A second record of somebody, in spite of the warning; gives back its address."""
    olivia.open("/clients")
    olivia.press("Add Client")
    window = olivia.dialog()
    window.get_by_label("First name").fill(first_name)
    window.get_by_label("Last name").fill(last_name)
    window.get_by_role("button", name="Add Client", exact=True).click()
    window.get_by_role("button", name="Add anyway", exact=True).click()
    olivia.is_at("/clients/*")
    return olivia.page.url


def _tick(olivia: Person, name: str) -> None:
    olivia.page.get_by_role("checkbox", name=name, exact=True).check()


def _bar(olivia: Person, name: str) -> Locator:
    return olivia.page.get_by_role("region", name="What is chosen").get_by_role("button", name=name, exact=True)
