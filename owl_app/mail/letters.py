"""What our letters say: one function a letter, in the reader's language, without anything clinical."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from uuid import UUID

from owl_app.colours import Accent, readable
from owl_app.i18n import t
from owl_app.models import Account, Area, Practice

LINK = "{{link}}"
"""Stands where the link goes; the link itself is made again when the letter is sent and kept nowhere."""

_LAYOUT = Template((Path(__file__).parent / "layout.html").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Draft:
    """A letter that is written but not yet queued."""

    kind: str
    area: Area
    account_id: UUID
    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    has_link: bool


def reset_password(practice: Practice, account: Account) -> Draft:
    """Somebody asked for a new password for this account."""
    return _draft(
        "reset_password",
        practice,
        account,
        subject=t("Choose a new password"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody, most likely you, asked for a new password for your account at {practice}.",
                practice=_name(practice, account),
            ),
        ],
        button=t("Choose a new password"),
        after=[
            t("The link works once, for two hours."),
            t("If it was not you, you need not do anything: your password stays as it is."),
        ],
    )


def confirm_email(practice: Practice, account: Account) -> Draft:
    """The owner of this address is asked to prove it."""
    return _draft(
        "confirm_email",
        practice,
        account,
        subject=t("Confirm your email address"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Please confirm that this is your email address. "
                "You can then choose a new password yourself if you ever forget it."
            ),
        ],
        button=t("Confirm my email address"),
        after=[
            t("The link works once, for seven days."),
            t("If you have no account at {practice}, please ignore this letter.", practice=_name(practice, account)),
        ],
    )


def invite_to_portal(practice: Practice, account: Account) -> Draft:
    """The practice opened the Client Portal to this address."""
    return _draft(
        "invite_to_portal",
        practice,
        account,
        subject=t("Your access to the Client Portal"),
        before=[
            t("Hello {name},", name=account.name),
            t("{practice} has opened its Client Portal for you.", practice=practice.name_for_clients),
            t("Choose a password, and you are in. Nobody else will know it."),
        ],
        button=t("Choose my password"),
        after=[
            t("The link works once, for fourteen days."),
            t("If you do not know {practice}, please ignore this letter.", practice=practice.name_for_clients),
        ],
    )


def one_more_person(practice: Practice, account: Account) -> Draft:
    """The login of this address was tied to one more client, who is not named."""
    return _draft(
        "one_more_person",
        practice,
        account,
        subject=t("You can now see one more person in the Client Portal"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} has given your login access to the page of one more person.",
                practice=practice.name_for_clients,
            ),
            t("Sign in to the Client Portal as always. You choose there whose page you see."),
            t("If you did not expect this, please get in touch with your practice."),
        ],
    )


def invite_to_team(practice: Practice, account: Account) -> Draft:
    """Somebody of the practice made an account for this colleague."""
    return _draft(
        "invite_to_team",
        practice,
        account,
        subject=t("Join {practice}", practice=practice.name),
        before=[
            t("Hello {name},", name=account.name),
            t("You have been invited to the team of {practice} on Owl App.", practice=practice.name),
            t("Choose a password, and you are in. Nobody else will know it."),
        ],
        button=t("Choose my password"),
        after=[
            t("The link works once, for fourteen days."),
            t("If you do not know {practice}, please ignore this letter.", practice=practice.name),
        ],
    )


def portal_email_changed(practice: Practice, account: Account) -> Draft:
    """The address that was proven hears that the practice replaced it; written while it still stands in the account."""
    return _draft(
        "portal_email_changed",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "{practice} changed the email address you sign in to the Client Portal with. This one is used no more.",
                practice=practice.name_for_clients,
            ),
            t("If you did not expect this, please get in touch with your practice."),
        ],
    )


def change_email(practice: Practice, account: Account) -> Draft:
    """The address an account is to have is asked to prove itself; it may be a stranger's, so it hears no name."""
    return _draft(
        "change_email",
        practice,
        account,
        to_new=True,
        subject=t("Confirm your new email address"),
        before=[
            t("Hello,"),
            t("Please confirm that you want to sign in at {practice} with this address.", practice=practice.name),
            t("Until then, the address you had works as before."),
        ],
        button=t("Confirm my new address"),
        after=[
            t("The link works once, for two days, in a browser where you are signed in."),
            t("If you did not ask for this, please ignore this letter."),
        ],
    )


