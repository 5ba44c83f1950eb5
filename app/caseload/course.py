"""One measure over time: each headline score, and what changed between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app import instruments
from app.instruments import Band, Change, Instrument
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
    until: Point
    amount: Fraction
    meaning: Meaning
    # What the published rule says; None where the measure has none.
    rule: Change | None

    @property
    def shown(self) -> str:
        """How far, without its sign: the difference of the two scores as people read them.

        Whoever checks it by the table finds that it adds up. `rule` goes by the exact scores.
        """
        return str(abs(Decimal(self.until.shown) - Decimal(self.since.shown)))

    @property
    def is_across_episodes(self) -> bool:
        """Whether it reaches back into an earlier course of care."""
        return not _are_of_one_episode(self.since, self.until)


@dataclass(frozen=True)
class Course:
    """Everything somebody sent for one measure, oldest first."""

    instrument: Instrument
    points: tuple[Point, ...]
    # The course of care that "since first" is about; that of the newest form unless it is given.
    episode_id: UUID | None = None

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
        """The newest score against the first of the same course of care; None when that is also
        the one before it, or when this course of care has no score yet."""
        if not self.is_of_now:
            return None
        earlier = self._comparable()
        here = [p for p in earlier if _are_of_one_episode(p, self.latest)]
        return move(here[0], self.latest) if here and here[0] is not earlier[-1] else None

    @property
    def is_of_now(self) -> bool:
        """Whether the newest form was sent in the course of care that is told of."""
        return self.episode_id in (None, self.latest.submission.episode_id)

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
    is_none = Decimal(first.shown) == Decimal(last.shown)
    rule = instruments.change(first.instrument, first.value, last.value)
    return Move(
        since=first,
        until=last,
        amount=amount,
        meaning=Meaning.SAME if is_none else meaning_of(first.instrument, amount),
        rule=rule if last.is_current else None,
    )


def courses(
    rows: Iterable[tuple[Submission, float | None]], episode_id: UUID | None = None
) -> list[Course]:
    """A course for each measure, the ones answered last first; rows come oldest first."""
    points: dict[str, list[Point]] = {}
    for submission, headline in rows:
        instrument = instruments.get_instrument(submission.measure)
        points.setdefault(submission.measure, []).append(
            Point(instrument, submission, exact(headline))
        )
    found = [Course(sent[-1].instrument, tuple(sent), episode_id) for sent in points.values()]
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


def _are_of_one_episode(first: Point, last: Point) -> bool:
    return first.submission.episode_id == last.submission.episode_id


def meaning_of(instrument: Instrument, amount: Fraction) -> Meaning:
    """Better or worse, by the direction of the measure."""
    if amount == 0:
        return Meaning.SAME
    return Meaning.BETTER if (amount > 0) == (instrument.better == "higher") else Meaning.WORSE
