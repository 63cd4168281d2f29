"""Many who issue receipts at the same moment, and those who are killed meanwhile: no gap, no number twice, no loss."""

from tests.cast import Cast
from tests.issuing import issue_and_kill, issue_at_once


def test_sixteen_processes_that_issue_at_once_leave_no_gap_and_lose_no_payment(cast: Cast) -> None:
    issue_at_once(cast, 64)


def test_whoever_is_killed_while_issuing_leaves_no_gap_and_loses_no_payment(cast: Cast) -> None:
    issue_and_kill(cast, 10)
