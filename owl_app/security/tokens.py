"""Random and derived secrets: what goes into cookies and links, and the hashes we keep of it."""

import hashlib
import hmac
import secrets

from owl_app.config import get_settings

SAFE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are mistaken for one another when read aloud or from paper."""


def new_token() -> str:
    """256 random bits, safe in cookies and links."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the database keeps of a token: with another key of the installation, no token opens anything any more."""
    return derive(get_settings().key, "token", token)


def derive(key: bytes, purpose: str, message: str = "") -> str:
    """A 256-bit secret that this installation alone can make again, for one purpose and message."""
    return hmac.new(key, f"{purpose}\0{message}".encode(), hashlib.sha256).hexdigest()


def short_code(key: bytes, purpose: str) -> str:
    """A derived code of about 59 bits that a person can type, like `k7qd-9xwm-h2pa`."""
    number = int(derive(key, purpose), 16)
    letters = []
    for _ in range(12):
        number, index = divmod(number, len(SAFE_ALPHABET))
        letters.append(SAFE_ALPHABET[index])
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def same(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
