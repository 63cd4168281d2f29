"""Whether two sets of details may be of one person: what of them agrees, is alike, or conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from owl_app.security.emails import email_key
from owl_app.services.name_matching import AGREEING, Name, Nearness, compare_first, compare_last, read_name


class Sign(StrEnum):
    """What two sets of details say about each other; at most one sign is of the names, and one of the dates."""

    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    NICKNAME = "nickname"
    PART_OF_FIRST_NAME = "part_of_first_name"
    PART_OF_LAST_NAME = "part_of_last_name"
    NEAR_NAME = "near_name"
    """The same last name, and a first name that is close but another one: Jayden and Hayden."""
    SAME_FIRST_NAME = "same_first_name"
    """Beside another last name; only where a date or a way to reach them agrees."""
    SAME_LAST_NAME = "same_last_name"
    """Beside another first name; only where a date or a way to reach them agrees. So are relatives."""
    SAME_BIRTH_DATE = "same_birth_date"
    SWAPPED_BIRTH_DATE = "swapped_birth_date"
    """Day and month are in each other's place."""
    OTHER_BIRTH_DATE = "other_birth_date"
    ONE_SUFFIX = "one_suffix"
    """Names that agree, one of them with a suffix such as Jr."""
    OTHER_SUFFIX = "other_suffix"


class Verdict(StrEnum):
    """Whether two sets of details are of the same person, which a relative is not."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


CONFLICTS = frozenset({Sign.OTHER_BIRTH_DATE, Sign.ONE_SUFFIX, Sign.OTHER_SUFFIX})
"""Signs that speak against one person."""

_CONTACTS = frozenset({Sign.SAME_EMAIL, Sign.SAME_PHONE})
_LIKE_WHOLE = frozenset({Sign.LIKE_NAME, Sign.NICKNAME, Sign.PART_OF_FIRST_NAME, Sign.PART_OF_LAST_NAME})
_WHOLE = _LIKE_WHOLE | {Sign.SAME_NAME}
OF_NAMES = _WHOLE | {Sign.NEAR_NAME, Sign.SAME_FIRST_NAME, Sign.SAME_LAST_NAME}
"""Signs that two names have something in common."""


@dataclass(frozen=True)
class Details:
    """What is known of somebody; phone numbers in E.164."""

    first_name: str
    last_name: str
    email: str
    phones: frozenset[str]
    date_of_birth: date | None


def compare(one: Details, other: Details) -> list[Sign]:
    """The signs: what reaches them, then the name, the date of birth, and the suffix."""
    signs = []
    if one.email and other.email and email_key(one.email) == email_key(other.email):
        signs.append(Sign.SAME_EMAIL)
    if one.phones & other.phones:
        signs.append(Sign.SAME_PHONE)
    of_dates = _of_dates(one.date_of_birth, other.date_of_birth)
    beside = bool(signs) or (of_dates is not None and of_dates is not Sign.OTHER_BIRTH_DATE)
    mine, theirs = read_name(one.first_name, one.last_name), read_name(other.first_name, other.last_name)
    of_names = _of_names(mine, theirs)
    if of_names and (beside or of_names not in {Sign.SAME_FIRST_NAME, Sign.SAME_LAST_NAME}):
        signs.append(of_names)
    if of_dates:
        signs.append(of_dates)
    if of_names in _WHOLE and mine.generation != theirs.generation:
        signs.append(Sign.OTHER_SUFFIX if mine.generation and theirs.generation else Sign.ONE_SUFFIX)
    return signs


def judge(signs: Iterable[Sign]) -> Verdict:
    """Whether it is the same person. Nobody is likely by an address, a number or a day that relatives may share."""
    found = set(signs)
    if found & _WHOLE:
        return _judge_whole_name(found)
    contacts, same_day = len(found & _CONTACTS), Sign.SAME_BIRTH_DATE in found
    against = Sign.OTHER_BIRTH_DATE in found
    much_in_common = (contacts and same_day) or (contacts == 2 and not against)
    if Sign.SAME_FIRST_NAME in found and much_in_common:
        return Verdict.LIKELY
    if Sign.SAME_FIRST_NAME in found and (contacts or same_day):
        return Verdict.POSSIBLE
    if Sign.NEAR_NAME in found and (same_day or (contacts and not against)):
        return Verdict.POSSIBLE
    return Verdict.POSSIBLE if much_in_common else Verdict.UNLIKELY


def is_likely(signs: Iterable[Sign]) -> bool:
    """Whether somebody should look before a second record is made: one look too many is better than one too few.

    A name that is merely alike counts with the same date of birth, or where no date speaks against it.
    """
    found = set(signs)
    if found & _CONTACTS or Sign.SAME_NAME in found:
        return True
    alike = found & (_LIKE_WHOLE | {Sign.NEAR_NAME, Sign.SAME_FIRST_NAME})
    return bool(alike) and Sign.OTHER_BIRTH_DATE not in found


def _judge_whole_name(found: set[Sign]) -> Verdict:
    reached, same_day = bool(found & _CONTACTS), Sign.SAME_BIRTH_DATE in found
    if Sign.OTHER_SUFFIX in found:
        return Verdict.POSSIBLE if same_day else Verdict.UNLIKELY
    if Sign.OTHER_BIRTH_DATE in found:
        return Verdict.POSSIBLE if reached and Sign.ONE_SUFFIX not in found else Verdict.UNLIKELY
    if same_day:
        return Verdict.LIKELY
    if Sign.ONE_SUFFIX in found:
        return Verdict.POSSIBLE
    if Sign.SWAPPED_BIRTH_DATE in found:
        return Verdict.LIKELY if reached or Sign.SAME_NAME in found else Verdict.POSSIBLE
    return Verdict.LIKELY if reached and Sign.PART_OF_FIRST_NAME not in found else Verdict.POSSIBLE


def _of_dates(one: date | None, other: date | None) -> Sign | None:
    if not one or not other:
        return None
    if one == other:
        return Sign.SAME_BIRTH_DATE
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return Sign.SWAPPED_BIRTH_DATE if swapped else Sign.OTHER_BIRTH_DATE


def _of_names(mine: Name, theirs: Name) -> Sign | None:
    """The names in either order of the fields; in the wrong order only a whole name counts."""
    my_words, their_words = mine.first + mine.last, theirs.first + theirs.last
    if not my_words or not their_words:
        return None
    if "".join(my_words) == "".join(their_words) or sorted(my_words) == sorted(their_words):
        return Sign.SAME_NAME
    if "".join(mine.first) == "".join(theirs.last) and "".join(mine.last) == "".join(theirs.first):
        return Sign.SAME_NAME
    straight = _of_fields(mine.first, mine.last, theirs)
    if straight in _WHOLE or compare_last(mine.first, theirs.last) not in AGREEING:
        return straight
    swapped = _of_fields(mine.last, mine.first, theirs)
    return swapped if swapped in _WHOLE else straight


def _of_fields(first: tuple[str, ...], last: tuple[str, ...], theirs: Name) -> Sign | None:
    of_first, of_last = compare_first(first, theirs.first), compare_last(last, theirs.last)
    if of_last not in AGREEING:
        return Sign.SAME_FIRST_NAME if of_first in AGREEING else None
    if of_first is Nearness.NEAR:
        return Sign.NEAR_NAME
    if of_first not in AGREEING:
        return Sign.SAME_LAST_NAME
    if of_first is Nearness.PART:
        return Sign.PART_OF_FIRST_NAME
    if of_last is Nearness.PART:
        return Sign.PART_OF_LAST_NAME
    return Sign.NICKNAME if of_first is Nearness.NICKNAME else Sign.LIKE_NAME
