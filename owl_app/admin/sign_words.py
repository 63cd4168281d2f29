"""The words for what two sets of details say about each other."""

from collections.abc import Iterable

from owl_app.i18n import t
from owl_app.services.matching import Sign


def why_likely(signs: Iterable[Sign]) -> str:
    """The signs as one line, such as "Same name · Same phone"."""
    return " · ".join(_words()[sign] for sign in signs)


def _words() -> dict[Sign, str]:
    return {
        Sign.SAME_EMAIL: t("Same email address"),
        Sign.SAME_PHONE: t("Same phone"),
        Sign.SAME_BIRTH_DATE: t("Same date of birth"),
        Sign.SAME_NAME: t("Same name"),
        Sign.LIKE_NAME: t("Similar name"),
        Sign.OTHER_BIRTH_DATE: t("Another date of birth"),
    }
