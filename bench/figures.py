"""One measured figure with its unit and, where there is one, its limit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`limit` is the most `value` may be, in the same unit; None for a figure that is only shown."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    detail: str = ""

    @property
    def ok(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"  (at most {self.limit:g} {self.unit}{'' if self.ok else ': BEYOND'})"
        detail = f"  {self.detail}" if self.detail else ""
        return f"{self.name:<48} {self.value:>8.2f} {self.unit}{limit}{detail}"
