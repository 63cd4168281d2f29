"""Every screen in every state worth looking at, and how somebody gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from owl_app.demo import PASSWORD
from tests.browser.person import Person
from tests.browser.steps import sign_in

OWNER, THERAPIST = ("olivia@demo.example", "/login"), ("thea@demo.example", "/login")
CLIENT, NEWCOMER = ("ana.roy@demo.example", "/portal"), ("dmitri.starling@demo.example", "/portal")
NOBODY = ("", "")


@dataclass(frozen=True)
class Screen:
    """One state of one screen: who sees it, where it is, and what has to be done there first."""

    name: str
    who: tuple[str, str]
    path: str
    act: Callable[[Person], object]


def go(somebody: Person, screen: Screen) -> None:
    """Bring somebody to a screen; a signed-in person is signed in only once."""
    email, door = screen.who
    if email and somebody.signed_in_as != email:
        sign_in(somebody, email, PASSWORD, at=door)
        expect(somebody.field("Password")).to_be_hidden()
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


def _clients(somebody: Person) -> None:
    expect(somebody.link("Ana Roy", said=True)).to_be_visible()


def _nobody_found(somebody: Person) -> None:
    _clients(somebody)
    somebody.field("Search clients").fill("zzzz")
    somebody.sees(somebody.t("Nobody found"))


def _add_client(somebody: Person) -> None:
    _clients(somebody)
    somebody.press("Add Client")
    expect(somebody.dialog()).to_be_visible()


def _add_nobody(somebody: Person) -> None:
    _add_client(somebody)
    somebody.dialog().get_by_label(somebody.t("Email address")).fill("no address")
    somebody.dialog().get_by_role("button", name=somebody.t("Add Client"), exact=True).click()
    expect(somebody.dialog().get_by_text(somebody.t("Please fill this in."))).to_have_count(2)


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


def _new_starter(somebody: Person) -> None:
    _edit("Ana Roy")(somebody)
    somebody.press("Give a new starter password")
    expect(somebody.field("Starter password")).not_to_have_value("")


def _hand_over(somebody: Person) -> None:
    _edit("Farah Crane")(somebody)
    somebody.press("Give a new starter password")
    expect(somebody.field("Starter password")).not_to_have_value("")
    somebody.field("Starter password").press("Enter")
    expect(somebody.heading("Ready to hand over")).to_be_visible()


def _settings(somebody: Person) -> None:
    expect(somebody.heading("What clients read")).to_be_visible()


def _open_letter(somebody: Person) -> None:
    somebody.button("Read").first.click()
    expect(somebody.button("Close").first).to_be_visible()


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
    Screen("first-password", NEWCOMER, "/first-password", _heading("Choose your own password")),
    Screen("first-password-refused", NEWCOMER, "/first-password", _short_password),
    Screen("clients", OWNER, "/clients", _clients),
    Screen("clients-nobody-found", OWNER, "/clients", _nobody_found),
    Screen("add-client", OWNER, "/clients", _add_client),
    Screen("add-client-refused", OWNER, "/clients", _add_nobody),
    Screen("menu", OWNER, "/clients", _menu),
    Screen("record", OWNER, "/clients", _record("Ana Roy")),
    Screen("record-portal", OWNER, "/clients", _tab("Ana Roy", "Portal access")),
    Screen("record-no-portal", OWNER, "/clients", _tab("Tess Dipper", "Portal access")),
    Screen("record-logs", OWNER, "/clients", _tab("Ana Roy", "Logs")),
    Screen("record-missing", OWNER, "/clients/none", _heading("Client record")),
    Screen("edit", OWNER, "/clients", _edit("Ana Roy")),
    Screen("edit-refused", OWNER, "/clients", _edit_refused),
    Screen("edit-new-starter", OWNER, "/clients", _new_starter),
    Screen("edit-no-portal", OWNER, "/clients", _edit("Quinn Siskin")),
    Screen("hand-over", OWNER, "/clients", _hand_over),
    Screen("settings-portal", OWNER, "/settings/portal", _settings),
    Screen("settings-portal-therapist", THERAPIST, "/settings/portal", _settings),
    Screen("clients-therapist", THERAPIST, "/clients", _heading("All Clients")),
    Screen("settings-mail", OWNER, "/settings/mail", _open_letter),
    Screen("account", OWNER, "/account", _security),
    Screen("my-account", CLIENT, "/portal/account", _my_account),
    Screen("my-account-correct", CLIENT, "/portal/account", _correct),
    Screen("my-account-refused", CLIENT, "/portal/account", _correct_refused),
    Screen("portal-menu", CLIENT, "/portal/account", _portal_menu),
    Screen("security", CLIENT, "/portal/security", _security),
    Screen("security-refused", CLIENT, "/portal/security", _wrong_current),
    Screen("security-sign-out", CLIENT, "/portal/security", _sign_out_elsewhere),
]
