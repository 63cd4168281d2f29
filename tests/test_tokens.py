"""Tokens: random, derived, and told apart in constant time."""

import re
from pathlib import Path

from owl_app.security.tokens import SAFE_ALPHABET, derive, hash_token, new_token, same, short_code
from tests.installation import installed

KEY = b"k" * 32


def test_a_token_has_256_random_bits_and_is_safe_in_links_and_cookies() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_the_hash_does_not_hold_the_token(tmp_path: Path) -> None:
    token = new_token()
    with installed(data_dir=tmp_path):
        assert token not in hash_token(token)
        assert hash_token(token) != hash_token(new_token())


def test_with_another_key_of_the_installation_a_token_opens_nothing(tmp_path: Path) -> None:
    token = new_token()
    with installed(data_dir=tmp_path, secret_key="k" * 48):
        kept = hash_token(token)
    with installed(data_dir=tmp_path, secret_key="o" * 48):
        assert hash_token(token) != kept


def test_what_is_derived_depends_on_key_purpose_and_message() -> None:
    made = {derive(key, purpose, message) for key in (KEY, b"o" * 32) for purpose in "ab" for message in ("1", "2")}
    assert len(made) == 8
    assert derive(KEY, "a", "1") == derive(KEY, "a", "1")


def test_a_purpose_cannot_run_over_into_the_message() -> None:
    assert derive(KEY, "tab", "x1") != derive(KEY, "tabx", "1")


def test_the_code_from_the_terminal_can_be_read_aloud() -> None:
    assert re.fullmatch(rf"([{SAFE_ALPHABET}]{{4}}-){{2}}[{SAFE_ALPHABET}]{{4}}", short_code(KEY, "set-up"))
    assert not set("0o1il") & set(SAFE_ALPHABET)


def test_letters_beyond_ascii_are_compared_too() -> None:
    assert same("é🦉", "é🦉")
    assert not same("é", "e")
