"""Phone numbers: read as people type them, kept in E.164, and written as the practice's locale writes them."""

from functools import lru_cache

import phonenumbers

from owl_app.choices import region_of
from owl_app.i18n import t

LONGEST = 40
"""Signs of a number, its extension included."""


def read_phone(value: str, locale: str) -> str:
    """The number in E.164 where it can be read as one; without a country it is of the locale.

    Raises:
        ValueError: it cannot be a phone number; the sentence says what one looks like.
    """
    if not value:
        return ""
    try:
        parsed = phonenumbers.parse(_short_enough(value), region_of(locale))
    except phonenumbers.NumberParseException:
        raise ValueError(_no_phone(locale)) from None
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(_no_phone(locale))
    form = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return _short_enough(f"{form};ext={parsed.extension}" if parsed.extension else form)


@lru_cache(maxsize=4096)
def written_phone(phone: str, locale: str) -> str:
    """The number as people of the locale write it: without the country where it is their own."""
    if not phone:
        return ""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    style = phonenumbers.PhoneNumberFormat
    own = phonenumbers.country_code_for_region(region_of(locale))
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == own else style.INTERNATIONAL)


def _short_enough(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(t("Use at most {count} characters.", count=LONGEST))
    return value


def _no_phone(locale: str) -> str:
    example = phonenumbers.example_number(region_of(locale))
    if example is None or example.country_code == 1:
        return t("Write a phone number, like 416 555 0134.")
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    return t("Write a phone number, like {example}.", example=national)
