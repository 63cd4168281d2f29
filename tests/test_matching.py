"""Whether two sets of details may be of one person."""

from datetime import date

import pytest

from owl_app.admin.sign_words import why_likely
from owl_app.services.matching import Details, Sign, Verdict, compare, is_likely, judge
from tests.matching_pairs import NOT_SAME, SAME

BORN, OTHER = date(1990, 4, 23), date(1985, 1, 2)


def who(name: str, email: str = "", phone: str = "", born: date | None = None) -> Details:
    first, _, last = name.partition(" ")
    return Details(first, last, email, frozenset(filter(None, [phone])), born)


def side(text: str) -> Details:
    first, last, email, digits, born = (part.strip() for part in text.split("|"))
    phones = frozenset({f"+1416555{digits}"} if digits else ())
    return Details(first, last, email, phones, date.fromisoformat(born) if born else None)


def verdict(one: str, other: str) -> Verdict:
    return judge(compare(side(one), side(other)))


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
    assert signs == [Sign.SAME_FIRST_NAME, Sign.SAME_BIRTH_DATE]
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


def test_verdicts_agree_with_the_labels_of_the_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    same = [verdict(*pair) for pair in SAME]
    not_same = [verdict(*pair) for pair in NOT_SAME]
    assert len(same) >= 70 and len(not_same) >= 60
    measured = {}
    for name, kinds in {"likely": {"likely"}, "likely or possible": {"likely", "possible"}}.items():
        right, wrong = sum(each in kinds for each in same), sum(each in kinds for each in not_same)
        measured[name] = right / (right + wrong), right / len(same)
    with capsys.disabled():
        for name, (precision, recall) in measured.items():
            print(f"\n{name}: precision {precision:.3f}, recall {recall:.3f}", end="")
    precision, recall = measured["likely"]
    assert precision >= 0.98
    assert recall >= 0.88
    precision, recall = measured["likely or possible"]
    assert precision >= 0.75
    assert recall >= 0.98


@pytest.mark.parametrize("pair", [*SAME, *NOT_SAME])
def test_it_does_not_matter_who_is_compared_with_whom(pair: tuple[str, str]) -> None:
    one, other = map(side, pair)
    assert compare(one, other) == compare(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "Ida"),
        ("Jayden", "Hayden"),
        ("Emma", "Emily"),
        ("Daniel", "Danielle"),
        ("Christian", "Christina"),
        ("Jean-Paul", "Jean-Pierre"),
        ("Mario", "Maria"),
        ("Arjun", "Arun"),
        ("Min-ji", "Min-ju"),
        ("Eric", "Erin"),
        ("Mason", "Jason"),
        ("Samir", "Samira"),
        ("Arnie", "Artie"),
    ],
)
def test_twins_are_never_likely_even_with_the_email_and_phone_of_their_family(one: str, other: str) -> None:
    shared = "| Roy | family@post.example | 0134 | 2010-04-23"
    assert verdict(f"{one} {shared}", f"{other} {shared}") == "possible"
    assert verdict(f"{one} | Roy | | | 2010-04-23", f"{other} | Roy | | | 2010-04-23") != "likely"


def test_twins_with_nothing_else_in_common_are_unlikely() -> None:
    signs = compare(side("Ana | Roy | | | 2010-04-23"), side("Ida | Roy | | | 2010-04-23"))
    assert signs == [Sign.SAME_LAST_NAME, Sign.SAME_BIRTH_DATE]
    assert judge(signs) == "unlikely"


@pytest.mark.parametrize("email", ["", "lee@post.example"])
@pytest.mark.parametrize("phone", ["", "0134"])
def test_father_and_son_of_one_name_are_unlikely(email: str, phone: str) -> None:
    assert verdict(f"Robert | Lee Jr. | {email} | {phone} |", f"Robert | Lee, Sr. | {email} | {phone} |") == "unlikely"
    assert verdict(f"Bob | Lee III | {email} | {phone} |", f"Robert Junior | Lee | {email} | {phone} |") == "unlikely"


def test_one_suffix_makes_a_shared_phone_too_little() -> None:
    assert verdict("Robert | Lee Jr. | | 0134 |", "Robert | Lee | | 0134 |") == "possible"
    assert verdict("Robert | Lee Jr. | | 0134 | 1990-04-23", "Robert | Lee | | 0134 | 1960-01-02") == "unlikely"
    assert verdict("Robert | Lee Jr. | | | 1990-04-23", "Robert | Lee | | | 1990-04-23") == "likely"


def test_a_suffix_that_is_a_whole_name_is_a_name() -> None:
    assert compare(who("Junior Roy"), who("Ana Roy")) == []
    assert compare(who("Junior Roy"), who("Junior Roy")) == [Sign.SAME_NAME]
    assert compare(who("Ana Junior"), who("Ana Senior")) == []


