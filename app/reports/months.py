"""Months of the calendar, as they pass where the service is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self

from app import clock


@dataclass(frozen=True, order=True)
class Month:
    """One month: "2026-02" in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month in which the moment falls there."""
        local = clock.local(moment)
        return cls(local.year, local.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def begins_at(self) -> datetime:
        """Midnight, as its first day begins."""
        return datetime.combine(self.first, time(), clock.LOCAL).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """Midnight, as the next month begins."""
        return self.after.begins_at

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def after(self) -> "Month":
        """The next month."""
        return Month(self.year + (self.number == 12), self.number % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
