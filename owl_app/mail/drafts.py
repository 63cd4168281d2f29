"""How a letter is laid out, as text and as HTML, before it is queued."""

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

PORTAL = "{{portal}}"
"""Stands where the address of the Client Portal goes."""

CODE = "{{code}}"
"""Stands where the six digits go that somebody may type instead of opening the link; made again like the link."""

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


def draft(
    kind: str,
    practice: Practice,
    account: Account,
    *,
    subject: str,
    before: list[str],
    button: str = "",
    to_portal: str = "",
    after: Sequence[str] = (),
    to: tuple[str, str] | None = None,
) -> Draft:
    """A letter of these paragraphs, with one button where there is one: `button` opens a link that works once,
    `to_portal` merely the Client Portal. `to` is a name and an address if not the account's own."""
    to_name, to_email = to or (account.name, account.email)
    name, accent = name_of(practice, account), readable(practice.accent)
    contact = practice.support_contact if account.area == Area.PORTAL else ""
    signed = "\n".join([name, *([contact] if contact else [])])
    text, address = (button, LINK) if button else (to_portal, PORTAL)
    link = [f"{text}:\n{address}"] if text else []
    html = _LAYOUT.substitute(
        subject=escape(subject),
        practice=escape(name),
        accent_in_dark=accent.dark,
        text_in_dark=accent.on_dark,
        before="".join(_paragraph(line) for line in before),
        button=_button(text, address, accent) if text else "",
        after="".join(_paragraph(line) for line in after),
        copy=_copy(address) if text else "",
        contact=escape(contact),
    )
    return Draft(
        kind=kind,
        area=account.area,
        account_id=account.id,
        to_name=to_name,
        to_email=to_email,
        subject=f"{subject} · {name}",
        text="\n\n".join([*before, *link, *after, signed]) + "\n",
        html=html,
        has_link=bool(button),
    )


def name_of(practice: Practice, account: Account) -> str:
    """What the practice is called where the reader meets it."""
    return practice.name_for_clients if account.area == Area.PORTAL else practice.name


def _button(text: str, address: str, accent: Accent) -> str:
    return (
        f'<p style="margin:24px 0"><a class="button" href="{address}" style="display:inline-block;'
        f"background:{accent.light};color:{accent.on_light};"
        'text-decoration:none;font-weight:600;padding:13px 22px;border-radius:10px">'
        f"{escape(text)}</a></p>"
    )


def _copy(address: str) -> str:
    words = escape(t("If the button does not work, copy this address into your browser:"))
    return (
        f'<div class="quiet" style="font-size:13px;color:#56605a"><p style="margin:24px 0 4px">{words}</p>'
        f'<p style="margin:0;word-break:break-all">{address}</p></div>'
    )


def _paragraph(line: str) -> str:
    return f'<p style="margin:0 0 16px">{escape(line)}</p>'
