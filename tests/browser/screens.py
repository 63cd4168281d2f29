"""Every screen in every state worth looking at, and how somebody gets there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import expect

from owl_app.demo import PASSWORD
from tests.browser.person import Person
from tests.browser.steps import sign_in

OWNER, ADMIN = ("olivia@demo.example", "/login"), ("adam@demo.example", "/login")
THERAPIST = ("thea@demo.example", "/login")
CLIENT, NEWCOMER = ("ana.roy@demo.example", "/portal"), ("dmitri.starling@demo.example", "/portal")
PARENT, PARTNER = ("rosa.nest@demo.example", "/portal"), ("tess.quill@demo.example", "/portal")
TIED_TO_NOBODY = ("kofi.nest@demo.example", "/portal")
NOBODY = ("", "")


@dataclass(frozen=True)
class Screen:
    """One state of one screen: who sees it, where it is, and what has to be done there first."""

    name: str
    who: tuple[str, str]
    path: str
    act: Callable[[Person], object]


_SIGNED_IN: dict[tuple[str, str], list[Any]] = {}
"""The cookies of whoever has signed in before, by the installation and their address."""


def go(somebody: Person, screen: Screen) -> None:
    """Bring somebody to a screen; a person is signed in only once, whatever browser they sit at."""
    email, door = screen.who
    if email and somebody.signed_in_as != email:
        who = (somebody.origin, email)
        if who not in _SIGNED_IN:
            sign_in(somebody, email, PASSWORD, at=door)
            expect(somebody.field("Password")).to_be_hidden()
            _SIGNED_IN[who] = list(somebody.context.cookies())
        somebody.context.add_cookies(_SIGNED_IN[who])
        somebody.signed_in_as = email
    somebody.open(screen.path)
    screen.act(somebody)


def _heading(text: str) -> Callable[[Person], None]:
    return lambda somebody: expect(somebody.heading(text).first).to_be_visible()


def _refused(somebody: Person) -> None:
    somebody.write(Email_address="nobody@example.org", Password="wrong wrong wrong")
    somebody.press("Sign in")
    somebody.sees(somebody.t("This email address and password do not fit together."))


def _calm_answer(somebody: Person) -> None:
    somebody.write(Email_address="nobody@example.org")
    somebody.press("Send me a link")
    somebody.sees(somebody.t("If this address can be used to choose a new password, a letter is on its way to it."))


def _short_password(somebody: Person) -> None:
    somebody.write(New_password="short")
    somebody.press("Save and continue")
    somebody.sees(somebody.t("Use at least 10 characters."))


def _dead_link(somebody: Person) -> None:
    somebody.write(New_password="some quiet harbour 9")
    somebody.press("Set my new password")
    somebody.sees(somebody.t("This link is not complete or not for this page. Copy the whole link from the letter."))


def _home(name: str) -> Callable[[Person], None]:
    return lambda somebody: expect(somebody.link(name, said=True)).to_be_visible()


def _clients(somebody: Person) -> None:
    expect(somebody.link("Ana Roy", said=True)).to_be_visible()


def _nobody_found(somebody: Person) -> None:
    _clients(somebody)
    somebody.field("Search").fill("zzzz")
    somebody.sees(somebody.t("Nothing found"))


def _tick(somebody: Person) -> None:
    _clients(somebody)
    somebody.page.get_by_role("checkbox").nth(1).click()
    somebody.page.get_by_role("checkbox").nth(3).click(modifiers=["Shift"])
    expect(somebody.page.get_by_role("status").filter(has_text="3 chosen")).to_be_visible()


def _change_therapist(somebody: Person) -> None:
    _tick(somebody)
    somebody.press("Change therapist")
    expect(somebody.dialog()).to_be_visible()


def _add_client(somebody: Person) -> None:
    _clients(somebody)
    somebody.press("Add Client")
    expect(somebody.dialog()).to_be_visible()


def _add_nobody(somebody: Person) -> None:
    _add_client(somebody)
    somebody.dialog().get_by_label(somebody.t("Email address")).fill("no address")
    somebody.dialog().get_by_role("button", name=somebody.t("Add Client"), exact=True).click()
    expect(somebody.dialog().get_by_text(somebody.t("Please fill this in."))).to_have_count(2)


def _add_all_areas(somebody: Person) -> None:
    _add_client(somebody)
    for area in ("Address", "Clinical", "Emergency contact", "Bill-to"):
        somebody.dialog().locator("summary").filter(has_text=area).click()
    somebody.dialog().get_by_label(somebody.t("Referral")).scroll_into_view_if_needed()


def _add_again(somebody: Person) -> None:
    _add_client(somebody)
    somebody.write(First_name="Anna", Last_name="Roy")
    somebody.dialog().get_by_role("button", name=somebody.t("Add Client"), exact=True).click()
    somebody.sees(somebody.t("Perhaps they are here already"))


def _delete(somebody: Person) -> None:
    _record("Ana Roy")(somebody)
    somebody.page.locator(".page-header .icon-button").click()
    somebody.page.get_by_role("menuitem", name=somebody.t("Delete for good")).click()
    somebody.sees(re.compile("ana.roy@demo.example"))


def _delete_refused(somebody: Person) -> None:
    _delete(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Delete for good"), exact=True).click()
    somebody.sees(somebody.t("Choose one from the list."))


def _menu(somebody: Person) -> None:
    _clients(somebody)
    somebody.page.get_by_role("button", name="Olivia Feather").filter(visible=True).click()
    expect(somebody.page.get_by_role("menu")).to_be_visible()


def _portal_menu(somebody: Person) -> None:
    _my_account(somebody)
    somebody.page.get_by_role("button", name="Ana Roy").filter(visible=True).click()
    expect(somebody.page.get_by_role("menu")).to_be_visible()


def _record(name: str) -> Callable[[Person], None]:
    def open_record(somebody: Person) -> None:
        somebody.link(name, said=True).click()
        expect(somebody.heading(name, said=True)).to_be_visible()

    return open_record


def _tab(name: str, tab: str) -> Callable[[Person], None]:
    def open_tab(somebody: Person) -> None:
        _record(name)(somebody)
        somebody.page.get_by_role("tab", name=somebody.t(tab)).click()

    return open_tab


def _edit(name: str) -> Callable[[Person], None]:
    def open_edit(somebody: Person) -> None:
        _record(name)(somebody)
        somebody.link("Edit").click()
        expect(somebody.heading("Client Portal Settings")).to_be_visible()

    return open_edit


def _edit_refused(somebody: Person) -> None:
    _edit("Ana Roy")(somebody)
    somebody.field("First name").fill("")
    somebody.field("Phone").fill("12")
    somebody.button("Save").last.click()
    somebody.sees(somebody.t("Write a phone number, like 416 555 0134."))


def _login_menu(name: str) -> Callable[[Person], None]:
    def open_menu(somebody: Person) -> None:
        _edit(name)(somebody)
        somebody.page.locator("#portal").locator(".icon-button").click()
        expect(somebody.page.get_by_role("menu")).to_be_visible()

    return open_menu


def _in_login_menu(name: str, item: str, role: Literal["dialog", "alertdialog"]) -> Callable[[Person], None]:
    def choose(somebody: Person) -> None:
        _login_menu(name)(somebody)
        somebody.page.get_by_role("menuitem", name=somebody.t(item)).click()
        expect(somebody.page.get_by_role(role)).to_be_visible()

    return choose


def _change_login(somebody: Person) -> None:
    _edit("Otis Quill")(somebody)
    somebody.button("Change").last.click()
    expect(somebody.dialog().get_by_label(somebody.t("Full name"))).to_have_value("Tess Quill")


def _change_login_refused(somebody: Person) -> None:
    _change_login(somebody)
    somebody.dialog().get_by_label(somebody.t("Email address")).fill("ana.roy@demo.example")
    somebody.dialog().get_by_role("button", name=somebody.t("Save"), exact=True).click()
    somebody.sees(somebody.t("This address is in use here. Use a different one."))


def _add_login(name: str) -> Callable[[Person], None]:
    def open_form(somebody: Person) -> None:
        _edit(name)(somebody)
        somebody.press("Add another login")
        somebody.page.locator("#portal").get_by_label(somebody.t("Who signs in")).select_option("partner")
        expect(somebody.field("Full name")).to_be_visible()

    return open_form


def _add_login_refused(somebody: Person) -> None:
    _add_login("Ana Roy")(somebody)
    somebody.page.locator("#portal").get_by_role("button", name=somebody.t("Save"), exact=True).click()
    expect(somebody.page.get_by_text(somebody.t("Please fill this in."))).to_have_count(2)


def _connect(name: str, email: str, sentence: str) -> Callable[[Person], None]:
    def ask(somebody: Person) -> None:
        _add_login(name)(somebody)
        somebody.write(Full_name="Rosa Nest")
        settings = somebody.page.locator("#portal")
        settings.get_by_label(somebody.t("Email address")).fill(email)
        settings.get_by_role("button", name=somebody.t("Save"), exact=True).click()
        somebody.sees(somebody.t(sentence))

    return ask


def _new_starter(somebody: Person) -> None:
    _in_login_menu("Ana Roy", "New starter password", "dialog")(somebody)
    expect(somebody.field("Starter password")).not_to_have_value("")


def _hand_over(somebody: Person) -> None:
    _in_login_menu("Farah Crane", "New starter password", "dialog")(somebody)
    expect(somebody.field("Starter password")).not_to_have_value("")
    somebody.field("Starter password").press("Enter")
    expect(somebody.heading("Ready to hand over")).to_be_visible()


def _settings(somebody: Person) -> None:
    expect(somebody.heading("To hand out")).to_be_visible()


def _settings_refused(somebody: Person) -> None:
    _settings(somebody)
    somebody.write(Days_a_starter_password_works="99", Accent_colour="greenish")
    somebody.press("Save")
    somebody.sees(somebody.t("Write a number of days from 1 to 60."))


def _pale_accent(somebody: Person) -> None:
    _settings(somebody)
    somebody.write(Accent_colour="#ffe680")
    somebody.sees(somebody.t("#ffe680 is too pale to read; we use #8c7500."))


def _no_logo(somebody: Person) -> None:
    _settings(somebody)
    somebody.press("Save the logo")
    somebody.sees(somebody.t("Choose a picture first."))


def _practice(somebody: Person) -> None:
    expect(somebody.heading("Who sees what")).to_be_visible()


def _practice_refused(somebody: Person) -> None:
    _practice(somebody)
    somebody.write(Name_of_the_practice="", Phone="12")
    somebody.press("Save")
    somebody.sees(somebody.t("Please fill this in."))


def _letters(somebody: Person) -> None:
    expect(somebody.link("Read").first).to_be_visible()


def _team(somebody: Person) -> None:
    expect(somebody.page.get_by_text("iris@demo.example")).to_be_visible()


def _invite(somebody: Person) -> None:
    _team(somebody)
    somebody.press("Invite somebody")
    expect(somebody.dialog()).to_be_visible()


def _invite_refused(somebody: Person) -> None:
    _invite(somebody)
    somebody.write(Email_address="thea@demo.example")
    somebody.dialog().get_by_role("button", name=somebody.t("Send the invitation"), exact=True).click()
    somebody.sees(somebody.t("Please fill this in."))


def _about(name: str, act: str) -> Callable[[Person], None]:
    """The window that a menu item of somebody on the team opens."""

    def open_window(somebody: Person) -> None:
        _team(somebody)
        somebody.page.get_by_role("button", name=somebody.t(f"What can be done about {name}"), exact=True).click()
        somebody.page.get_by_role("menuitem", name=somebody.t(act), exact=True).click()
        expect(somebody.dialog()).to_be_visible()

    return open_window


def _team_menu(somebody: Person) -> None:
    _team(somebody)
    somebody.press("What can be done about Thea Branch")
    expect(somebody.page.get_by_role("menu")).to_be_visible()


def _no_successor(somebody: Person) -> None:
    _about("Thea Branch", "Deactivate")(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Deactivate"), exact=True).click()
    somebody.sees(somebody.t("Choose who takes the clients over, or nobody for now."))


def _last_owner(somebody: Person) -> None:
    _about("Olivia Feather", "Change role")(somebody)
    somebody.dialog().get_by_role("radio").first.check()
    somebody.dialog().get_by_role("checkbox").check()
    somebody.dialog().get_by_role("button", name=somebody.t("Change role"), exact=True).click()
    expect(somebody.dialog().get_by_role("alert")).to_be_visible()


def _new_email(somebody: Person) -> None:
    _security(somebody)
    somebody.press("Change email address")
    expect(somebody.dialog()).to_be_visible()


def _new_email_refused(somebody: Person) -> None:
    _new_email(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Send the letter"), exact=True).click()
    somebody.sees(somebody.t("Please fill this in."))


def _dead_new_email(somebody: Person) -> None:
    somebody.press("Confirm my new address")
    somebody.sees(somebody.t("This link is not complete or not for this page. Copy the whole link from the letter."))


def _security(somebody: Person) -> None:
    expect(somebody.heading("Devices signed in")).to_be_visible()


def _wrong_current(somebody: Person) -> None:
    _security(somebody)
    somebody.write(Current_password="wrong wrong wrong", New_password="some quiet harbour 9")
    somebody.press("Change password")
    somebody.sees(somebody.t("This is not your current password."))


def _sign_out_elsewhere(somebody: Person) -> None:
    _security(somebody)
    somebody.press("Sign out everywhere else")
    expect(somebody.page.get_by_role("alertdialog")).to_be_visible()


def _my_account(somebody: Person) -> None:
    expect(somebody.button("Correct phone or address")).to_be_visible()


def _add_address(somebody: Person) -> None:
    somebody.press("Add the address")
    expect(somebody.dialog()).to_be_visible()


def _nobody(somebody: Person) -> None:
    somebody.sees(somebody.t("Your practice has been told"))


def _page_of(name: str) -> Callable[[Person], None]:
    return lambda somebody: expect(somebody.heading(name, said=True)).to_be_visible()


def _switcher(somebody: Person) -> None:
    _page_of("Milo Nest")(somebody)
    somebody.page.locator(".whose").click()
    expect(somebody.page.get_by_role("menuitem")).to_have_count(2)


def _correct(somebody: Person) -> None:
    _my_account(somebody)
    somebody.press("Correct phone or address")
    expect(somebody.dialog()).to_be_visible()


def _correct_refused(somebody: Person) -> None:
    _correct(somebody)
    somebody.field("Phone").fill("12")
    somebody.dialog().get_by_role("button", name=somebody.t("Save"), exact=True).click()
    somebody.sees(somebody.t("Write a phone number, like 416 555 0134."))


SCREENS = [
    Screen("portal", NOBODY, "/portal", _heading("Client Portal")),
    Screen("portal-refused", NOBODY, "/portal", _refused),
    Screen("portal-forgot", NOBODY, "/portal/forgot", _calm_answer),
    Screen("login", NOBODY, "/login", _heading("Team sign-in")),
    Screen("login-refused", NOBODY, "/login", _refused),
    Screen("login-forgot", NOBODY, "/login/forgot", _heading("Forgot Your Password?")),
    Screen("new-password", NOBODY, "/new-password", _heading("Choose a new password")),
    Screen("new-password-dead-link", NOBODY, "/new-password", _dead_link),
    Screen("confirm-email", NOBODY, "/confirm-email", _heading("Confirm your email address")),
    Screen("new-email", NOBODY, "/new-email", _heading("Confirm your new email address")),
    Screen("first-password", NEWCOMER, "/first-password", _heading("Choose your own password")),
    Screen("first-password-refused", NEWCOMER, "/first-password", _short_password),
    Screen("home", OWNER, "/home", _home("Jaya Finch")),
    Screen("home-admin", ADMIN, "/home", _home("Gus Wren")),
    Screen("home-therapist", THERAPIST, "/home", _home("Farah Crane")),
    Screen("clients", OWNER, "/clients", _clients),
    Screen("clients-nobody-found", OWNER, "/clients", _nobody_found),
    Screen("clients-chosen", OWNER, "/clients", _tick),
    Screen("clients-change-therapist", OWNER, "/clients?status=active", _change_therapist),
    Screen("add-client", OWNER, "/clients", _add_client),
    Screen("add-client-refused", OWNER, "/clients", _add_nobody),
    Screen("add-client-all-areas", OWNER, "/clients", _add_all_areas),
    Screen("add-client-again", OWNER, "/clients", _add_again),
    Screen("menu", OWNER, "/clients", _menu),
    Screen("record", OWNER, "/clients", _record("Ana Roy")),
    Screen("record-portal", OWNER, "/clients", _tab("Ana Roy", "Portal access")),
    Screen("record-no-portal", OWNER, "/clients", _tab("Tess Dipper", "Portal access")),
    Screen("record-portal-couple", OWNER, "/clients", _tab("Otis Quill", "Portal access")),
    Screen("record-portal-parent", OWNER, "/clients", _tab("Pia Nest", "Portal access")),
    Screen("record-portal-expired", OWNER, "/clients", _tab("Gus Wren", "Portal access")),
    Screen("record-portal-disabled", OWNER, "/clients", _tab("Hana Robin", "Portal access")),
    Screen("record-portal-invited", OWNER, "/clients", _tab("Ivo Drake", "Portal access")),
    Screen("record-logs", OWNER, "/clients", _tab("Ana Roy", "Logs")),
    Screen("record-delete", OWNER, "/clients", _delete),
    Screen("record-delete-refused", OWNER, "/clients", _delete_refused),
    Screen("record-missing", OWNER, "/clients/none", _heading("Client record")),
    Screen("edit", OWNER, "/clients", _edit("Ana Roy")),
    Screen("edit-refused", OWNER, "/clients", _edit_refused),
    Screen("edit-couple", OWNER, "/clients", _edit("Otis Quill")),
    Screen("edit-login-menu", OWNER, "/clients", _login_menu("Ana Roy")),
    Screen("edit-login-change", OWNER, "/clients", _change_login),
    Screen("edit-login-change-refused", OWNER, "/clients", _change_login_refused),
    Screen("edit-login-disable", OWNER, "/clients", _in_login_menu("Ana Roy", "Disable", "alertdialog")),
    Screen("edit-login-remove", OWNER, "/clients", _in_login_menu("Ana Roy", "Remove from this client", "alertdialog")),
    Screen("edit-add-login", OWNER, "/clients", _add_login("Ana Roy")),
    Screen("edit-add-login-refused", OWNER, "/clients", _add_login_refused),
    Screen(
        "edit-connect",
        OWNER,
        "/clients",
        _connect("Ana Roy", "rosa.nest@demo.example", "Is this the same person?"),
    ),
    Screen(
        "edit-connect-refused",
        THERAPIST,
        "/clients",
        _connect(
            "Milo Nest",
            "ana.roy@demo.example",
            "This address is in use here. Ask an Owner or Admin to connect it.",
        ),
    ),
    Screen("edit-new-starter", OWNER, "/clients", _new_starter),
    Screen("edit-no-portal", OWNER, "/clients", _edit("Quinn Siskin")),
    Screen("hand-over", OWNER, "/clients", _hand_over),
    Screen("settings-practice", OWNER, "/settings/practice", _practice),
    Screen("settings-practice-admin", ADMIN, "/settings/practice", _practice),
    Screen("settings-practice-refused", OWNER, "/settings/practice", _practice_refused),
    Screen("settings-portal", OWNER, "/settings/portal", _settings),
    Screen("settings-portal-refused", OWNER, "/settings/portal", _settings_refused),
    Screen("settings-portal-pale-accent", OWNER, "/settings/portal", _pale_accent),
    Screen("settings-portal-no-logo", OWNER, "/settings/portal", _no_logo),
    Screen("settings-portal-therapist", THERAPIST, "/settings/portal", _settings),
    Screen("clients-therapist", THERAPIST, "/clients", _heading("All Clients")),
    Screen("settings-mail", OWNER, "/settings/mail", _letters),
    Screen("team", OWNER, "/settings/team", _team),
    Screen("team-menu", OWNER, "/settings/team", _team_menu),
    Screen("team-invite", OWNER, "/settings/team", _invite),
    Screen("team-invite-refused", OWNER, "/settings/team", _invite_refused),
    Screen("team-role", OWNER, "/settings/team", _about("Thea Branch", "Change role")),
    Screen("team-last-owner", OWNER, "/settings/team", _last_owner),
    Screen("team-deactivate", OWNER, "/settings/team", _no_successor),
    Screen("team-withdraw", OWNER, "/settings/team", _about("Iris Alder", "Withdraw the invitation")),
    Screen("team-admin", ADMIN, "/settings/team", _team),
    Screen("team-admin-invite", ADMIN, "/settings/team", _invite),
    Screen("new-email-dead-link", OWNER, "/new-email", _dead_new_email),
    Screen("account", OWNER, "/account", _security),
    Screen("my-account", CLIENT, "/portal/account", _my_account),
    Screen("my-account-correct", CLIENT, "/portal/account", _correct),
    Screen("my-account-refused", CLIENT, "/portal/account", _correct_refused),
    Screen("my-account-parent", PARENT, "/portal/account", _page_of("Milo Nest")),
    Screen("my-account-switcher", PARENT, "/portal/account", _switcher),
    Screen("my-account-partner", PARTNER, "/portal/account", _heading("Confirm your email address")),
    Screen("my-account-add", PARTNER, "/portal/account", _add_address),
    Screen("my-account-nobody", TIED_TO_NOBODY, "/portal/account", _nobody),
    Screen("security-parent", PARENT, "/portal/security", _security),
    Screen("portal-menu", CLIENT, "/portal/account", _portal_menu),
    Screen("security", CLIENT, "/portal/security", _security),
    Screen("security-refused", CLIENT, "/portal/security", _wrong_current),
    Screen("security-new-email", CLIENT, "/portal/security", _new_email),
    Screen("security-new-email-refused", CLIENT, "/portal/security", _new_email_refused),
    Screen("security-sign-out", CLIENT, "/portal/security", _sign_out_elsewhere),
]
