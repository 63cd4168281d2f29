"""Work that a browser does while somebody types, and that costs whoever sends thousands of forms (ALTCHA, SHA-256)."""

import json
from base64 import b64decode
from datetime import timedelta

from altcha import ChallengeOptionsV1, create_challenge_v1, verify_solution_v1

from owl_app.clock import now
from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.security.tokens import derive

HARDEST = 50_000
"""Hashes at most; half of them on average, less than a second on an old phone."""
GOOD_FOR = timedelta(hours=2)
"""How long a form may stay open."""
_LONGEST = 2_000


def new_challenge(key: bytes) -> dict[str, str | int]:
    """A challenge that this installation will know again."""
    options = ChallengeOptionsV1(algorithm="SHA-256", max_number=HARDEST, hmac_key=_key(key), expires=now() + GOOD_FOR)
    made = create_challenge_v1(options)
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def check_proof(key: bytes, proof: str) -> str:
    """What the work was done for, to be counted once.

    Raises:
        Conflict: it was not done, or too long ago.
    """
    try:
        solution = json.loads(b64decode(proof[:_LONGEST], validate=True))
        is_good, _ = verify_solution_v1(solution, _key(key), check_expires=True)
        challenge = str(solution["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_good, challenge = False, ""
    if not is_good:
        raise Conflict(t("This page was open for too long, or without JavaScript. Please send the form again."))
    return challenge


def _key(key: bytes) -> str:
    return derive(key, "proof-of-work")
