"""What people type, checked: each form forbids unknown fields and answers with a sentence for each wrong one."""

import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from owl_app import money
from owl_app.choices import LOCALE
from owl_app.clock import now
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models.payment import HIGHEST
from owl_app.security.emails import clean_email
from owl_app.services.phones import read_phone

_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text after them, so that a name can look like another (Unicode TR 36)."""


LONGEST = 5_000
"""Characters of any field; putting combining marks in order takes time that grows with their square."""


class Form(BaseModel):
    """A form as it was typed: text on one line, without control characters, in Unicode NFC; passwords untouched."""

    model_config = ConfigDict(extra="forbid", validate_default=True)
    has_lines: ClassVar[frozenset[str]] = frozenset()
    """The fields that may have several lines."""
    may_be_long: ClassVar[dict[str, int]] = {}
    """The fields that may have more than `LONGEST` characters, and how many."""

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str) or info.field_name == "password":
            return value
        longest = cls.may_be_long.get(info.field_name or "", LONGEST)
        if len(value) > longest:  # before anything is done with each of its characters
            raise ValueError(t("Use at most {count} characters.", count=longest))
        if info.field_name not in cls.has_lines:
            value = " ".join(value.splitlines()).replace("\t", " ")
        kept = (char for char in value if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
        value = "".join(char for char in kept if char not in _TURNING)
        return unicodedata.normalize("NFC", value).strip()

    @classmethod
    def read(cls, typed: dict[str, Any], *, locale: str = LOCALE) -> Self:
        """The form out of what a browser sent, read as people of the locale write.

        Raises:
            Invalid: a sentence for each field that cannot be used.
        """
        try:
            return cls.model_validate(typed, context={"locale": locale})
        except ValidationError as error:
            fields: dict[str, str] = {}
            for each in error.errors():
                name = str(each["loc"][0]) if each["loc"] else ""
                fields.setdefault(name, _sentence(each))
            raise Invalid(fields) from None


class AddressForm(Form):
    """A form with a postal address among its fields."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    _lines = field_validator("street", "city", "region", "country")(lambda value: optional(value, 100))
    _code = field_validator("postal_code")(lambda value: optional(value, 20))


def _sentence(error: Any) -> str:
    cause = error.get("ctx", {}).get("error")
    if error["type"] == "value_error" and cause is not None:
        return str(cause)
    if error["type"] == "extra_forbidden":
        return t("This field is not known here. Reload the page and try again.")
    return t("This cannot be used here.")


def searched(typed: str) -> str:
    """What was typed into a search box, as it can be compared with what forms keep."""
    kept = "".join(char for char in typed[:100] if unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept)


def required(value: str, limit: int) -> str:
    """Raises ValueError when there is nothing, or too much."""
    if not value:
        raise ValueError(t("Please fill this in."))
    return optional(value, limit)


def optional(value: str, limit: int) -> str:
    """Raises ValueError when there is too much."""
    if len(value) > limit:
        raise ValueError(t("Use at most {count} characters.", count=limit))
    return value


def email_or_nothing(value: str) -> str:
    if not value:
        return ""
    try:
        return clean_email(optional(value, 254))
    except Invalid as invalid:
        raise ValueError(invalid.fields["email"]) from None


def phone_or_nothing(value: str, info: ValidationInfo) -> str:
    """The number in E.164 where it can be read as one; numbers without a country are of the form's locale."""
    return read_phone(value, (info.context or {}).get("locale", LOCALE))


def birth_date_or_nothing(value: Any) -> date | None:
    return _date_or_nothing(value, t("This date of birth cannot be right."))


def past_date_or_nothing(value: Any) -> date | None:
    return _date_or_nothing(value, t("This date cannot be right."))


def day_or_nothing(value: Any) -> date | None:
    if not value:
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(t("Write a date, like 1990-04-23.")) from None


def _date_or_nothing(value: Any, not_possible: str) -> date | None:
    read = day_or_nothing(value)
    if read is not None and not date(1900, 1, 1) <= read <= now().date():
        raise ValueError(not_possible)
    return read


def amount(value: Any, info: ValidationInfo, *, least: int = 1, most: int = HIGHEST) -> int:
    """Money as people of the form's locale write it, in the currency's smallest unit."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(t("Write an amount, like 140.00."))
    locale = (info.context or {}).get("locale", LOCALE)
    read = value if isinstance(value, int) else money.read_amount(value, locale) if value else 0
    if read is None:
        raise ValueError(t("Write an amount, like 140.00."))
    if read < least:
        raise ValueError(t("Write an amount above zero.") if least == 1 else t("Write an amount, like 140.00."))
    if read > most:
        raise ValueError(t("This amount is too large."))
    return read


def time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(t("Choose a time zone from the list."))
    return value


def one_of(choices: Collection[str], value: str) -> str:
    if value not in choices:
        raise ValueError(t("Choose one from the list."))
    return value
