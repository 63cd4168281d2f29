"""The guards of payments and receipts."""

from tests.guard import Guard

BILLING_GUARDS = [
    Guard(
        "a therapist takes money of their own clients alone",
        "owl_app/services/billing_access.py",
        "    if not may_bill(viewer, client):\n",
        "    if False:\n",
        "tests/test_payments.py -k takes_money_of_their_own",
    ),
    Guard(
        "the same form records one payment",
        "owl_app/services/payments.py",
        "    if known is not None:\n",
        "    if False:\n",
        "tests/test_payments.py -k same_form",
    ),
    Guard(
        "the database refuses a receipt that changes",
        "alembic/versions/20261130_take_payments_and_issue_receipts.py",
        '("receipt_never_changes", (f"BEFORE UPDATE OF {_NEVER_CHANGES} ON receipt", "")),',
        "",
        "tests/test_receipts.py -k never_changes",
    ),
    Guard(
        "clients see receipts of those their login is tied to",
        "owl_app/services/billing_access.py",
        "col(ClientAccess.client_id) == Receipt.client_id, col(ClientAccess.account_id) == viewer.account_id",
        "col(ClientAccess.client_id) == Receipt.client_id",
        "tests/test_receipts.py -k of_others",
    ),
    Guard(
        "receipts that the practice hides are not there",
        "owl_app/services/billing_access.py",
        "        if not get_practice(session).receipts_visible:\n",
        "        if False:\n",
        "tests/test_receipts.py -k hides",
    ),
    Guard(
        "a letter that no font has is found before issue",
        "owl_app/services/receipt_contents.py",
        "    if unknown:\n",
        "    if False:\n",
        "tests/test_receipts.py -k no_font",
    ),
]
