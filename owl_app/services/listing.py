"""What every long list has in common: what is asked for, and one page of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

Row = TypeVar("Row")

PAGE = 50
"""Rows on a page."""
LAST_PAGE = 200
"""The last page that can be turned to: whoever is looking for somebody behind it searches instead."""
COUNTED = 1000
"""Rows are counted up to here; more are written as `1,000+`."""


@dataclass(frozen=True)
class Query:
    """What somebody wants to see of a list; `sort` is the key of a column, empty for the list's own order."""

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sort: str = ""
    descending: bool = False
    page: int = 1

    @property
    def offset(self) -> int:
        return (min(max(self.page, 1), LAST_PAGE) - 1) * PAGE

    def total_seen(self, found: int) -> int | None:
        """How many rows there are in all, where so many that were found of `PAGE` + 1 say it; else they are counted."""
        is_last = found <= PAGE and (found or not self.offset)
        return min(self.offset + found, COUNTED + 1) if is_last else None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list. `total` counts the rows of all pages, up to `COUNTED` + 1."""

    rows: list[Row]
    total: int
    has_more: bool = False
    """Whether another page comes after this one."""
