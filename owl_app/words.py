"""How names are compared: in plain small letters, without accents, whatever script they are written in."""

import re
from collections.abc import Iterable, Iterator

from anyascii import anyascii

LONGEST = 40
"""Letters of a word that are compared."""
MOST = 60
"""Words of one client's names and address that are kept."""
FEWEST_DIGITS = 3
"""Digits with which the search for a number begins; fewer fit nearly everybody."""
BEGINNING = 3
"""The longest beginning of a word that is kept as a word of its own, so that a short search reads one sorted list."""

_WORD = re.compile("[a-z0-9]+")


def plain(text: str) -> str:
    """The text in small letters of the English alphabet: `Élie` is `elie`, `Иван` is `ivan`."""
    return (text if text.isascii() else str(anyascii(text))).casefold()


def sort_key(last_name: str, first_name: str) -> str:
    """What clients are sorted by. The sign between the names sorts before every letter, so that Roy is before Royal."""
    return "\x01".join(" ".join(_WORD.findall(plain(name))) or "~" for name in (last_name, first_name))[:200]


def found_by(*names: str, email: str = "", phones: Iterable[str] = ()) -> set[str]:
    """The words that somebody is found by, each with its first one, two and three letters.

    `O'Brien` is found by `o`, `brien` and `obrien`; an address by the words before the `@` and as a whole, because
    nobody is looked for by `gmail`; a phone number by any part of it.
    """
    found = {*words_of(*names, email.partition("@")[0]), address_word(email)}
    found.update(ending for phone in phones for ending in _endings(phone))
    beginnings = {word[:length] for word in found for length in range(1, BEGINNING + 1)}
    return {word for word in found | beginnings if word and not _is_too_short(word)}


def searched(typed: str) -> list[str]:
    """The beginnings of words that somebody searches for, the longest first, at most eight of them.

    Digits that follow each other are one number, however it is grouped.
    """
    found: list[str] = []
    for part in typed[:300].split():
        for word in [_joined(part)] if "@" in part else _WORD.findall(plain(part)):
            if word.isdecimal() and found and found[-1].isdecimal():
                found[-1] += word
            else:
                found.append(word)
    kept = {word[:LONGEST] for word in found if word and not _is_too_short(word)}
    return sorted(kept, key=lambda word: (-len(word), word))[:8]


def words_of(*texts: str) -> list[str]:
    """The words of names, plain and in their order; what a hyphen or an apostrophe parts is one word as well."""
    found: dict[str, None] = {}
    for part in " ".join(texts).split():
        letters = _WORD.findall(plain(part))
        found.update(dict.fromkeys(word[:LONGEST] for word in (*letters, "".join(letters))))
    return list(found)[:MOST]


def parts_of(name: str) -> tuple[str, ...]:
    """The words of one name as they follow each other, plain; a hyphen or an apostrophe parts them."""
    return tuple(word[:LONGEST] for word in _WORD.findall(plain(name)))


def address_word(email: str) -> str:
    """The word that an address is found by as a whole."""
    return _joined(email)[:LONGEST]


def number_word(phone: str) -> str:
    """The word that a number in E.164 is found by as a whole."""
    return next(_endings(phone), "")


def _endings(phone: str) -> Iterator[str]:
    digits = "".join(char for char in phone.partition(";")[0] if char.isdecimal())
    return (digits[at:] for at in range(len(digits) - FEWEST_DIGITS + 1))


def _joined(text: str) -> str:
    return "".join(_WORD.findall(plain(text)))


def _is_too_short(word: str) -> bool:
    return word.isdecimal() and len(word) < FEWEST_DIGITS
