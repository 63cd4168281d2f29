"""The access slip: one printed page with what a client needs to sign in for the first time."""

import json
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from owl_app.colours import readable
from owl_app.i18n import speaking, t

_TEMPLATE = Path(__file__).parent / "access_slip.typ"


@dataclass(frozen=True)
class Slip:
    """What stands on the slip, but for the password."""

    practice: str
    support_contact: str
    name: str
    email: str
    portal_url: str
    days: int
    language: str
    accent: str = ""


def render(*, slip: Slip, password: str) -> bytes:
    """The slip as PDF, PDF/UA-1 where the fonts allow it, in the practice's language; the password is kept nowhere."""
    with speaking(slip.language):
        values = {
            "lang": slip.language,
            "practice": slip.practice,
            "title": t("Your access to the Client Portal"),
            "hello": t("Hello {name},", name=slip.name),
            "intro": t(
                "with these details you can sign in for the first time. You will then choose a password of your own."
            ),
            "address_label": t("Client Portal"),
            "address": slip.portal_url,
            "email_label": t("Email address"),
            "email": slip.email,
            "password_label": t("Starter password"),
            "password": password,
            "scan": t("Point your phone's camera here to open the Client Portal."),
            "valid": t(
                "The starter password works for {days} days. Please keep this page to yourself.", days=slip.days
            ),
            "contact": slip.support_contact,
            "accent": readable(slip.accent).light,
        }
    inputs = {"values": json.dumps(values), "qr": _qr(slip.portal_url)}
    try:
        return _pdf(inputs, pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA refuses a letter that no font here has, like an emoji in a name.
        return _pdf(inputs)


def _pdf(inputs: dict[str, str], **options: Any) -> bytes:
    made = _compiler().compile(format="pdf", sys_inputs=inputs, **options)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


@lru_cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(_TEMPLATE), ignore_system_fonts=False)


def _qr(url: str) -> str:
    out = BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, dark="#17211c")
    return out.getvalue().decode()