@pytest.mark.parametrize("email", ["", "family@post.example"])
@pytest.mark.parametrize("phone", ["", "0134"])
@pytest.mark.parametrize("last_name", ["Roy", "Roi", "Lee"])
@pytest.mark.parametrize("born", ["", "1960-01-02"])
def test_the_email_and_phone_of_a_family_are_never_likely(email: str, phone: str, last_name: str, born: str) -> None:
    one, other = f"Leo | Roy | {email} | {phone} | 2010-04-23", f"Sophie | {last_name} | {email} | {phone} | {born}"
    assert verdict(one, other) == ("possible" if email and phone and not born else "unlikely")


def test_a_common_name_alone_is_possible_and_with_another_day_unlikely() -> None:
    assert verdict("John | Smith | | |", "John | Smith | | |") == "possible"
    assert verdict("John | Smith | a@post.example | |", "John | Smith | b@post.example | | 1990-04-23") == "possible"
    assert verdict("John | Smith | | | 1985-01-02", "John | Smith | | | 1990-04-23") == "unlikely"
    assert verdict("John | Smith | a@post.example | | 1985-01-02", "John | Smith | a@post.example | | 1990-04-23") == (
        "possible"
    )


def test_day_and_month_in_each_others_place_are_a_slip() -> None:
    one, other = side("Ana | Roy | | | 1990-04-03"), side("Ana | Roy | | | 1990-03-04")
    assert compare(one, other) == [Sign.SAME_NAME, Sign.SWAPPED_BIRTH_DATE]
    assert verdict("Ana | Roy | | | 1990-04-03", "Ida | Roy | | | 1990-03-04") == "unlikely"


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("Bob Smith", "Robert Smith", Sign.NICKNAME),
        ("Rob Smith", "Bob Smith", Sign.NICKNAME),
        ("Smith Liz", "Elizabeth Smith", Sign.NICKNAME),
        ("Kate Smith", "Katie Smith", Sign.NICKNAME),
        ("Arjun Mehta", "Ajrun Mehta", Sign.LIKE_NAME),
        ("Ana Phillips", "Ana Filips", Sign.LIKE_NAME),
        ("Marie Gagnon", "Anne-Marie Gagnon", Sign.PART_OF_FIRST_NAME),
        ("J. Gagnon", "Joy Gagnon", Sign.PART_OF_FIRST_NAME),
        ("Anne Roy", "Anne Roy-Lefebvre", Sign.PART_OF_LAST_NAME),
        ("Rosa Cruz", "Rosa de la Cruz", Sign.PART_OF_LAST_NAME),
        ("Annemarie Gagnon", "Anne-Marie Gagnon", Sign.SAME_NAME),
        ("Julia Baum", "Julie Baum", Sign.NEAR_NAME),
    ],
)
def test_each_likeness_of_names_has_its_own_sign(one: str, other: str, sign: Sign) -> None:
    assert compare(who(one), who(other)) == [sign]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyen Minh | Anh | | |", "Minh Anh | Nguyen | | |"),
        ("Roy | Annemarie | | |", "Anne-Marie | Roy | | |"),
        ("Mary | Ann Smith | | |", "Mary Ann | Smith | | |"),
    ],
)
def test_words_of_a_name_may_stand_in_the_other_field(one: str, other: str) -> None:
    assert compare(side(one), side(other)) == [Sign.SAME_NAME]


def test_another_second_name_is_another_first_name() -> None:
    assert compare(side("John J. | Roy | | |"), side("John Robert | Roy | | |")) == []
    assert compare(side("John R. | Roy | | |"), side("John Robert | Roy | | |")) == [Sign.PART_OF_FIRST_NAME]


def test_two_short_forms_of_one_name_that_begin_with_other_letters_are_other_names() -> None:
    assert compare(who("Ron Roy"), who("Erin Roy")) == []


def test_part_of_a_first_name_needs_more_than_the_phone_of_a_family() -> None:
    assert verdict("Jean | Roy | | 0134 |", "Jean-Pierre | Roy | | 0134 |") == "possible"


def test_a_missing_name_says_nothing() -> None:
    assert compare(who(""), who("")) == []
    assert compare(who("", phone="+14165550134"), who("Ana Roy", phone="+14165550134")) == [Sign.SAME_PHONE]
    assert compare(who("Ana"), who("Ana Roy")) == []


def test_names_that_may_be_a_slip_are_still_asked_about_before_a_second_record_is_made() -> None:
    assert is_likely(compare(who("Arjun Mehta"), who("Arun Mehta")))
    assert is_likely(compare(who("Robert Lee Jr."), who("Robert Lee Sr.")))
    assert not is_likely(compare(who("Ana Roy", born=BORN), who("Ida Roy", born=BORN)))


def test_there_are_words_for_every_sign() -> None:
    assert len(set(why_likely(Sign).split(" · "))) == len(Sign)
