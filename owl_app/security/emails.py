"""Email addresses: how we read what people type, and the form in which two of them are compared."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from owl_app.errors import Invalid
from owl_app.i18n import t

MAX_LENGTH = 320
"""Characters of an address in the form in which it is compared; one letter can become eighteen."""


def clean_email(typed: str, *, field: str = "email") -> str:
    """The address as it will be written on letters.

    Raises:
        Invalid: it cannot be an address.
    """
    typed = unicodedata.normalize("NFC", typed).strip()
    try:
        address: str = validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        address = ""
    if not address or len(email_key(address)) > MAX_LENGTH:
        raise Invalid({field: t("Write an email address, like name@example.org.")})
    return address


def email_key(address: str) -> str:
    """The form in which addresses are compared: Unicode NFKC, case folded, no space around, no control characters."""
    if address.isascii() and address.isprintable():
        return address.strip().casefold()  # nearly all are, and are compared by the hundred
    kept = "".join(char for char in address if unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFKC", kept).strip().casefold()
