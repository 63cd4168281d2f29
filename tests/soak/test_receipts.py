"""Five hundred receipts at once, and two hundred kills: no gap, no number twice, no payment lost, every PDF there."""

from tests.cast import Cast
from tests.issuing import issue_and_kill, issue_at_once


def test_sixteen_processes_issue_five_hundred_receipts_without_a_gap(cast: Cast) -> None:
    issue_at_once(cast, 500)


def test_after_two_hundred_kills_nothing_that_was_answered_is_lost(cast: Cast) -> None:
    issue_and_kill(cast, 200)
