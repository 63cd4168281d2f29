"""Passwords: Argon2id hashes behind one thin wrapper, and the rules a new password must pass."""

import unicodedata

from passlib.hash import argon2
from zxcvbn import zxcvbn

from owl_app.errors import Invalid
from owl_app.i18n import t

MIN_LENGTH = 10
"""Characters. NIST SP 800-63B-4 asks for 15 without and 8 with a second factor; we throttle, and refuse common ones."""
MAX_LENGTH = 256
"""Characters; more is refused, so that nobody makes the server hash a book."""

_JUDGED = 20
"""Characters zxcvbn looks at: its time grows steeply with symbols that stand for letters, 8 s for 72 of them."""

_WEAK = 2
"""zxcvbn scores 0 to 4; up to this many guesses (about 10^6) a password counts as common."""

# OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, t=2, p=1.
_argon2 = argon2.using(type="ID", memory_cost=19 * 1024, time_cost=2, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password; takes tens of milliseconds of processor time, so never inside a transaction."""
    return str(_argon2.hash(_normalised(password)))


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password fits the hash; without a hash it takes the same time and is false."""
    if len(password) > MAX_LENGTH:
        password = ""
    fits = bool(_argon2.verify(_normalised(password), hashed or _NOBODY))
    return fits and hashed is not None


def needs_upgrade(hashed: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return bool(_argon2.needs_update(hashed))


def check_new_password(password: str, *, field: str = "password", about: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too long, common, or made of what is known about the person.

    Raises:
        Invalid: with a sentence that says what is wrong with it.
    """
    sentence = ""
    if len(password) < MIN_LENGTH:
        sentence = t("Use at least {count} characters.", count=MIN_LENGTH)
    elif len(password) > MAX_LENGTH:
        sentence = t("Use at most {count} characters.", count=MAX_LENGTH)
    elif _holds_any(password, about):
        sentence = t("Leave out your name and email address.")
    elif zxcvbn(password[:_JUDGED], user_inputs=list(about))["score"] < _WEAK:
        sentence = t("This password is easy to guess. Three or four unrelated words make a good one.")
    if sentence:
        raise Invalid({field: sentence})


def _holds_any(password: str, about: tuple[str, ...]) -> bool:
    folded = _normalised(password).casefold()
    words = [word for text in about for word in _normalised(text).casefold().replace("@", " ").split()]
    return any(len(word) >= 3 and word in folded for word in words)


def _normalised(password: str) -> str:
    # NIST SP 800-63B-4, 3.1.1.2: one Unicode form, so that the same keys on another keyboard give the same password.
    return unicodedata.normalize("NFKC", password)


_NOBODY = hash_password("nobody has this password")
