"""Email addresses: when two are the same, and what is none."""

import unicodedata

import pytest

from owl_app.errors import Invalid
from owl_app.security.emails import clean_email, email_key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ana@Post.Example", "ana@post.example"),
        ("  ana@post.example ", "ana@post.example"),
        ("CHLOÉ@post.example", "chloé@post.example"),
        (unicodedata.normalize("NFD", "chloé@post.example"), unicodedata.normalize("NFC", "chloé@post.example")),
        ("ａｎａ@post.example", "ana@post.example"),
        ("STRASSE@post.example", "straße@post.example"),
    ],
)
def test_these_are_the_same_address(left: str, right: str) -> None:
    assert email_key(left) == email_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("ana@post.example", "anna@post.example"), ("ana+x@post.example", "ana@post.example"), ("аna@p.ca", "ana@p.ca")],
)
def test_these_are_two_addresses(left: str, right: str) -> None:
    assert email_key(left) != email_key(right)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@post.example",
        "ana@post",
        "a b@post.example",
        "ana@post.example, eve@evil.example",
        "ana@post.example\nBcc: eve@evil.example",
        "Ana <ana@post.example>",
        "ana@post.example\x00",
        "x" * 300 + "@post.example",
        "<script>@post.example",
    ],
)
def test_what_cannot_be_an_address_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_email(typed)
    assert refused.value.fields == {"email": "Write an email address, like name@example.org."}


def test_a_zero_byte_never_reaches_the_database() -> None:
    assert "\x00" not in email_key("ana\x00@post.example")


def test_the_case_that_was_typed_is_kept_for_letters() -> None:
    assert clean_email(" Ana.Lopez@Post.Example ") == "Ana.Lopez@post.example"
