"""What people type that nobody expects."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import DESK, PHONE, Person
from tests.browser.steps import CLIENT_PASSWORD, add_client, first_sign_in, give_access, set_up, sign_in


def test_names_are_shown_as_they_were_typed_and_fit_the_screen(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    for number, (first, last) in enumerate(
        [("<script>alert(1)</script>", "O’Brien & Søn"), ("🦉🏳️‍🌈", "Noël"), ("W" * 80, "x" * 80)], 1
    ):
        olivia.link("Clients").first.click()
        add_client(olivia, first, last)
        _fits(olivia)
        olivia.shot(f"{number}-record")
        olivia.link("Edit").click()
        expect(olivia.field("First name")).to_have_value(first)
        _fits(olivia)
    olivia.link("Clients").first.click()
    expect(olivia.page.get_by_role("row")).to_have_count(4)
    _fits(olivia)
    olivia.shot("4-clients")


def test_a_name_of_200_letters_is_refused_and_kept(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.press("Add Client")
    window = olivia.dialog()
    window.get_by_label("First name").fill("x" * 200)
    window.get_by_label("Last name").fill("Roy")
    window.get_by_label("Email address").fill("not an address")
    window.get_by_label("Date of birth").fill("1850-01-01")
    window.get_by_role("button", name="Add Client", exact=True).click()
    expect(window.get_by_text("Use at most 80 characters.")).to_be_visible()
    expect(window.get_by_text("Write an email address, like name@example.org.")).to_be_visible()
    expect(window.get_by_text("This date of birth cannot be right.")).to_be_visible()
    expect(window.get_by_label("First name")).to_be_focused()
    expect(window.get_by_label("First name")).to_have_value("x" * 200)
    olivia.shot("refused")


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("Ana@Example.org", "ANA@EXAMPLE.ORG"),
        ("ana@example.org", "ａｎａ@example.org"),
        ("zo\u00eb@ex\u00e4mple.org", "Zoe\u0308@exa\u0308mple.org"),
    ],
    ids=["case", "width", "accents"],
)
def test_an_address_typed_differently_signs_in_to_the_same_account(
    house: House, person: Callable[..., Person], given: str, typed: str
) -> None:
    olivia, ana = person(), person(width=PHONE)
    set_up(olivia, house)
    add_client(olivia, "Chloé", "Roy")
    first_sign_in(ana, give_access(olivia, given), email=given)
    elsewhere = person(width=PHONE)
    sign_in(elsewhere, typed, CLIENT_PASSWORD)
    elsewhere.is_at("/portal/account")


def test_a_password_of_5000_characters_is_refused_with_a_sentence(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    sign_in(person(), "olivia@example.org", "x" * 5000, at="/login")
    olivia.open("/account")
    olivia.write(Current_password="violet tram meadow 42", New_password="long " * 1000)
    olivia.press("Change password")
    olivia.sees("Use at most 256 characters.")


def _fits(somebody: Person) -> None:
    """Nothing makes the page wider than the screen."""
    for width in (PHONE, DESK):
        somebody.page.set_viewport_size({"width": width, "height": 800})
        wide = "element => element.getBoundingClientRect().right > innerWidth + 1 && element.className"
        assert (
            somebody.page.locator("main :not([role=tab], thead *)").evaluate_all(
                f"all => all.map({wide}).filter(Boolean)"
            )
            == []
        )
        assert somebody.page.evaluate("document.documentElement.scrollWidth") <= width
