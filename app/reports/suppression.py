"""Whether a number is shown: the one place where small numbers of people or forms are withheld.

A count of fewer than five could point at somebody. It is withheld, and so is as much of what
stands beside it as would let somebody work it out: from a total and the other parts, or from a
share and what it is a share of. Figures about what staff did are withheld as well where fewer than
three of them had a part in it, as they would be one colleague's figures.

What is withheld beside small numbers goes by the order of the parts, and not by how large they are:
knowing these rules, too, tells nobody more.

There are two ways to say what is left. `break_down` says it exactly: of alerts, for the lead who
has to act on them, where five more or less would hide whether somebody was late. `publish` says it
to the nearest five and without a label (EQ-04): of what people told us in confidence that nobody
would know it was them, for everybody who reads it. It is the first way, rounded. So nothing can be
worked out from it that could not be worked out from exact figures, and from those nothing can: not
even by somebody who knows how many forms there were, as who counts spent tickets may.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

FEWEST = 5
FEWEST_CONTRIBUTORS = 3
FEWEST_FOR_AVERAGE = 8
ROUNDED_TO = 5


class Shown(StrEnum):
    """How much of a number is shown."""

    EXACTLY = "exactly"
    FEW = "few"
    ALL_BUT_FEW = "all but few"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Count:
    """How many there were, and of how many where that is shown too.

    `contributors` are the members of staff whose doing the number is, where it is somebody's.
    """

    number: int
    of: int | None = None
    contributors: frozenset[Hashable] | None = None

    @property
    def may_be_shown(self) -> bool:
        """Whether neither the number nor what is left of the whole is small, or somebody's own."""
        rest = inf if self.of is None else self.of - self.number
        return min(self.number, rest) >= FEWEST and not self._is_somebodys

    @property
    def label(self) -> Shown:
        """What may be said of it when it stands by itself."""
        if self.may_be_shown:
            return Shown.EXACTLY
        # Of eight, "fewer than five" says of the rest, too, that it is four at least.
        if self._is_somebodys or (self.of is not None and self.of < 2 * FEWEST - 1):
            return Shown.WITHHELD
        return Shown.FEW if self.number < FEWEST else Shown.ALL_BUT_FEW

    @property
    def _is_somebodys(self) -> bool:
        return self.contributors is not None and len(self.contributors) < FEWEST_CONTRIBUTORS


@dataclass(frozen=True)
class Figure:
    """What is shown of a count. It does not hold a number that is withheld."""

    shown: Shown
    number: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Breakdown:
    """A total and its parts, of which no withheld one can be worked out from the others."""

    total: Figure
    parts: Sequence[Figure]


@dataclass(frozen=True)
class Published:
    """How many there were of each, to the nearest five. None is withheld, and never a zero."""

    total: int | None
    parts: tuple[int | None, ...]


def publish(parts: Sequence[int]) -> Published:
    """The parts of a total as everybody may read them, and the total. Each counts in one part.

    Parts that may be given up for others stand last.
    """
    exact = break_down([Count(number) for number in parts])
    if exact.total.number is None:
        return Published(None, (None,) * len(parts))
    rounded = tuple(_rounded(figure.number) for figure in exact.parts)
    return Published(_rounded(exact.total.number), rounded)


def percent(part: int | None, of: int | None) -> int | None:
    """The share in hundredths, made of published figures alone; None where one is withheld."""
    if part is None or not of:
        return None
    return min(100, (200 * part + of) // (2 * of))


def average(values: Sequence[int], parts: Sequence[int | None]) -> float | None:
    """The mean of values that so many gave each, of published figures; None where one is withheld.

    An average of exact figures would be one more equation to work out a withheld one with.
    """
    shown = [part for part in parts if part is not None]
    if len(shown) < len(parts) or sum(shown) < FEWEST_FOR_AVERAGE:
        return None
    weighted = sum(value * part for value, part in zip(values, shown, strict=True))
    return weighted / sum(shown)


def show(count: Count) -> Figure:
    """A count that stands by itself, beside nothing that it could be added up with."""
    return _figure(count, count.label)


def break_down(parts: Sequence[Count]) -> Breakdown:
    """The parts of a total, and the total. What has to be withheld beside goes from the last up.

    Where nothing is left that is shown, no part has a label either: many fours make a total that
    only fours can make.
    """
    total = show(_sum(parts))
    if total.number is None:
        return Breakdown(total, [show(part) for part in parts])
    hidden = _hidden(parts)
    if len(hidden) == len(parts):
        return Breakdown(total, [_figure(part, Shown.WITHHELD) for part in parts])
    beside = {place for place in hidden if parts[place].may_be_shown}
    return Breakdown(
        total,
        [
            _figure(part, Shown.WITHHELD if place in beside else part.label)
            for place, part in enumerate(parts)
        ],
    )


def _rounded(number: int | None) -> int | None:
    return None if number is None else (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _figure(count: Count, shown: Shown) -> Figure:
    return Figure(shown, count.number if shown is Shown.EXACTLY else None, count.of)


def _hidden(parts: Sequence[Count]) -> set[int]:
    """The places of the parts to withhold: the small ones, and as many others as it takes."""
    hidden = {place for place, part in enumerate(parts) if not part.may_be_shown}
    for place in reversed(range(len(parts))):
        if _tells_nothing([parts[one] for one in hidden]):
            break
        hidden.add(place)
    return hidden


def _tells_nothing(hidden: Sequence[Count]) -> bool:
    """Whether the sum of these, which anybody can work out, leaves each small one all it could be.

    Only what is known anyway is asked for here: the labels, and the sum. The sum is a number of
    people, too, and must not be a small one.
    """
    if not hidden:
        return True
    together = _sum(hidden)
    lowest = sum(_least(count) for count in hidden)
    highest = sum(_most(count) for count in hidden)
    room = max(_most(count) - _least(count) for count in hidden if not count.may_be_shown)
    return together.may_be_shown and lowest + room <= together.number <= highest - room


def _least(count: Count) -> float:
    """The smallest number that it could be for all that its label says."""
    match count.label:
        case Shown.EXACTLY:  # withheld beside a small one
            return FEWEST
        case Shown.ALL_BUT_FEW:
            return (count.of or 0) - FEWEST + 1
    return 0


def _most(count: Count) -> float:
    """The largest number that it could be."""
    most = inf if count.of is None else count.of
    match count.label:
        case Shown.EXACTLY:
            return most - FEWEST
        case Shown.FEW:
            return FEWEST - 1
    return most


def _sum(parts: Iterable[Count]) -> Count:
    """All of them as one. Either every part is of something, or none is; so with contributors."""
    every = list(parts)
    wholes = [part.of for part in every if part.of is not None]
    people = [part.contributors for part in every if part.contributors is not None]
    return Count(
        sum(part.number for part in every),
        sum(wholes) if wholes else None,
        frozenset[Hashable]().union(*people) if people else None,
    )
