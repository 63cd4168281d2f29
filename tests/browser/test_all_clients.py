"""All Clients as a grid for real work: search, sort, filter, ticks over pages, and the green edit bar."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from owl_app.demo import PASSWORD
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import sign_in


def owner(visitor: Callable[..., Person], **props: object) -> Person:
    olivia = visitor(**props)
    sign_in(olivia, "olivia@demo.example", PASSWORD, at="/login")
    olivia.open("/clients")
    expect(olivia.link("Ana Roy", said=True)).to_be_visible()
    return olivia


def names(somebody: Person) -> list[str]:
    return somebody.page.locator(".row-link").all_inner_texts()


def test_what_is_searched_stands_in_the_address_and_the_back_button_takes_it_back(
    visitor: Callable[..., Person],
) -> None:
    olivia = owner(visitor)
    olivia.field("Search").fill("elise  ROBIN")
    expect(olivia.page).to_have_url(re.compile(r"/clients\?q=elise\+\+ROBIN$"))
    expect(olivia.page.locator(".row-link")).to_have_count(1)
    olivia.shot("found")
    olivia.page.get_by_role("columnheader").get_by_role("link", name="Name").click()
    expect(olivia.page).to_have_url(re.compile(r"sort=-name"))
    olivia.page.go_back()
    expect(olivia.page).to_have_url(re.compile(r"\?q=elise\+\+ROBIN$"))
    expect(olivia.field("Search")).to_have_value("elise  ROBIN")
    olivia.open("/clients?q=roy&sort=-name&status=active")
    expect(olivia.field("Search")).to_have_value("roy")
    assert all("Roy" in name for name in names(olivia))


def test_going_back_from_a_filter_shows_the_whole_list_again(visitor: Callable[..., Person]) -> None:
    olivia = owner(visitor)
    olivia.field("Status").select_option(label="Inactive")
    expect(olivia.link("Ana Roy", said=True)).to_have_count(0)
    olivia.page.go_back()
    expect(olivia.field("Status")).to_have_value("")
    expect(olivia.link("Ana Roy", said=True)).to_be_visible()


def test_a_name_is_found_by_parts_in_any_order_without_accents_by_email_and_by_phone(
    visitor: Callable[..., Person],
) -> None:
    olivia = owner(visitor)
    for typed in ("crane chloe", "CHLO", "chloe.crane@demo", "0122", "(416) 555-0122"):
        olivia.field("Search").fill(typed)
        expect(olivia.link("Chloé Crane", said=True)).to_be_visible()
        expect(olivia.link("Ana Roy", said=True)).to_have_count(0)


def test_odd_searches_find_nothing_and_break_nothing(visitor: Callable[..., Person]) -> None:
    olivia = owner(visitor)
    for typed in ("x" * 300, "%%%zz", "🦉🦉", "'; drop table client; --"):
        olivia.field("Search").fill(typed)
        olivia.sees("Nothing found")
        olivia.field("Search").fill("")
        expect(olivia.link("Ana Roy", said=True)).to_be_visible()


def test_the_therapist_of_many_clients_is_changed_at_once(person: Callable[..., Person], house: House) -> None:
    house.fill()
    olivia = owner(person)
    olivia.open("/clients?q=quinn")
    expect(olivia.page.locator(".row-link")).to_have_count(2)
    olivia.page.get_by_label("All on this page", exact=True).first.click()
    olivia.sees("2 chosen")
    olivia.field("Search").fill("otis talon")
    expect(olivia.link("Quinn Siskin", said=True)).to_have_count(0)
    olivia.page.get_by_role("checkbox").nth(1).click()
    olivia.sees("3 chosen")
    olivia.shot("chosen")
    olivia.press("Change therapist")
    olivia.dialog().get_by_label("Therapist").select_option(label="Thea Branch")
    olivia.shot("dialog")
    olivia.dialog().get_by_role("button", name="Change therapist", exact=True).click()
    olivia.sees("Changed: 3.")
    expect(olivia.page.get_by_role("status").filter(has_text="chosen")).to_have_count(0)
    olivia.open("/clients?q=quinn")
    expect(olivia.page.get_by_role("cell", name="Thea Branch")).to_have_count(2)


def test_the_grid_can_be_used_by_keyboard_alone(visitor: Callable[..., Person]) -> None:
    olivia = owner(visitor)
    olivia.field("Search").focus()
    olivia.page.keyboard.type("lena")
    expect(olivia.page.locator(".row-link")).to_have_count(2)
    olivia.page.get_by_role("checkbox").nth(1).focus()
    olivia.page.keyboard.press("Space")
    olivia.sees("1 chosen")
    olivia.page.keyboard.press("Tab")
    expect(olivia.page.locator(".row-link").first).to_be_focused()
    olivia.page.keyboard.press("Enter")
    olivia.is_at("/clients/*")
