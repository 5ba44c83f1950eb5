"""Scores a form by the published rule of its measure. Pure, exact, and never kind to a blank."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.instruments.errors import OutOfRange, WrongLength
from app.instruments.instrument import (
    Derived,
    GroupCutoffs,
    Instrument,
    Item,
    Responses,
    RiskKind,
    Score,
    YesNo,
)

Scores = Mapping[str, Fraction | None]
Finding = bool | None | Mapping[str, Mapping[str, bool] | None]
Sums = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class RiskFlag:
    """A risk item answered at or above its threshold: a prompt to look, never a conclusion."""

    item: int
    kind: RiskKind
    response: int


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Everything the published rules say about one form. Read it; it may be shared."""

    n_missing: int
    prorated_scores: frozenset[str]
    scores: Scores
    band: str | None
    caseness: bool | None
    derived: Mapping[str, Finding]
    risk_flags: tuple[RiskFlag, ...]
    risk_unanswered: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether every item was answered."""
        return not self.n_missing

    @property
    def prorated(self) -> bool:
        """Whether any reported score stands on fewer than all its items."""
        return bool(self.prorated_scores)


def score(instrument: Instrument, responses: Responses) -> ScoreSheet:
    """The score sheet of one form: responses as ticked, in printed order, None for a blank.

    Raises WrongLength or OutOfRange rather than clip or guess. A score with more blanks than its
    rule allows is None: a blank is never worth 0.
    """
    return _scorer(instrument).score(responses)


class _Tally:
    """One score made ready: what each response of each of its items is worth."""

    def __init__(self, score: Score, items: Mapping[int, Item]) -> None:
        self.score = score
        self._worth = [(number - 1, _worth(score, items[number])) for number in score.items]

    def add_up(self, responses: Responses) -> tuple[int, int]:
        """What the answered items are worth together, and how many they are."""
        total = answered = 0
        for index, worth in self._worth:
            response = responses[index]
            if response is not None:
                total += worth[response]
                answered += 1
        return total, answered


def _worth(score: Score, item: Item) -> dict[int, int]:
    if score.thresholds is None:
        return {value: item.scored(value) for value in item.values}
    threshold = score.thresholds[item.number]
    return {value: int(item.scored(value) >= threshold) for value in item.values}


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What follows from the sums alone."""

    prorated_scores: frozenset[str]
    scores: Scores
    band: str | None
    caseness: bool | None
    derived: Mapping[str, Finding]


class _Scorer:
    """An instrument made ready for many forms; equal sums are given a meaning once."""

    def __init__(self, instrument: Instrument) -> None:
        items = {item.number: item for item in instrument.items}
        self._instrument = instrument
        self._permitted = [frozenset(item.values) for item in instrument.items]
        self._tallies = [_Tally(score, items) for score in instrument.scores]
        self._meaning: Callable[[Sums], _Meaning] = lru_cache(maxsize=4096)(self._meaning_of)

    def score(self, responses: Responses) -> ScoreSheet:
        self._refuse_bad(responses)
        meaning = self._meaning(tuple([tally.add_up(responses) for tally in self._tallies]))
        return ScoreSheet(
            responses.count(None),
            meaning.prorated_scores,
            meaning.scores,
            meaning.band,
            meaning.caseness,
            meaning.derived,
            *self._risk(responses),
        )

    def _refuse_bad(self, responses: Responses) -> None:
        if len(responses) != len(self._permitted):
            raise WrongLength(f"{len(responses)} responses for {len(self._permitted)} items")
        for response, permitted in zip(responses, self._permitted, strict=True):
            if response is not None and (type(response) is not int or response not in permitted):
                raise OutOfRange(f"The printed form does not offer {response!r}")

    def _meaning_of(self, sums: Sums) -> _Meaning:
        instrument = self._instrument
        values = {
            tally.score.name: _value(tally.score, *added)
            for tally, added in zip(self._tallies, sums, strict=True)
        }
        headline = values[instrument.headline]
        band = None if headline is None else instrument.band_for(headline)
        return _Meaning(
            frozenset(self._prorated(sums, values)),
            {score.name: values[score.name] for score in instrument.reported_scores},
            None if band is None else band.name,
            None if headline is None else instrument.is_case(headline),
            {rule.name: _finding(rule, values) for rule in instrument.derived},
        )

    def _prorated(self, sums: Sums, values: Scores) -> Iterator[str]:
        """The reported scores that stand on fewer than all their items."""
        for tally, (_, answered) in zip(self._tallies, sums, strict=True):
            score = tally.score
            if score.reported and values[score.name] is not None and answered < len(score.items):
                yield score.name

    def _risk(self, responses: Responses) -> tuple[tuple[RiskFlag, ...], tuple[int, ...]]:
        """What the risk items say, whether or not any score is valid."""
        flags = []
        unanswered = []
        for risk in self._instrument.risk_items:
            response = responses[risk.item - 1]
            if response is None:
                unanswered.append(risk.item)
            elif response >= risk.at_least:
                flags.append(RiskFlag(risk.item, risk.kind, response))
        return tuple(flags), tuple(unanswered)


def _value(score: Score, total: int, answered: int) -> Fraction | None:
    """The score from what the answered items are worth; None when too few were answered."""
    if len(score.items) - answered > score.max_missing:
        return None
    if score.rule == "prorated_sum":
        return Fraction(total * len(score.items), answered)
    if score.rule == "mean":
        return Fraction(total * score.times, answered)
    return Fraction(total) if score.table is None else score.table[total]


@lru_cache(maxsize=256)
def _scorer(instrument: Instrument) -> _Scorer:
    return _Scorer(instrument)


def _finding(rule: Derived, values: Scores) -> Finding:
    if isinstance(rule, GroupCutoffs):
        return _above_cutoffs(rule, values)
    return _holds(rule, values)


def _holds(rule: YesNo, values: Scores) -> bool | None:
    """True or false only when every score that the rule names is known."""
    holds = True
    for condition in rule.conditions:
        value = values[condition.score]
        if value is None:
            return None
        if condition.at_least is not None and value < condition.at_least:
            holds = False
        if condition.at_most is not None and value > condition.at_most:
            holds = False
    return holds


def _above_cutoffs(rule: GroupCutoffs, values: Scores) -> Finding:
    findings: dict[str, Mapping[str, bool] | None] = {}
    for name, (score_name, cutoffs) in rule.cutoffs.items():
        value = values[score_name]
        findings[name] = (
            None if value is None else {group: value >= edge for group, edge in cutoffs.items()}
        )
    return findings
