"""Settings > Client Portal: what clients read and see, and what staff hand out to them."""

from dataclasses import dataclass
from html import escape

from pydantic import field_validator
from sqlmodel import Session, func, select

from owl_app import colours
from owl_app.announcements import announce
from owl_app.i18n import t
from owl_app.models import Practice, Terms
from owl_app.services import audit, forms, logos, versions
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, get_practice
from owl_app.services.appointment_forms import read_minutes
from owl_app.services.practice import portal_url

LONGEST_STARTER = 60
"""Days that a starter password works at most."""
LONGEST_WINDOW = 240
"""Minutes before and after a session in which it can be joined at most."""
LONGEST_TERMS = 20_000
"""Characters of the terms that people agree to when they create an account."""


class PortalSettingsForm(forms.Form):
    """What Owners and Admins choose; `version` says which settings were on the screen."""

    has_lines = frozenset({"welcome", "terms"})
    may_be_long = {"terms": LONGEST_TERMS}

    version: int
    portal_name: str = ""
    welcome: str = ""
    support_contact: str = ""
    starter_password_days: int = 7
    join_minutes_before: int = 30
    join_minutes_after: int = 30
    reminds_day_before: bool = True
    reminds_hour_before: bool = True
    receipts_visible: bool = True
    accent: str = ""
    allow_sign_up: bool = False
    terms: str = ""

    _terms = field_validator("terms")(lambda value: forms.optional(value, LONGEST_TERMS))
    _welcome = field_validator("welcome")(lambda value: forms.optional(value, 600))
    _lines = field_validator("portal_name", "support_contact")(lambda value: forms.optional(value, 120))

    @field_validator("starter_password_days", mode="before")
    @classmethod
    def _days(cls, value: object) -> int:
        days = {str(number): number for number in range(1, LONGEST_STARTER + 1)}.get(str(value).strip())
        if days is None:
            raise ValueError(t("Write a number of days from 1 to {count}.", count=LONGEST_STARTER))
        return days

    @field_validator("join_minutes_before", "join_minutes_after", mode="before")
    @classmethod
    def _window(cls, value: object) -> int:
        return read_minutes(value, 0, LONGEST_WINDOW)

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
    join_minutes_before: int
    join_minutes_after: int
    reminds_day_before: bool
    reminds_hour_before: bool
    receipts_visible: bool
    accent: str
    logo: str
    allow_sign_up: bool
    terms: str
    terms_version: int
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
        join_minutes_before=practice.join_minutes_before,
        join_minutes_after=practice.join_minutes_after,
        reminds_day_before=practice.reminds_day_before,
        reminds_hour_before=practice.reminds_hour_before,
        receipts_visible=practice.receipts_visible,
        accent=practice.accent,
        logo=logos.get_brand(session, viewer).logo_address,
        allow_sign_up=practice.allow_sign_up,
        terms=_terms_of(session, practice),
        terms_version=practice.terms_version or 0,
        may_change=viewer.kind in OWNER_ADMIN,
    )


def change(session: Session, viewer: Viewer, *, form: PortalSettingsForm) -> None:
    """Save the settings.

    Raises:
        Conflict: somebody else saved since this form was opened.
    """
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session, to_change=True)
    typed = form.model_dump(exclude={"version", "terms"})
    typed["terms_version"] = _keep_terms(session, viewer, practice, form.terms)
    changed = versions.change(practice, form.version, typed)
    if changed:
        audit.record(session, viewer, "portal_settings_changed", fields=changed)
        announce(session, "practice")


def _terms_of(session: Session, practice: Practice) -> str:
    found = session.get(Terms, practice.terms_version) if practice.terms_version else None
    return found.text if found else ""


def _keep_terms(session: Session, viewer: Viewer, practice: Practice, text: str) -> int | None:
    """The version of this text; what people agreed to before stays as it was."""
    if not text:
        return None
    if text == _terms_of(session, practice):
        return practice.terms_version
    newest = session.exec(select(func.max(Terms.version))).one() or 0
    session.add(Terms(version=newest + 1, text=text, created_by=viewer.account_id))
    session.flush()
    return newest + 1


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
