"""Two people at the same record, and one person who clicks twice."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.browser.steps import add_client, client_with_access, set_up, sign_in


def test_the_second_of_two_who_save_is_told_and_overwrites_nothing(house: House, person: Callable[..., Person]) -> None:
    olivia, adam = person(), person()
    set_up(olivia, house)
    record = add_client(olivia, "Ana", "Roy")
    house.add_owner("Adam Perch", "adam@example.org", "copper kettle morning 5")
    sign_in(adam, "adam@example.org", "copper kettle morning 5", at="/login")
    adam.is_at("/home")
    for somebody in (olivia, adam):
        somebody.page.goto(f"{record}/edit")
        expect(somebody.field("First name")).to_have_value("Ana")
    olivia.field("City").fill("Halifax")
    _save(olivia)
    olivia.sees("Saved.")
    expect(olivia.page.get_by_text("Saved.")).to_be_in_viewport()

    adam.field("Phone").fill("416 555 0134")
    _save(adam)
    adam.sees("Somebody else changed this since you opened it. What you typed is still here.")
    expect(adam.page.get_by_text("Somebody else changed this")).to_be_in_viewport()
    expect(adam.field("Phone")).to_have_value("416 555 0134")
    adam.shot("1-told")
    olivia.page.goto(record)
    olivia.page.get_by_role("tab", name="Contact & Clinical").click()
    olivia.sees("Halifax")
    expect(olivia.page.get_by_text("(416) 555-0134")).to_be_hidden()


def test_a_client_is_told_inside_the_window_that_somebody_else_saved(
    house: House, person: Callable[..., Person]
) -> None:
    olivia, ana = person(), person(width=PHONE)
    record = client_with_access(olivia, ana, house)
    ana.press("Correct phone or address")
    ana.field("City").fill("Montréal")
    olivia.page.goto(f"{record}/edit")
    olivia.field("City").fill("Halifax")
    _save(olivia)
    olivia.sees("Saved.")
    ana.dialog().get_by_role("button", name="Save", exact=True).click()
    expect(ana.dialog().get_by_text("Somebody else changed this since you opened it.")).to_be_in_viewport()
    expect(ana.dialog().get_by_label("City")).to_have_value("Montréal")
    ana.shot("told")
    ana.dialog().get_by_role("button", name="Save", exact=True).click()
    expect(ana.dialog()).to_be_hidden()
    ana.sees("Montréal")


def test_a_double_click_adds_one_client_and_saves_once(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.press("Add Client")
    window = olivia.dialog()
    window.get_by_label("First name").fill("Ana")
    window.get_by_label("Last name").fill("Roy")
    window.get_by_role("button", name="Add Client", exact=True).dblclick()
    olivia.is_at("/clients/*")
    olivia.link("Clients").first.click()
    expect(olivia.link("Ana Roy")).to_have_count(1)

    olivia.link("Ana Roy").click()
    olivia.link("Edit").click()
    olivia.field("City").fill("Halifax")
    olivia.page.get_by_role("button", name="Save", exact=True).last.dblclick()
    olivia.sees("Saved.")
    olivia.link("Back to the record").click()
    olivia.page.get_by_role("tab", name="Logs").click()
    expect(olivia.page.get_by_role("cell", name="changed city")).to_have_count(1)


def test_one_clients_form_never_holds_what_belongs_to_another(house: House, person: Callable[..., Person]) -> None:
    olivia = person()
    set_up(olivia, house)
    add_client(olivia, "Ana", "Roy")
    olivia.link("Edit").click()
    expect(olivia.field("First name")).to_have_value("Ana")
    olivia.link("Clients").first.click()
    add_client(olivia, "Ben", "Ray")
    olivia.link("Edit").click()
    expect(olivia.field("First name")).to_have_value("Ben")
    olivia.page.evaluate("history.go(-3)")
    expect(olivia.field("First name")).to_have_value("Ana")
    expect(olivia.page.get_by_text("Ben Ray")).to_be_hidden()


def test_the_add_client_window_opens_empty_after_it_was_left_with_errors(
    house: House, person: Callable[..., Person]
) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.press("Add Client")
    olivia.dialog().get_by_role("button", name="Add Client").click()
    expect(olivia.dialog().get_by_text("Please fill this in.")).to_have_count(2)
    olivia.page.keyboard.press("Escape")
    expect(olivia.dialog()).to_be_hidden()
    olivia.press("Add Client")
    expect(olivia.dialog().get_by_label("First name")).to_be_visible()
    expect(olivia.dialog().get_by_text("Please fill this in.")).to_have_count(0)


def _save(somebody: Person) -> None:
    somebody.page.get_by_role("button", name="Save", exact=True).last.click()
