"""Settings > Client Portal: what clients read and see, and what staff hand out to them."""

from dataclasses import dataclass
from html import escape

from pydantic import field_validator
from sqlmodel import Session

from owl_app import colours
from owl_app.announcements import announce
from owl_app.i18n import t
from owl_app.models import Practice
from owl_app.services import audit, forms, logos, versions
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, get_practice
from owl_app.services.practice import portal_url

LONGEST_STARTER = 60
"""Days that a starter password works at most."""


class PortalSettingsForm(forms.Form):
    """What Owners and Admins choose; `version` says which settings were on the screen."""

    has_lines = frozenset({"welcome"})

    version: int
    portal_name: str = ""
    welcome: str = ""
    support_contact: str = ""
    starter_password_days: int = 7
    accent: str = ""

    _welcome = field_validator("welcome")(lambda value: forms.optional(value, 600))
    _lines = field_validator("portal_name", "support_contact")(lambda value: forms.optional(value, 120))

    @field_validator("starter_password_days", mode="before")
    @classmethod
    def _days(cls, value: object) -> int:
        days = {str(number): number for number in range(1, LONGEST_STARTER + 1)}.get(str(value).strip())
        if days is None:
            raise ValueError(t("Write a number of days from 1 to {count}.", count=LONGEST_STARTER))
        return days

    @field_validator("accent")
    @classmethod
    def _accent(cls, value: str) -> str:
        colour = colours.parse(value) if value else ""
        if colour is None:
            raise ValueError(t("Write a colour like {example}.", example=colours.OWN.light))
        return colour


@dataclass(frozen=True)
class PortalSettings:
    """What Settings > Client Portal shows."""

    version: int
    url: str
    snippet: str
    hand_out: str
    name_for_clients: str
    practice_name: str
    portal_name: str
    welcome: str
    support_contact: str
    starter_password_days: int
    accent: str
    logo: str
    may_change: bool


def get(session: Session, viewer: Viewer) -> PortalSettings:
    viewer.must_be(STAFF)
    practice = get_practice(session)
    return PortalSettings(
        version=practice.version,
        url=portal_url(),
        snippet=_snippet(practice),
        hand_out=_hand_out(practice),
        name_for_clients=practice.name_for_clients,
        practice_name=practice.name,
        portal_name=practice.portal_name,
        welcome=practice.welcome,
        support_contact=practice.support_contact,
        starter_password_days=practice.starter_password_days,
        accent=practice.accent,
        logo=logos.get_brand(session, viewer).logo_address,
        may_change=viewer.kind in OWNER_ADMIN,
    )


def change(session: Session, viewer: Viewer, *, form: PortalSettingsForm) -> None:
    """Save the settings.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session, to_change=True)
    changed = versions.change(practice, form.version, form.model_dump(exclude={"version"}))
    if changed:
        audit.record(session, viewer, "portal_settings_changed", fields=changed)
        announce(session, "practice")


def _snippet(practice: Practice) -> str:
    """A link for the practice's own website, as HTML."""
    words = t("Client Portal of {practice}", practice=practice.name_for_clients)
    return f'<a href="{escape(portal_url())}">{escape(words)}</a>'


def _hand_out(practice: Practice) -> str:
    """What to write to a client who is about to get access."""
    lines = [
        t("Our Client Portal is at {url}", url=portal_url()),
        t("Sign in with your email address and the starter password we gave you, then choose a password of your own."),
        t('If you have forgotten your password, press "Forgot Your Password?" on that page.'),
        practice.support_contact,
        practice.name_for_clients,
    ]
    return "\n".join(line for line in lines if line)