def email_change_asked(practice: Practice, account: Account) -> Draft:
    """The address an account has hears that it is to be replaced."""
    return _draft(
        "email_change_asked",
        practice,
        account,
        subject=t("A new email address was asked for"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody, most likely you, asked to sign in at {practice} with another email address.",
                practice=practice.name,
            ),
            t("This one works as before until the new one is confirmed."),
            t(
                "If it was not you, somebody knows your password: sign in, change the password, "
                "and press “Keep the old one” beside your email address."
            ),
        ],
    )


def email_taken(practice: Practice, account: Account) -> Draft:
    """The owner of an address hears that somebody asked for it who cannot have it."""
    return _draft(
        "email_taken",
        practice,
        account,
        subject=t("Your email address has a login already"),
        before=[
            t("Hello {name},", name=account.name),
            t(
                "Somebody asked to sign in at {practice} with this address. It has a login already, "
                "so nothing was changed.",
                practice=practice.name,
            ),
            t("If it was you, sign in with this address, or choose a new password on the sign-in page."),
            t("If it was not you, you need not do anything."),
        ],
    )


def email_replaced(practice: Practice, account: Account) -> Draft:
    """The old address hears that it was replaced; written while it still stands in the account."""
    return _draft(
        "email_replaced",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t("From now on you sign in at {practice} with another email address.", practice=practice.name),
            t("This one is used no more."),
            t("If it was not you, please get in touch with your practice at once."),
        ],
    )


def email_in_use(practice: Practice, account: Account) -> Draft:
    """The new address hears that it is the account's own now."""
    return _draft(
        "email_in_use",
        practice,
        account,
        subject=t("Your sign-in address was changed"),
        before=[
            t("Hello {name},", name=account.name),
            t("From now on you sign in at {practice} with this email address.", practice=practice.name),
            t("Every other device was signed out."),
        ],
    )


def _draft(
    kind: str,
    practice: Practice,
    account: Account,
    *,
    subject: str,
    before: list[str],
    button: str = "",
    after: Sequence[str] = (),
    to_new: bool = False,
) -> Draft:
    name, accent = _name(practice, account), readable(practice.accent)
    signed = "\n".join([name, *([practice.support_contact] if practice.support_contact else [])])
    link = [f"{button}:\n{LINK}"] if button else []
    html = _LAYOUT.substitute(
        subject=escape(subject),
        practice=escape(name),
        accent_in_dark=accent.dark,
        text_in_dark=accent.on_dark,
        before="".join(_paragraph(line) for line in before),
        button=_button(button, accent) if button else "",
        after="".join(_paragraph(line) for line in after),
        copy=_copy() if button else "",
        contact=escape(practice.support_contact),
    )
    return Draft(
        kind=kind,
        area=account.area,
        account_id=account.id,
        to_name="" if to_new else account.name,
        to_email=account.new_email if to_new else account.email,
        subject=f"{subject} · {name}",
        text="\n\n".join([*before, *link, *after, signed]) + "\n",
        html=html,
        has_link=bool(button),
    )


def _name(practice: Practice, account: Account) -> str:
    """What the practice is called where the reader meets it."""
    return practice.name_for_clients if account.area == Area.PORTAL else practice.name


def _button(text: str, accent: Accent) -> str:
    return (
        f'<p style="margin:24px 0"><a class="button" href="{LINK}" style="display:inline-block;'
        f"background:{accent.light};color:{accent.on_light};"
        'text-decoration:none;font-weight:600;padding:13px 22px;border-radius:10px">'
        f"{escape(text)}</a></p>"
    )


def _copy() -> str:
    words = escape(t("If the button does not work, copy this address into your browser:"))
    return (
        f'<div class="quiet" style="font-size:13px;color:#56605a"><p style="margin:24px 0 4px">{words}</p>'
        f'<p style="margin:0;word-break:break-all">{LINK}</p></div>'
    )


def _paragraph(line: str) -> str:
    return f'<p style="margin:0 0 16px">{escape(line)}</p>'
