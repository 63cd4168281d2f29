"""The whole client record: every area, likely duplicates, the Logs to their end, and deleting it for good."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import add_client, client_with_access, set_up


def test_a_client_is_added_with_every_area_and_the_record_shows_it(person: Callable[..., Person], house: House) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/clients")
    olivia.press("Add Client")
    window = olivia.dialog()
    olivia.write(First_name="Nora", Last_name="New", Pronouns="she/her", Other_phone="416 555 0135")
    for area in ("Address", "Clinical", "Emergency contact", "Bill-to"):
        window.locator("summary").filter(has_text=area).click()
    olivia.write(Street_address="4 Moonlight Road", City="Owlton", Client_since="2024-02-01", Referral="Her doctor")
    window.get_by_role("textbox", name="Emergency contact").fill("Sol New")
    olivia.write(Emergency_phone="12", Billing_address="9 Barn Street\nOwlton ON")
    window.locator("summary").filter(has_text="Emergency contact").click()
    window.get_by_role("button", name="Add Client", exact=True).click()
    expect(olivia.field("Emergency phone")).to_be_focused()
    olivia.sees("Write a phone number, like 416 555 0134.")
    olivia.shot("wrong")
    olivia.field("Emergency phone").fill("416 555 0136")
    window.get_by_role("button", name="Add Client", exact=True).click()
    olivia.is_at("/clients/*")
    olivia.sees("No session is booked")
    olivia.page.get_by_role("tab", name="Contact & Clinical").click()
    for text in ("she/her", "(416) 555-0135", "4 Moonlight Road, Owlton", "February 1, 2024", "Her doctor", "Sol New"):
        olivia.sees(text)
    expect(olivia.page.get_by_text("9 Barn Street")).to_be_visible()
    olivia.shot("record")


def test_a_second_record_of_one_person_is_warned_of_and_can_be_made_all_the_same(
    person: Callable[..., Person], house: House
) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/clients")
    add_client(olivia, "Chloé", "Dubois", "chloe@example.org")
    olivia.open("/clients")
    olivia.press("Add Client")
    olivia.write(First_name="Chloe", Last_name="Dubois", Phone="416 555 0134")
    olivia.dialog().get_by_role("button", name="Add Client", exact=True).click()
    olivia.sees("Perhaps they are here already")
    olivia.sees("Same name")
    expect(olivia.dialog().get_by_role("region", name="Perhaps they are here already")).to_be_focused()
    expect(olivia.field("Phone")).to_have_value("416 555 0134")
    olivia.shot("warned")
    olivia.dialog().get_by_role("button", name="Cancel").click()
    olivia.press("Add Client")
    expect(olivia.page.get_by_text("Perhaps they are here already")).to_have_count(0)
    olivia.write(First_name="Chloe", Last_name="Dubois")
    olivia.dialog().get_by_role("button", name="Add Client", exact=True).click()
    olivia.dialog().get_by_role("button", name="Add anyway", exact=True).click()
    olivia.is_at("/clients/*")
    olivia.open("/clients")
    expect(olivia.page.locator(".row-link").filter(has_text="Dubois")).to_have_count(2)


def test_a_client_is_deleted_for_good_and_their_open_page_closes(person: Callable[..., Person], house: House) -> None:
    olivia, ana = person(), person()
    olivia.page.goto(client_with_access(olivia, ana, house))
    olivia.press("More for Ana Roy")
    olivia.page.get_by_role("menuitem", name="Make inactive").click()
    olivia.sees("Ana Roy is inactive now. The record keeps everything.")
    olivia.press("More for Ana Roy")
    olivia.page.get_by_role("menuitem", name="Delete for good").click()
    olivia.sees("Portal logins deleted with it: ana@example.org.")
    window = olivia.dialog()
    window.get_by_label("It was made by mistake").check()
    olivia.write(**{"Type the last name, Roy": "Rory"})
    window.get_by_role("button", name="Delete for good").click()
    olivia.sees("This is not the client's last name.")
    olivia.shot("refused")
    olivia.write(**{"Type the last name, Roy": "roy"})
    window.get_by_role("button", name="Delete for good").click()
    olivia.is_at("/clients")
    olivia.sees("Ana Roy is deleted.")
    olivia.sees("No clients yet")
    ana.is_at("/portal")


def test_the_logs_go_back_to_the_first_line(person: Callable[..., Person], house: House) -> None:
    olivia = person()
    set_up(olivia, house)
    olivia.open("/clients")
    record = add_client(olivia, "Ana", "Roy")
    house.fill_logs(record.rsplit("/", 1)[1], 110)
    olivia.page.goto(record)
    olivia.page.get_by_role("tab", name="Logs").click()
    lines = olivia.page.get_by_role("table", name="Logs").get_by_role("row")
    expect(lines).to_have_count(51)
    olivia.press("Show older")
    expect(lines).to_have_count(101)
    olivia.press("Show older")
    olivia.sees("added the client")
    olivia.sees("Jan 15, 2010")
    expect(olivia.button("Show older")).to_have_count(0)
