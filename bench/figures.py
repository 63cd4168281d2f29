"""One measured figure with its unit and, where there is one, its limit."""

from collections.abc import Sequence
from dataclasses import dataclass

BUSY = 0.1
"""Other programs' share of the machine from which a figure says more of them than of us."""


@dataclass(frozen=True)
class Figure:
    """`most` and `least` bound `value`, in the same unit; a figure with neither is only shown.

    `others` is the share of the machine that other programs took meanwhile; where it is large, nothing is judged.
    """

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    others: float = 0.0
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the figure keeps to its bound; also when nobody can say."""
        if self.others > BUSY:
            return True
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def target(self) -> str:
        """The bound in words, and how far away the figure is from it."""
        bound = self.most if self.most is not None else self.least
        if bound is None:
            return ""
        word = "at most" if self.most is not None else "at least"
        verdict = f"? (others {self.others:.0%})" if self.others > BUSY else "met" if self.ok else "MISSED"
        return f"{word} {bound:g} {self.unit}".rstrip() + f", {verdict}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many of 1 are not above (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -(-int(len(ranked) * share * 1000) // 1000) - 1)]


def table(title: str, figures: Sequence[Figure]) -> str:
    """The figures under their title, in columns."""
    lines = [f"{each.name:<46} {each.value:>9.2f} {each.unit:<4} {each.target:<32} {each.detail}" for each in figures]
    return "\n".join([title, *(f"  {line.rstrip()}" for line in lines)])
