"""The guards of payments and receipts."""

from tests.guard import Guard

BILLING_GUARDS = [
    Guard(
        "a therapist takes money of their own clients alone",
        "owl_app/services/billing_access.py",
        "    if not may_bill(viewer, client):\n",
        "    if False:\n",
        "tests/test_payments.py -k colleagues_client",
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
        "a calendar address of a login that may not sign in is none",
        "owl_app/services/calendar_feeds.py",
        "            col(Account.disabled_at).is_(None),\n",
        "",
        "tests/test_own_receipts.py -k calendar_address_ends",
    ),
    Guard(
        "a receipt goes to the client's own addresses alone",
        "owl_app/services/receipt_letters.py",
        "        if email_key(each.email) == email_key(email):\n",
        "        if True:\n",
        "tests/mallory/test_receipts.py -k none_but_the_clients",
    ),
    Guard(
        "a number that does not follow is refused by the database",
        "alembic/versions/20261130_take_payments_and_issue_receipts.py",
        "        WHEN NEW.number <> COALESCE((SELECT MAX(number) + 1 FROM receipt), NEW.number)\n",
        "        WHEN 0\n",
        "tests/test_receipts.py -k out_of_order",
    ),
    Guard(
        "each receipt takes a number of its own",
        "owl_app/services/receipts.py",
        "next_receipt=table.c.next_receipt + 1",
        "next_receipt=table.c.next_receipt",
        "tests/test_receipt_races.py -k eight_processes",
    ),
    Guard(
        "a page that connects again begins anew",
        "owl_app/web/event_gate.py",
        "            _begin_anew(state)\n",
        "",
        "tests/mallory/test_sockets.py -k 'loaded_anew and memory'",
    ),
    Guard(
        "a signal of a call reaches nobody who is out of it",
        "owl_app/web/calls/line.py",
        "        if self._place is Place.ADMITTED:\n            self._put(text)\n",
        "        self._put(text)\n",
        "tests/test_call_lines.py -k those_in_the_call",
    ),
    Guard(
        "a letter that no font has is found before issue",
        "owl_app/services/receipt_contents.py",
        "    if unknown:\n",
        "    if False:\n",
        "tests/test_receipts.py -k no_font",
    ),
]
