"""Whether two sets of details may be of one person."""

from datetime import date

import pytest

from owl_app.services.matching import Details, Sign, compare, is_likely

BORN, OTHER = date(1990, 4, 23), date(1985, 1, 2)


def who(name: str, email: str = "", phone: str = "", born: date | None = None) -> Details:
    first, _, last = name.partition(" ")
    return Details(first, last, email, frozenset(filter(None, [phone])), born)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chloé Dubois", "Chloe DUBOIS"),
        ("Ana Roy", "Roy Ana"),
        ("Siobhan O'Brien", "Siobhán O’Brien"),
        ("Иван Петров", "Ivan Petrov"),
    ],
)
def test_a_name_is_the_same_whatever_its_accents_case_order_or_script(one: str, other: str) -> None:
    assert compare(who(one), who(other)) == [Sign.SAME_NAME]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jon Smith", "John Smith"), ("Katherine Moore", "Catherine Moore"), ("Ana Lopez", "Ana Lpoez")],
)
def test_a_slip_makes_a_name_alike(one: str, other: str) -> None:
    assert compare(who(one), who(other)) == [Sign.LIKE_NAME]


@pytest.mark.parametrize(("one", "other"), [("Ana Roy", "Ida Roy"), ("Ben Lee", "Ben Leary"), ("Max Wu", "Max Xu")])
def test_short_names_with_another_letter_are_other_names(one: str, other: str) -> None:
    assert compare(who(one), who(other)) == []


def test_somebody_who_married_is_found_by_first_name_and_date_of_birth() -> None:
    signs = compare(who("Ana Roy", born=BORN), who("Ana Feather", born=BORN))
    assert signs == [Sign.LIKE_NAME, Sign.SAME_BIRTH_DATE]
    assert is_likely(signs)


def test_the_same_email_or_phone_is_enough() -> None:
    assert is_likely(compare(who("A B", email="Ana@Post.example"), who("C D", email="ana@post.example")))
    assert is_likely(compare(who("A B", phone="+14165550134"), who("C D", phone="+14165550134")))


def test_a_date_of_birth_alone_says_nothing() -> None:
    assert not is_likely(compare(who("Ana Roy", born=BORN), who("Ben Lee", born=BORN)))


def test_another_date_of_birth_speaks_against_a_name_that_is_merely_alike() -> None:
    assert is_likely(compare(who("Jon Smith"), who("John Smith", born=OTHER)))
    assert not is_likely(compare(who("Jon Smith", born=BORN), who("John Smith", born=OTHER)))
    assert is_likely(compare(who("Jon Smith", born=BORN), who("Jon Smith", born=OTHER)))
