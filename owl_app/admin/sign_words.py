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
        Sign.SAME_NAME: t("Same name"),
        Sign.LIKE_NAME: t("Similar name"),
        Sign.NICKNAME: t("Nickname"),
        Sign.PART_OF_FIRST_NAME: t("Part of the first name"),
        Sign.PART_OF_LAST_NAME: t("Part of the last name"),
        Sign.NEAR_NAME: t("Similar name, perhaps a relative"),
        Sign.SAME_FIRST_NAME: t("Same first name, another last name"),
        Sign.SAME_LAST_NAME: t("Same last name, another first name"),
        Sign.SAME_BIRTH_DATE: t("Same date of birth"),
        Sign.SWAPPED_BIRTH_DATE: t("Day and month of birth swapped"),
        Sign.OTHER_BIRTH_DATE: t("Another date of birth"),
        Sign.ONE_SUFFIX: t("Jr., Sr. or the like on one side only"),
        Sign.OTHER_SUFFIX: t("Another Jr., Sr. or the like"),
    }
