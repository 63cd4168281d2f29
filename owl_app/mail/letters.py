"""What our letters say: one function a letter, in the reader's language, without anything clinical."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from uuid import UUID

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
                practice=practice.name,
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
            t("If you have no account at {practice}, please ignore this letter.", practice=practice.name),
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
                practice=practice.name,
            ),
            t("If you did not expect this, please get in touch with your practice."),
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
) -> Draft:
    signed = "\n".join([practice.name, *([practice.support_contact] if practice.support_contact else [])])
    link = [f"{button}:\n{LINK}"] if button else []
    html = _LAYOUT.substitute(
        subject=escape(subject),
        practice=escape(practice.name),
        before="".join(_paragraph(line) for line in before),
        button=_button(button) if button else "",
        after="".join(_paragraph(line) for line in after),
        copy=_copy() if button else "",
        contact=escape(practice.support_contact),
    )
    return Draft(
        kind=kind,
        area=account.area,
        account_id=account.id,
        to_name=account.name,
        to_email=account.email,
        subject=f"{subject} · {practice.name}",
        text="\n\n".join([*before, *link, *after, signed]) + "\n",
        html=html,
        has_link=bool(button),
    )


def _button(text: str) -> str:
    return (
        f'<p style="margin:24px 0"><a class="button" href="{LINK}" style="display:inline-block;background:#23714a;'
        'color:#ffffff;text-decoration:none;font-weight:600;padding:13px 22px;border-radius:10px">'
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
