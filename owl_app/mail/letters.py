"""What our letters say: one function a letter, in the reader's language, without anything clinical."""

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


def _draft(
    kind: str, practice: Practice, account: Account, *, subject: str, before: list[str], button: str, after: list[str]
) -> Draft:
    contact = [practice.support_contact] if practice.support_contact else []
    text = "\n\n".join([*before, f"{button}:\n{LINK}", *after, "\n".join([practice.name, *contact])]) + "\n"
    html = _LAYOUT.substitute(
        subject=escape(subject),
        practice=escape(practice.name),
        before="".join(_paragraph(line) for line in before),
        link=LINK,
        button=escape(button),
        after="".join(_paragraph(line) for line in after),
        copy=escape(t("If the button does not work, copy this address into your browser:")),
        contact=escape(practice.support_contact),
    )
    return Draft(
        kind=kind,
        area=account.area,
        account_id=account.id,
        to_name=account.name,
        to_email=account.email,
        subject=f"{subject} · {practice.name}",
        text=text,
        html=html,
        has_link=True,
    )


def _paragraph(line: str) -> str:
    return f'<p style="margin:0 0 16px">{escape(line)}</p>'
