"""Quarters of the calendar, and the periods that what people say is counted in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

# A period that fewer forms came back in would show next to nothing: it goes on with the next one.
FEWEST_FORMS = 20


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year: the first quarter is January to March."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that the day is in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def after(self) -> "Quarter":
        """The next quarter."""
        return Quarter(self.year + (self.number == 4), self.number % 4 + 1)


@dataclass(frozen=True, order=True)
class Period:
    """One quarter, or several in a row that too few forms came back in to show them apart."""

    first: Quarter
    last: Quarter

    def quarters(self) -> Iterator[Quarter]:
        """Each of its quarters."""
        return _from(self.first, self.last.after)

    def holds(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.first <= Quarter.of(day) <= self.last


def periods_of(
    forms: Mapping[Quarter, int], *, today: date, fewest: int = FEWEST_FORMS
) -> list[Period]:
    """The periods that are over, oldest first. None ever changes, and no two have a day in common.

    So there is nothing to take one table from another of: not of a longer time, and not of the same
    time a day earlier. `forms` says how many were released in each quarter.
    """
    found: list[Period] = []
    begun: Quarter | None = None
    number = 0
    for quarter in _from(min(forms, default=None), Quarter.of(today)):
        begun = begun or quarter
        number += forms.get(quarter, 0)
        if number >= fewest:
            found.append(Period(begun, quarter))
            begun, number = None, 0
    return found


def _from(first: Quarter | None, end: Quarter) -> Iterator[Quarter]:
    while first and first < end:
        yield first
        first = first.after
