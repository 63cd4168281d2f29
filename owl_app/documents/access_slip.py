"""The access slip: one printed page with what a client needs to sign in for the first time."""

from dataclasses import dataclass
from io import BytesIO

import segno

from owl_app.colours import readable
from owl_app.documents.typesetting import pdf_of
from owl_app.i18n import speaking, t


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
    return pdf_of("access_slip.typ", values, {"qr.svg": _qr(slip.portal_url)})


def _qr(url: str) -> bytes:
    out = BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, dark="#17211c")
    return out.getvalue()
