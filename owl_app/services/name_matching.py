"""How near two people's names are: written alike, a slip apart, a nickname, a part, or another name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from nicknames import name_triplets
from rapidfuzz.distance import OSA
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from owl_app.words import parts_of


class Nearness(StrEnum):
    """What one first or last name is to another one."""

    SAME = "same"
    SLIP = "slip"
    NICKNAME = "nickname"
    PART = "part"
    NEAR = "near"
    """Close in spelling, and yet a name that a brother or sister may have: Jayden and Hayden."""
    OTHER = "other"


AGREEING = frozenset({Nearness.SAME, Nearness.SLIP, Nearness.NICKNAME, Nearness.PART})
"""What the names of one person are to each other."""


@dataclass(frozen=True)
class Name:
    """Somebody's name in plain words, its suffix apart."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    generation: int
    """1 is Sr., 2 is Jr. or II, and so on; 0 is not said."""


_MOST = 8
"""Words of a first or a last name that are compared."""
_GENERATIONS = {"sr": 1, "snr": 1, "senior": 1, "jr": 2, "jnr": 2, "junior": 2, "ii": 2, "iii": 3, "iv": 4}
_SISTERS = """
    aaron/erin alice/lisa alicia/lisa amelia/emily andrea/andrew anna/hannah anna/joanna ashley/leah
    belinda/linda benjamin/jamie carol/caroline cassandra/sandra claire/clara derek/eric derrick/eric dora/doris
    eileen/helen elaine/eleanor elaine/helen eleanor/ellen ella/ellen ella/helen ellen/helen emily/emma
    floyd/lloyd geraldine/jerry hannah/joanna helen/lena hubert/hugh ian/john ivan/john jane/jean jane/virginia
    jill/julia julia/julie leo/leon linda/melinda lisa/melissa lois/louise louis/louise marcia/marsha
    margarita/megan marie/mary mary/maureen orlando/roland patrick/peter rosa/rose sherry/shirley william/wilma
"""
"""Names that the list of nicknames ties to each other, and that brothers and sisters have beside each other."""
_BEGINNINGS = str.maketrans("ckqszjyfpv", "cccccjjfff")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^[jy]", "i"),
        ("ph|f", "v"),
        ("chr", "kr"),
        ("ck|q", "k"),
        ("c(?=[eiy])|z", "s"),
        ("c(?!h)", "k"),
        ("x", "ks"),
        ("(?<=.)(?<!c)h", ""),
        ("(?:ie|ey|ee)$|y", "i"),
        (r"(.)\1+", r"\1"),
    )
]
_VOWELS = re.compile("[aeiou]+")
_DOUBLED = re.compile(r"(.)\1+")


def read_name(first_name: str, last_name: str) -> Name:
    """The words of a name; a suffix such as Jr. ends either field and is never the whole of it."""
    first, of_first = _read_field(first_name)
    last, of_last = _read_field(last_name)
    return Name(first, last, of_last or of_first)


