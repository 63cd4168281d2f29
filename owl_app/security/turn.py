"""Time-limited user names and passwords for the TURN server, as coturn checks them (`use-auth-secret`)."""

import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass

GOOD_FOR_SECONDS = 4 * 60 * 60


@dataclass(frozen=True)
class Credentials:
    """What one browser signs in with at the TURN server."""

    username: str
    password: str


def credentials(secret: str, who: str, *, at: float, seconds: int = GOOD_FOR_SECONDS) -> Credentials:
    """Good for four hours, or as long as is said; HMAC-SHA1 is what the TURN servers' REST rule prescribes."""
    username = f"{int(at) + seconds}:{who}"
    sealed = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return Credentials(username, b64encode(sealed).decode())
