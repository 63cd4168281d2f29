"""How a letter is laid out, as text and as HTML, before it is queued."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from uuid import UUID

from owl_app.colours import Accent, readable
from owl_app.i18n import t
from owl_app.mail.attachments import Attachment
from owl_app.models import Account, Area, Practice

LINK = "{{link}}"
"""Stands where the link goes; the link itself is made again when the letter is sent and kept nowhere."""

CODE = "{{code}}"
"""Stands where the six digits go that somebody may type instead of opening the link; made again like the link."""

ORIGIN = "{{origin}}"
"""Stands where our own public address goes, which is filled in when the letter is sent."""

PORTAL = f"{ORIGIN}/portal"

_LAYOUT = Template((Path(__file__).parent / "layout.html").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Draft:
    """A letter that is written but not yet queued."""

    kind: str
    area: Area
    account_id: UUID | None
    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    has_link: bool
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Fact:
    """Something to find at a glance: what it is called, and its lines."""

    label: str
    lines: Sequence[str]
    is_list: bool = False
    is_over: bool = False
    """Whether it holds no more, and is crossed out."""

    @property
    def plain(self) -> str:
        if self.is_list:
            return "\n".join([f"{self.label}:", *(f"  {line}" for line in self.lines)])
        return f"{self.label}: {', '.join(self.lines)}"


def draft(
    kind: str,
    practice: Practice,
    account: Account,
    *,
    subject: str,
    before: list[str],
    facts: Sequence[Fact] = (),
    button: str = "",
    link: str = LINK,
    after: Sequence[str] = (),
    to: tuple[str, str] | None = None,
    attachment: Attachment | None = None,
) -> Draft:
    """A letter of these paragraphs, with one button where there is one, to the single-use link or to `link`.

    `to` is a name and an address if not the account's own.
    """
    to_name, to_email = to or (account.name, account.email)
    name, accent = name_of(practice, account), readable(practice.accent)
    contact = practice.support_contact if account.area == Area.PORTAL else ""
    signed = "\n".join([name, *([contact] if contact else [])])
    told = ["\n".join(fact.plain for fact in facts)] if facts else []
    linked = [f"{button}:\n{link}"] if button else []
    html = _LAYOUT.substitute(
        subject=escape(subject),
        practice=escape(name),
        accent_in_dark=accent.dark,
        text_in_dark=accent.on_dark,
        before="".join(_paragraph(line) for line in before),
        facts=_facts(facts) if facts else "",
        button=_button(button, link, accent) if button else "",
        after="".join(_paragraph(line) for line in after),
        copy=_copy(link) if button else "",
        contact=escape(contact),
    )
    return Draft(
        kind=kind,
        area=account.area,
        account_id=account.id,
        to_name=to_name,
        to_email=to_email,
        subject=f"{subject} · {name}",
        text="\n\n".join([*before, *told, *linked, *after, signed]) + "\n",
        html=html,
        has_link=bool(button) and link == LINK,
        attachment=attachment,
    )


def name_of(practice: Practice, account: Account) -> str:
    """What the practice is called where the reader meets it."""
    return practice.name_for_clients if account.area == Area.PORTAL else practice.name


def _facts(facts: Sequence[Fact]) -> str:
    return (
        '<table role="presentation" class="facts" width="100%" cellpadding="0" cellspacing="0" '
        'style="margin:0 0 20px;background:#f4f6f2;border-radius:10px">'
        + "".join(_fact(fact) for fact in facts)
        + '<tr><td style="padding:0 0 14px;font-size:0;line-height:0">&nbsp;</td></tr></table>'
    )


def _fact(fact: Fact) -> str:
    look = "text-decoration:line-through" if fact.is_over else "" if fact.is_list else "font-weight:600"
    lines = "<br>".join(escape(line) for line in fact.lines)
    return (
        f'<tr><td style="padding:14px 18px 0;line-height:1.5"><span class="label" style="font-size:13px;color:#56605a">'
        f'{escape(fact.label)}</span><br><span style="{look}">{lines}</span></td></tr>'
    )


def _button(text: str, link: str, accent: Accent) -> str:
    return (
        f'<p style="margin:24px 0"><a class="button" href="{escape(link)}" style="display:inline-block;'
        f"background:{accent.light};color:{accent.on_light};"
        'text-decoration:none;font-weight:600;padding:13px 22px;border-radius:10px">'
        f"{escape(text)}</a></p>"
    )


def _copy(link: str) -> str:
    words = escape(t("If the button does not work, copy this address into your browser:"))
    return (
        f'<div class="quiet" style="font-size:13px;color:#56605a"><p style="margin:24px 0 4px">{words}</p>'
        f'<p style="margin:0;word-break:break-all">{escape(link)}</p></div>'
    )


def _paragraph(line: str) -> str:
    return f'<p style="margin:0 0 16px">{escape(line)}</p>'
