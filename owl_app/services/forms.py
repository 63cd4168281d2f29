"""What people type, checked: each form forbids unknown fields and answers with a sentence for each wrong one."""

import unicodedata
from datetime import date
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

import phonenumbers
from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from owl_app.clock import now
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.security.emails import clean_email

_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of the text after them, so that a name can look like another (Unicode TR 36)."""


class Form(BaseModel):
    """A form as it was typed: text on one line, without control characters, in Unicode NFC; passwords untouched."""

    model_config = ConfigDict(extra="forbid")
    has_lines: ClassVar[frozenset[str]] = frozenset()
    """The fields that may have several lines."""

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str) or info.field_name == "password":
            return value
        if info.field_name not in cls.has_lines:
            value = " ".join(value.splitlines()).replace("\t", " ")
        kept = (char for char in value if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
        value = "".join(char for char in kept if char not in _TURNING)
        return unicodedata.normalize("NFC", value).strip()

    @classmethod
    def read(cls, typed: dict[str, Any]) -> Self:
        """The form out of what a browser sent.

        Raises:
            Invalid: a sentence for each field that cannot be used.
        """
        try:
            return cls.model_validate(typed)
        except ValidationError as error:
            fields: dict[str, str] = {}
            for each in error.errors():
                name = str(each["loc"][0]) if each["loc"] else ""
                fields.setdefault(name, _sentence(each))
            raise Invalid(fields) from None


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


def phone_or_nothing(value: str) -> str:
    """The number in E.164 where it can be read as one; numbers without a country are Canadian or American."""
    if not value:
        return ""
    try:
        parsed = phonenumbers.parse(optional(value, 40), "CA")
    except phonenumbers.NumberParseException:
        raise ValueError(t("Write a phone number, like 416 555 0134.")) from None
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(t("Write a phone number, like 416 555 0134."))
    form = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return optional(f"{form};ext={parsed.extension}" if parsed.extension else form, 40)


def birth_date_or_nothing(value: Any) -> date | None:
    if not value:
        return None
    try:
        born = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(t("Write a date, like 1990-04-23.")) from None
    if not date(1900, 1, 1) <= born <= now().date():
        raise ValueError(t("This date of birth cannot be right."))
    return born


def time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(t("Choose a time zone from the list."))
    return value
