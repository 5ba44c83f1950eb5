"""One measure over time: each headline score, and what changed between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from app import instruments
from app.instruments import Band, Change, Instrument, round_half_up
from app.responses import Submission

# The core set first, as services report it; any other measure follows.
USUAL_ORDER = ("phq9", "gad7", "core_om", "swemwbs", "pcl5", "ders", "des_ii")
# Scores are divided by the number of items, or printed to two places: never by more than this.
LARGEST_DIVISOR = 1000


class Meaning(StrEnum):
    """Which way a change goes, by the measure's own direction (SAF-16)."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True)
class Point:
    """The headline score of one submission; `value` is None when too little was answered."""

    instrument: Instrument
    submission: Submission
    value: Fraction | None

    @property
    def at(self) -> datetime:
        """When it was sent."""
        return self.submission.submitted_at

    @property
    def asked(self) -> int:
        """How many items the questionnaire had."""
        return len(self.submission.answers)

    @property
    def answered(self) -> int:
        """How many of them were answered."""
        return self.asked - self.submission.n_missing

    @property
    def is_current(self) -> bool:
        """Whether the rules we hold are those of the version that was answered."""
        return self.submission.version == self.instrument.version

    @property
    def is_prorated(self) -> bool:
        """Whether the score stands on fewer than all the items."""
        return self.value is not None and self.submission.n_missing > 0

    @property
    def shown(self) -> str:
        """The score as people read it; empty when there is none (SAF-15)."""
        if self.value is None:
            return ""
        headline = self.instrument.get_score(self.instrument.headline)
        return str(headline.shown(self.value, prorated=self.is_prorated))

    @property
    def band(self) -> Band | None:
        """The named band that the score fell in when it was sent."""
        bands = self.instrument.bands if self.is_current else ()
        return next((band for band in bands if band.name == self.submission.band), None)


@dataclass(frozen=True)
class Move:
    """From one headline score to a later one of the same version."""

    since: Point
    amount: Fraction
    meaning: Meaning
    # What the published rule says; None where the measure has none.
    rule: Change | None

    @property
    def shown(self) -> str:
        """How far, without its sign."""
        places = self.since.instrument.get_score(self.since.instrument.headline).decimals
        fewest = 0 if self.amount.denominator == 1 else 1
        return str(round_half_up(abs(self.amount), max(places, fewest)))


@dataclass(frozen=True)
class Course:
    """Everything somebody sent for one measure, oldest first."""

    instrument: Instrument
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The newest, with a score or without."""
        return self.points[-1]

    @property
    def previous(self) -> Point | None:
        """The one before the newest, of the same version: what its answers are compared with."""
        alike = [p for p in self.points[:-1] if _are_alike(p, self.latest)]
        return alike[-1] if alike else None

    @property
    def since_last(self) -> Move | None:
        """The newest score against the one before it that can be compared (SAF-17)."""
        earlier = self._comparable()
        return move(earlier[-1], self.latest) if earlier else None

    @property
    def since_first(self) -> Move | None:
        """The newest score against the first; None when that is also the one before it."""
        earlier = self._comparable()
        return move(earlier[0], self.latest) if len(earlier) > 1 else None

    @property
    def moves(self) -> tuple[Move, ...]:
        """Since last and since first, as far as there are any."""
        return tuple(m for m in (self.since_last, self.since_first) if m)

    def _comparable(self) -> list[Point]:
        return [p for p in self.points[:-1] if _are_alike(p, self.latest) and p.value is not None]


def move(first: Point, last: Point) -> Move | None:
    """What changed; None when either score is void or they are not of one version (SAF-17)."""
    if first.value is None or last.value is None or not _are_alike(first, last):
        return None
    amount = last.value - first.value
    rule = instruments.change(first.instrument, first.value, last.value)
    return Move(
        first, amount, meaning_of(first.instrument, amount), rule if last.is_current else None
    )


def courses(rows: Iterable[tuple[Submission, float | None]]) -> list[Course]:
    """A course for each measure, the ones answered last first; rows come oldest first."""
    points: dict[str, list[Point]] = {}
    for submission, headline in rows:
        instrument = instruments.get_instrument(submission.measure)
        points.setdefault(submission.measure, []).append(
            Point(instrument, submission, exact(headline))
        )
    found = [Course(sent[-1].instrument, tuple(sent)) for sent in points.values()]
    return sorted(found, key=lambda c: (-c.latest.at.date().toordinal(), *order(c.instrument)))


def exact(value: float | None) -> Fraction | None:
    """The fraction that a stored score was before it was stored: thresholds need it unrounded."""
    return None if value is None else Fraction(value).limit_denominator(LARGEST_DIVISOR)


def order(instrument: Instrument) -> tuple[int, str]:
    """Where a measure stands among the others."""
    known = instrument.key in USUAL_ORDER
    place = USUAL_ORDER.index(instrument.key) if known else len(USUAL_ORDER)
    return place, instrument.key


def _are_alike(first: Point, last: Point) -> bool:
    return first.submission.version == last.submission.version


def meaning_of(instrument: Instrument, amount: Fraction) -> Meaning:
    """Better or worse, by the direction of the measure."""
    if amount == 0:
        return Meaning.SAME
    return Meaning.BETTER if (amount > 0) == (instrument.better == "higher") else Meaning.WORSE
