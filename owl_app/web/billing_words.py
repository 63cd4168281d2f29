"""Payments and receipts in words: methods, amounts, and days."""

from collections.abc import Sequence

from owl_app import money
from owl_app.documents import receipt
from owl_app.i18n import t
from owl_app.models import Method
from owl_app.services.charges import Owed


def method_names() -> dict[str, str]:
    """How money changes hands, by the choices that are kept."""
    return {each.value: receipt.method_name(each.value) for each in Method}


def written_sums(sums: Sequence[Owed], locale: str) -> str:
    """Amounts of one currency or several; nothing where there are none."""
    return t(" and ").join(money.written_amount(each.amount, each.currency, locale) for each in sums)
