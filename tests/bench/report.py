"""Figures as a table: what was measured, how much it was, how much it may be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement. With a budget it says whether it was kept."""

    what: str
    value: float
    unit: str = ""
    budget: float | None = None
    note: str = ""

    def cells(self) -> list[str]:
        """The figure as a row of the table."""
        return [self.what, _written(self.value, self.unit), self._verdict(), self.note]

    def _verdict(self) -> str:
        if self.budget is None:
            return ""
        kept = "kept" if self.value <= self.budget else "EXCEEDED"
        return f"<= {_written(self.budget, self.unit)} {kept}"


def show(title: str, figures: Iterable[Figure], *, under: str = "") -> None:
    """Print the figures under a heading, with a line on how they were taken."""
    table([f"{title}"], [figure.cells() for figure in figures])
    if under:
        print(under)
    print(flush=True)


def table(heading: list[str], rows: list[list[str]]) -> None:
    """Print rows with their columns aligned."""
    print("\n" + "  ".join(heading))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  " + "  ".join(map(_aligned, row, widths, range(len(row)))).rstrip())


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column == 1 else cell.ljust(width)


def _written(value: float, unit: str) -> str:
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return f"{number} {unit}".strip()
