"""Payments in words: how money changes hands."""

from owl_app.documents import receipt
from owl_app.models import Method


def method_names() -> dict[str, str]:
    """How money changes hands, by the choices that are kept."""
    return {each.value: receipt.method_name(each.value) for each in Method}
