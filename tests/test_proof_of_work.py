"""Work that a browser does before it may create an account."""

import base64
import hashlib
import json

import pytest

from owl_app.errors import Conflict
from owl_app.security import proof_of_work
from owl_app.security.proof_of_work import check_proof, new_challenge
from tests.proofs import solve

KEY = b"k" * 32


def test_an_answer_to_our_own_challenge_is_good() -> None:
    challenge = new_challenge(KEY)
    assert check_proof(KEY, solve(challenge)) == challenge["challenge"]


def test_an_answer_to_somebody_elses_challenge_is_not() -> None:
    with pytest.raises(Conflict):
        check_proof(b"other" * 8, solve(new_challenge(KEY)))


def test_a_guessed_number_is_no_answer() -> None:
    challenge = new_challenge(KEY)
    payload = json.loads(base64.b64decode(solve(challenge)))
    payload["number"] += 1
    with pytest.raises(Conflict):
        check_proof(KEY, base64.b64encode(json.dumps(payload).encode()).decode())


def test_a_challenge_of_ones_own_making_is_no_challenge() -> None:
    easy = hashlib.sha256(b"salt0").hexdigest()
    payload = {"algorithm": "SHA-256", "challenge": easy, "number": 0, "salt": "salt", "signature": "0" * 64}
    with pytest.raises(Conflict):
        check_proof(KEY, base64.b64encode(json.dumps(payload).encode()).decode())


def test_an_answer_is_good_for_two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "GOOD_FOR", -proof_of_work.GOOD_FOR)
    answer = solve(new_challenge(KEY))
    with pytest.raises(Conflict):
        check_proof(KEY, answer)


@pytest.mark.parametrize("nonsense", ["", "x", "🦉", "e30=", "W10=", "bnVsbA==", "MQ==", "A" * 9000])
def test_nonsense_is_no_answer(nonsense: str) -> None:
    with pytest.raises(Conflict):
        check_proof(KEY, nonsense)
