"""Settings > Practice: who and where the practice is, how it writes, and who of the team sees what."""

from dataclasses import dataclass

from pydantic import ValidationInfo, field_validator
from sqlmodel import Session

from owl_app.announcements import announce
from owl_app.choices import LOCALE, currencies, locales
from owl_app.errors import NotAllowed
from owl_app.i18n import t
from owl_app.services import audit, forms, starter_passwords, versions
from owl_app.services.access import OWNER, OWNER_ADMIN, Viewer, get_practice
from owl_app.services.phones import read_phone, written_phone


class PracticeForm(forms.AddressForm):
    """Settings > Practice; `version` says which one was on the screen."""

    version: int
    name: str = ""
    locale: str = LOCALE
    phone: str = ""
    time_zone: str = ""
    currency: str = ""
    therapists_see_all: bool = False
    admins_see_clinical: bool | None = None
    """None where it was not asked: only an Owner is."""

    _name = field_validator("name")(lambda value: forms.required(value, 120))
    _time_zone = field_validator("time_zone")(forms.time_zone)
    _locale = field_validator("locale")(lambda value: forms.one_of(locales(), value))
    _currency = field_validator("currency")(lambda value: forms.one_of(currencies(), value))

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str, info: ValidationInfo) -> str:
        return read_phone(value, info.data.get("locale", LOCALE))


@dataclass(frozen=True)
class PracticeSettings:
    """What Settings > Practice shows."""

    version: int
    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    locale: str
    phone: str
    time_zone: str
    currency: str
    therapists_see_all: bool
    admins_see_clinical: bool
    may_change_clinical: bool


def get(session: Session, viewer: Viewer) -> PracticeSettings:
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session)
    return PracticeSettings(
        version=practice.version,
        name=practice.name,
        street=practice.street,
        city=practice.city,
        region=practice.region,
        postal_code=practice.postal_code,
        country=practice.country,
        locale=practice.locale,
        phone=written_phone(practice.phone, practice.locale),
        time_zone=practice.time_zone,
        currency=practice.currency,
        therapists_see_all=practice.therapists_see_all,
        admins_see_clinical=practice.admins_see_clinical,
        may_change_clinical=viewer.kind in OWNER,
    )


def change(session: Session, viewer: Viewer, *, form: PracticeForm) -> None:
    """Save the settings; open pages show at once only what their viewer may still see.

    Raises:
        NotAllowed: an Admin would give clinical fields to Admins, or take them.
        Conflict: somebody else saved since this form was opened.
    """
    viewer.must_be(OWNER_ADMIN)
    practice = get_practice(session, to_change=True)
    typed = form.model_dump(exclude={"version", "admins_see_clinical"})
    if form.admins_see_clinical not in {None, practice.admins_see_clinical}:
        if viewer.kind not in OWNER:
            raise NotAllowed(t("Only an Owner decides whether Admins see clinical fields."))
        typed["admins_see_clinical"] = form.admins_see_clinical
    changed = versions.change(practice, form.version, typed)
    if changed:
        audit.record(session, viewer, "practice_changed", fields=changed)
        if "therapists_see_all" in changed:
            starter_passwords.withdraw_strangers(session, viewer)
        announce(session, "practice")