def compare_first(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Nearness:
    """How near first names are: Anne-Marie is Annemarie, Marie is a part of both, Jean-Paul is not Jean-Pierre."""
    one, other = "".join(mine), "".join(theirs)
    if not one or not other:
        return Nearness.OTHER
    if one == other:
        return Nearness.SAME
    nearness = _of_first_words(one, other)
    if nearness in AGREEING:
        return nearness
    return Nearness.PART if _holds(mine, theirs, _are_one_first_name) else nearness


def compare_last(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Nearness:
    """How near last names are: Roy is a part of Roy-Lefebvre, De Vries and De Jong share no more than a particle."""
    one, other = "".join(mine), "".join(theirs)
    if not one or not other:
        return Nearness.OTHER
    if one == other:
        return Nearness.SAME
    if _is_slip(one, other) or _sound_alike(one, other):
        return Nearness.SLIP
    if len(mine) == len(theirs) == 1:
        return Nearness.OTHER
    return Nearness.PART if _holds(mine, theirs, _are_one_last_name) else Nearness.OTHER


def _of_first_words(one: str, other: str) -> Nearness:
    if f"{min(one, other)}/{max(one, other)}" in _sisters():
        return Nearness.NEAR
    if _sound_alike(one, other):
        return Nearness.SLIP
    if _are_nicknames(one, other):
        return Nearness.NICKNAME
    if not _is_slip(one, other):
        return Nearness.OTHER
    return Nearness.SLIP if _is_slip_of_a_first_name(one, other) else Nearness.NEAR


def _is_slip_of_a_first_name(one: str, other: str) -> bool:
    """Whether a letter went wrong rather than that a sister has the other name.

    Two names that people have are two names: Eric and Erin. Of two that we know nothing of, such as Min-ji and
    Min-ju, the same letters in another order are a slip.
    """
    known = (one in _given_names()) + (other in _given_names())
    if known == 2 or one[0] != other[0] or _stem(one) == _stem(other):
        return False
    return sorted(one) == sorted(other) or (known == 1 and OSA.distance(one, other) == 1)


def _is_slip(one: str, other: str) -> bool:
    """One wrong, missing or swapped letter; two in a long name. Names of three letters are other names."""
    longest = max(len(one), len(other))
    allowed = 0 if longest <= 3 else 1 if longest <= 7 else 2
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _sound_alike(one: str, other: str) -> bool:
    """Whether they are spellings of one name, such as Katherine and Catherine, Stephen and Steven, Julia and Yulia."""
    if max(len(one), len(other)) <= 3 or one[0].translate(_BEGINNINGS) != other[0].translate(_BEGINNINGS):
        return False
    return abs(len(one) - len(other)) <= 3 and _sound(one) == _sound(other)


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _VOWELS.sub(lambda run: "".join(sorted(run[0])), word) if len(word) > 5 else word


def _stem(word: str) -> str:
    """The word without the ending that makes Daniel Danielle and Mario Maria."""
    return _DOUBLED.sub(r"\1", word.rstrip("aeo"))


def _are_nicknames(one: str, other: str) -> bool:
    """Whether one is short for the other, or both are short for a third name and begin alike."""
    full_names = _full_names()
    mine, theirs = full_names.get(one, _NO_NAMES), full_names.get(other, _NO_NAMES)
    return one in theirs or other in mine or (one[0] == other[0] and not mine.isdisjoint(theirs))


def _are_one_first_name(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other or _of_first_words(one, other) in AGREEING


def _are_one_last_name(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return False
    return one == other or _is_slip(one, other)


def _holds(mine: tuple[str, ...], theirs: tuple[str, ...], are_one: Callable[[str, str], bool]) -> bool:
    """Whether each word of the name with fewer words is a word of the other one."""
    fewer, more = sorted((mine, theirs), key=len)
    left = list(more)
    for word in fewer:
        found = next((each for each in left if are_one(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return True


_NO_NAMES: frozenset[str] = frozenset()


@cache
def _full_names() -> dict[str, frozenset[str]]:
    """What each nickname may be short for."""
    found: dict[str, set[str]] = {}
    for full, relationship, nickname in name_triplets():
        if relationship == "has_nickname":
            found.setdefault(nickname, set()).add(full)
    return {nickname: frozenset(full) for nickname, full in found.items()}


@cache
def _sisters() -> frozenset[str]:
    return frozenset(_SISTERS.split())


@cache
def _given_names() -> frozenset[str]:
    """Names that many people have, so that one of them is hardly a slip in another."""
    names = {*FREQUENCY_LISTS["male_names"], *FREQUENCY_LISTS["female_names"], *_full_names()}
    return frozenset(names.union(*_full_names().values()))


@lru_cache(maxsize=4096)
def _read_field(name: str) -> tuple[tuple[str, ...], int]:
    """The words of a first or last name and the generation that its suffix says; many people share each."""
    words = parts_of(name)[:_MOST]
    if len(words) > 1 and words[-1] in _GENERATIONS:
        return words[:-1], _GENERATIONS[words[-1]]
    return words, 0
