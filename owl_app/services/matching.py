"""Whether two sets of details may be of one person: what of them agrees, is alike, or conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from owl_app.security.emails import email_key
from owl_app.words import words_of


class Sign(StrEnum):
    """What two sets of details say about each other."""

    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_BIRTH_DATE = "same_birth_date"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    OTHER_BIRTH_DATE = "other_birth_date"


@dataclass(frozen=True)
class Details:
    """What is known of somebody; phone numbers in E.164."""

    first_name: str
    last_name: str
    email: str
    phones: frozenset[str]
    date_of_birth: date | None


def compare(one: Details, other: Details) -> list[Sign]:
    """The signs, the strongest first."""
    signs = []
    if one.email and other.email and email_key(one.email) == email_key(other.email):
        signs.append(Sign.SAME_EMAIL)
    if one.phones & other.phones:
        signs.append(Sign.SAME_PHONE)
    signs += _of_names(one, other)
    if one.date_of_birth and other.date_of_birth:
        same = one.date_of_birth == other.date_of_birth
        signs.append(Sign.SAME_BIRTH_DATE if same else Sign.OTHER_BIRTH_DATE)
    return signs


def is_likely(signs: Iterable[Sign]) -> bool:
    """Whether somebody should look before a second record is made.

    A name that is merely alike counts with the same date of birth, or where no date speaks against it.
    """
    found = set(signs)
    if found & {Sign.SAME_EMAIL, Sign.SAME_PHONE, Sign.SAME_NAME}:
        return True
    return Sign.LIKE_NAME in found and Sign.OTHER_BIRTH_DATE not in found


def _of_names(one: Details, other: Details) -> list[Sign]:
    """Names in either order; one that was married into is like the other where the first name and the day agree."""
    mine, theirs = _names(one), _names(other)
    if mine == theirs or mine == theirs[::-1]:
        return [Sign.SAME_NAME]
    same_day = one.date_of_birth is not None and one.date_of_birth == other.date_of_birth
    if _alike(mine, theirs) or _alike(mine, theirs[::-1]) or (same_day and _is_slip(mine[0], theirs[0])):
        return [Sign.LIKE_NAME]
    return []


def _names(details: Details) -> tuple[str, str]:
    return " ".join(words_of(details.first_name)), " ".join(words_of(details.last_name))


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return all(_is_slip(one, other) for one, other in zip(mine, theirs, strict=True))


def _is_slip(one: str, other: str) -> bool:
    """One wrong, missing or swapped letter; two in a long name. Names of three letters are other names."""
    longest = max(len(one), len(other))
    allowed = 0 if longest <= 3 else 1 if longest <= 7 else 2
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed
