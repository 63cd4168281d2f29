"""Many who issue receipts at the same moment: no number is left out, none is given twice, and no payment is lost."""

from owl_app.models import Payment, Receipt, ReceiptFile
from tests.booking import add_service
from tests.cast import Cast
from tests.door import rows
from tests.paying import held, open_the_books
from tests.together import in_processes

PROCESSES, EACH = 8, 5

ISSUE = """
import sys
from owl_app.services.access import SYSTEM
from tests.paying import pay
number, clients, charges = int(sys.argv[-1]), {clients!r}, {charges!r}
for charge in charges[number]:
    assert pay(SYSTEM, clients[number % 2], [charge], "140").receipt_ids
"""


def test_eight_processes_that_issue_at_once_leave_no_gap_and_lose_no_payment(cast: Cast) -> None:
    open_the_books(cast)
    service = add_service(cast.olivia)
    clients = [cast.ana.client_id, cast.ben.client_id]
    charges: list[list[str]] = [
        [held(cast.thea, service, [clients[number % 2]], days_ago=2 + number * EACH + each)[0] for each in range(EACH)]
        for number in range(PROCESSES)
    ]
    in_processes(PROCESSES, ISSUE.format(clients=clients, charges=charges))
    assert [each.number for each in sorted(rows(Receipt), key=lambda each: each.number)] == list(range(1, 41))
    assert len(rows(ReceiptFile)) == 40
    assert [(each.amount, each.allocated) for each in rows(Payment)] == [(14000, 14000)] * 40
