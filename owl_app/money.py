"""Amounts of money: whole numbers of a currency's smallest unit, read as people type them and written as they read."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_decimal_symbol

_TYPED = re.compile(r"([0-9]{1,3}(?:[ .,'’][0-9]{3})+|[0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_SIGNS = re.compile(r"^(?:[A-Z]{0,2}\s*[$£€]|[A-Z]{2,3})\s*|\s*(?:[A-Z]{3}|[$£€])$")


def read_amount(typed: str, locale: str = "en_CA") -> int | None:
    """The amount in hundredths; None when it is none. `1,250`, `1 250,50`, `$120` and `120.5` are amounts.

    `1.250` is one where the point is no decimal sign, and three decimals where it is.
    """
    bare = _SIGNS.sub("", typed.replace("\u00a0", " ").replace("\u202f", " ").strip())
    found = _TYPED.fullmatch(bare)
    if found is None or get_decimal_symbol(locale) in found[1]:
        return None
    whole = "".join(char for char in found[1] if char.isdecimal())
    return int(whole) * 100 + int((found[2] or "").ljust(2, "0"))


def written_amount(hundredths: int, currency: str, locale: str) -> str:
    return str(format_currency(Decimal(hundredths) / 100, currency, locale=locale)).replace("\u202f", " ")


def plain_amount(hundredths: int) -> str:
    """The amount as it stands in a field."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def tax_on(fee: int, rate: int) -> int:
    """The tax on a fee at a rate in thousandths of a percent; half of the smallest unit counts as a whole one.

    Source: Canada Revenue Agency, RC4022 General Information for GST/HST Registrants, on rounding off.
    """
    return (fee * rate + 50_000) // 100_000


def share_of_tax(amount: int, *, paid: int, tax_paid: int, total: int, tax: int) -> int:
    """How much of an amount is tax, when of a `total` that holds `tax` so much was `paid`, of it `tax_paid` as tax.

    However a total is parted, the shares of its parts add up to the whole tax.
    """
    due_by_now = (paid + amount) * tax // total
    return min(max(due_by_now - tax_paid, 0), amount)
