"""The list of guards keeps step with the code, so that `make guards` never tries what is not there."""

import pytest

from tests.guard import Guard
from tests.guards import GUARDS, ROOT


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.what)
def test_the_text_of_a_guard_stands_in_its_file_once(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.text) == 1


def test_there_are_enough_guards_and_each_is_listed_once() -> None:
    assert len({guard.what for guard in GUARDS}) == len(GUARDS) >= 15
