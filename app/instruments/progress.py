"""Change between two scores, called reliable only by the published rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.instruments.errors import InvalidResponses, OutOfRange
from app.instruments.instrument import Instrument

Number = int | Fraction


class Change(StrEnum):
    """What the published rule says about two headline scores."""

    IMPROVEMENT = "improvement"
    DETERIORATION = "deterioration"
    NONE = "none"


class UnlikeMeasures(InvalidResponses):
    """The Talking Therapies rule needs PHQ-9 and one anxiety measure, the same both times."""

    code = "unlike_measures"


@dataclass(frozen=True, slots=True)
class TalkingTherapiesOutcome:
    """The terms of NHS Talking Therapies. Recovery is None for somebody not a case at the start."""

    caseness_at_start: bool
    caseness_at_end: bool
    recovery: bool | None
    reliable_improvement: bool
    reliable_deterioration: bool
    reliable_recovery: bool | None


def change(instrument: Instrument, first: Number | None, last: Number | None) -> Change | None:
    """Reliable improvement, reliable deterioration or neither, from two headline scores.

    None when no rule is adopted for the measure or either score is void.
    """
    if instrument.reliable_change is None or first is None or last is None:
        return None
    better = _gain(instrument, first, last)
    if better >= instrument.reliable_change.at_least:
        return Change.IMPROVEMENT
    if -better >= instrument.reliable_change.at_least:
        return Change.DETERIORATION
    return Change.NONE


def clinically_significant(
    instrument: Instrument, first: Number | None, last: Number | None
) -> bool | None:
    """Whether somebody who was a case no longer is; None where no cut-off is defined."""
    if instrument.caseness is None or first is None or last is None:
        return None
    cutoff = instrument.caseness.at_least
    return _checked(instrument, last) < cutoff <= _checked(instrument, first)


def talking_therapies_outcome(
    first: Mapping[Instrument, Number], last: Mapping[Instrument, Number]
) -> TalkingTherapiesOutcome:
    """What NHS Talking Therapies calls a course of treatment, from its first and last scores."""
    _refuse_unlike(first, last)
    changes = {change(instrument, first[instrument], last[instrument]) for instrument in first}
    improved = Change.IMPROVEMENT in changes and Change.DETERIORATION not in changes
    worse = Change.DETERIORATION in changes and Change.IMPROVEMENT not in changes
    started, ended = _any_case(first), _any_case(last)
    recovered = not ended if started else None
    return TalkingTherapiesOutcome(
        caseness_at_start=started,
        caseness_at_end=ended,
        recovery=recovered,
        reliable_improvement=improved,
        reliable_deterioration=worse,
        reliable_recovery=None if recovered is None else recovered and improved,
    )


def _gain(instrument: Instrument, first: Number, last: Number) -> Fraction:
    """How far the score moved towards better."""
    rise = _checked(instrument, last) - _checked(instrument, first)
    return rise if instrument.better == "higher" else -rise


def _checked(instrument: Instrument, value: Number) -> Fraction:
    headline = instrument.get_score(instrument.headline)
    if not headline.lowest <= value <= headline.highest:
        raise OutOfRange(f"{instrument.short_name} has no score {value}")
    return Fraction(value)


def _any_case(scores: Mapping[Instrument, Number]) -> bool:
    return any(instrument.is_case(_checked(instrument, v)) for instrument, v in scores.items())


def _refuse_unlike(first: Mapping[Instrument, Number], last: Mapping[Instrument, Number]) -> None:
    usable = all(i.caseness and i.reliable_change for i in first)
    keys = {instrument.key for instrument in first}
    if first.keys() != last.keys() or len(keys) != 2 or "phq9" not in keys or not usable:
        raise UnlikeMeasures("needs PHQ-9 and one anxiety measure, the same at both ends")
