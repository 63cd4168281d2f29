"""The screens of sign-up, Prospects and merging, in every state worth looking at."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.screens import NOBODY, OWNER, Screen

UNVERIFIED = ("barnaby@demo.example", "/portal")
CONNECTED = ("otis.nest.at.home@demo.example", "/portal")


def _create_account(somebody: Person) -> None:
    expect(somebody.heading("Create Account")).to_be_visible()


def _create_refused(somebody: Person) -> None:
    _create_account(somebody)
    somebody.write(First_name="Nina", Last_name="Noor", Email_address="nina@demo.example", Password="short")
    somebody.press("Create Account")
    somebody.sees(somebody.t("Please read the terms and agree to them."))


def _check_mail(somebody: Person) -> None:
    expect(somebody.heading("Look in your mail")).to_be_visible()


def _no_code(somebody: Person) -> None:
    _check_mail(somebody)
    somebody.write(Code_from_the_letter="123456")
    somebody.press("Confirm my email address")
    somebody.sees(somebody.t("This is not the code of the newest letter. Look again, or have a new letter sent."))


def _verify(somebody: Person) -> None:
    expect(somebody.heading("Confirm your email address")).to_be_visible()


def _verify_dead(somebody: Person) -> None:
    _verify(somebody)
    somebody.press("Confirm my email address")
    somebody.sees(somebody.t("This link is not complete or not for this page. Copy the whole link from the letter."))


def _unverified(somebody: Person) -> None:
    expect(somebody.heading("Confirm your email address")).to_be_visible()


def _not_my_code(somebody: Person) -> None:
    _unverified(somebody)
    somebody.press("Confirm my email address")
    somebody.sees(somebody.t("This is not the code of the newest letter. Look again, or have a new letter sent."))


def _welcome(somebody: Person) -> None:
    expect(somebody.button("Got it")).to_be_visible()


def _prospects(somebody: Person) -> None:
    expect(somebody.link("Wilma Whisper", said=True)).to_be_visible()


def _dismissed(somebody: Person) -> None:
    expect(somebody.link("Casper Cobweb", said=True)).to_be_visible()


def _nobody_waits(somebody: Person) -> None:
    somebody.sees(somebody.t("Nothing found"))


def _tick(somebody: Person, name: str) -> None:
    _prospects(somebody)
    somebody.page.get_by_role("checkbox", name=name, exact=True).check()


def _bar(somebody: Person, name: str) -> Locator:
    bar = somebody.page.get_by_role("region", name=somebody.t("What is chosen"))
    return bar.get_by_role("button", name=somebody.t(name), exact=True)


def _chosen(somebody: Person) -> None:
    _tick(somebody, "Milo Lark")
    expect(_bar(somebody, "Associate")).to_be_enabled()


def _create(somebody: Person) -> None:
    _chosen(somebody)
    _bar(somebody, "Create Client").click()
    expect(somebody.field("First name")).to_have_value("Milo")


def _create_likely(somebody: Person) -> None:
    _create(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Create Client"), exact=True).click()
    somebody.sees(somebody.t("Perhaps they are here already"))


def _verify_first(somebody: Person) -> None:
    _tick(somebody, "Barnaby Bramble")
    _bar(somebody, "Associate").click()
    sentence = "The address is not verified yet. Choose Verify first, or wait for the person to do it."
    somebody.sees(somebody.t(sentence))


def _dismiss(somebody: Person) -> None:
    _chosen(somebody)
    _bar(somebody, "Dismiss").click()
    expect(somebody.dialog()).to_be_visible()


def _associate(somebody: Person) -> None:
    _chosen(somebody)
    _bar(somebody, "Associate").click()
    expect(somebody.dialog().get_by_text(somebody.t("Likely")).first).to_be_visible()


def _match_card(somebody: Person) -> None:
    _associate(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Compare with Milo Lark")).click()
    expect(somebody.dialog().get_by_text(somebody.t("Agrees")).first).to_be_visible()


def _no_match(somebody: Person) -> None:
    _associate(somebody)
    somebody.dialog().get_by_role("searchbox").fill("zzzz")
    somebody.sees(somebody.t("Nobody found. Try fewer letters, or another spelling."))


def _undo(somebody: Person) -> None:
    _prospects(somebody)
    somebody.page.get_by_role("button", name="otis.nest.at.home@demo.example").click()
    expect(somebody.page.get_by_role("alertdialog")).to_be_visible()


def _one(name: str) -> Callable[[Person], None]:
    def open_one(somebody: Person) -> None:
        somebody.link(name, said=True).click()
        expect(somebody.heading(name, said=True)).to_be_visible()

    return open_one


def _missing(somebody: Person) -> None:
    somebody.sees(somebody.t("This prospect is not here any more"))


def _merge(somebody: Person) -> None:
    somebody.link("Milo Nest", said=True).click()
    somebody.page.locator(".page-header .icon-button").click()
    somebody.page.get_by_role("menuitem", name=somebody.t("Merge with a duplicate")).click()
    somebody.dialog().get_by_role("searchbox").fill("milo lark")
    somebody.dialog().get_by_role("button", name=somebody.t("Compare with Milo Lark")).click()
    expect(somebody.dialog().get_by_role("button", name=somebody.t("Merge"), exact=True)).to_be_visible()


def _merge_refused(somebody: Person) -> None:
    _merge(somebody)
    somebody.dialog().get_by_role("button", name=somebody.t("Merge"), exact=True).click()
    expect(somebody.dialog().get_by_text(somebody.t("Choose which one stays.")).first).to_be_visible()


def _letters(somebody: Person) -> None:
    expect(somebody.heading("Letters")).to_be_visible()


PROSPECT_SCREENS = [
    Screen("create-account", NOBODY, "/portal/create-account", _create_account),
    Screen("create-account-refused", NOBODY, "/portal/create-account", _create_refused),
    Screen("check-mail", NOBODY, "/portal/check-mail", _check_mail),
    Screen("check-mail-refused", NOBODY, "/portal/check-mail", _no_code),
    Screen("verify", NOBODY, "/verify", _verify),
    Screen("verify-dead-link", NOBODY, "/verify", _verify_dead),
    Screen("my-account-unverified", UNVERIFIED, "/portal/account", _unverified),
    Screen("my-account-not-the-code", UNVERIFIED, "/portal/account", _not_my_code),
    Screen("my-account-welcome", CONNECTED, "/portal/account", _welcome),
    Screen("prospects", OWNER, "/prospects", _prospects),
    Screen("prospects-dismissed", OWNER, "/prospects?state=dismissed", _dismissed),
    Screen("prospects-nobody", OWNER, "/prospects?q=zzzz", _nobody_waits),
    Screen("prospects-chosen", OWNER, "/prospects", _chosen),
    Screen("prospects-create", OWNER, "/prospects", _create),
    Screen("prospects-create-likely", OWNER, "/prospects", _create_likely),
    Screen("prospects-verify-first", OWNER, "/prospects", _verify_first),
    Screen("prospects-dismiss", OWNER, "/prospects", _dismiss),
    Screen("prospects-associate", OWNER, "/prospects", _associate),
    Screen("prospects-no-match", OWNER, "/prospects", _no_match),
    Screen("prospects-match-card", OWNER, "/prospects", _match_card),
    Screen("prospects-undo", OWNER, "/prospects", _undo),
    Screen("prospect", OWNER, "/prospects", _one("Milo Lark")),
    Screen("prospect-unverified", OWNER, "/prospects", _one("Barnaby Bramble")),
    Screen("prospect-missing", OWNER, "/prospects/none", _missing),
    Screen("merge", OWNER, "/clients?q=milo", _merge),
    Screen("merge-refused", OWNER, "/clients?q=milo", _merge_refused),
    Screen("account-letters", OWNER, "/account", _letters),
]
