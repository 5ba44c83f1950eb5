"""Scores a form by the published rule of its measure. Pure, exact, and never kind to a blank."""

from collections.abc import Mapping
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

Scores = dict[str, Fraction | None]
Finding = bool | None | dict[str, dict[str, bool] | None]


@dataclass(frozen=True, slots=True)
class RiskFlag:
    """A risk item answered at or above its threshold: a prompt to look, never a conclusion."""

    item: int
    kind: RiskKind
    response: int


@dataclass(slots=True)
class ScoreSheet:
    """Everything the published rules say about one form."""

    n_missing: int
    prorated_scores: frozenset[str]
    scores: Scores
    band: str | None
    caseness: bool | None
    derived: dict[str, Finding]
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
    """One score made ready: what each response is worth, and each value once worked out."""

    def __init__(self, score: Score, items: Mapping[int, Item]) -> None:
        self.name = score.name
        self.reported = score.reported
        self._score = score
        self._worth = [(number - 1, _worth(score, items[number])) for number in score.items]
        self._values: dict[tuple[int, int], Fraction | None] = {}

    def of(self, responses: Responses) -> tuple[Fraction | None, bool]:
        """The value, None when it is void, and whether it stands on fewer than all its items."""
        total = answered = 0
        for index, worth in self._worth:
            response = responses[index]
            if response is not None:
                total += worth[response]
                answered += 1
        form = (total, answered)
        if form not in self._values:
            self._values[form] = _value(self._score, total, answered)
        value = self._values[form]
        return value, value is not None and answered < len(self._worth)


def _worth(score: Score, item: Item) -> dict[int, int]:
    if score.thresholds is None:
        return {value: item.scored(value) for value in item.values}
    threshold = score.thresholds[item.number]
    return {value: int(item.scored(value) >= threshold) for value in item.values}


def _value(score: Score, total: int, answered: int) -> Fraction | None:
    """The score from the sum of what was answered; None when too little was."""
    if len(score.items) - answered > score.max_missing:
        return None
    if score.rule == "prorated_sum":
        return Fraction(total * len(score.items), answered)
    if score.rule == "mean":
        return Fraction(total * score.times, answered)
    return Fraction(total) if score.table is None else score.table[total]


class _Scorer:
    """An instrument made ready for many forms."""

    def __init__(self, instrument: Instrument) -> None:
        items = {item.number: item for item in instrument.items}
        self._instrument = instrument
        self._permitted = [frozenset(item.values) for item in instrument.items]
        self._tallies = [_Tally(score, items) for score in instrument.scores]
        self._meaning: dict[Fraction | None, tuple[str | None, bool | None]] = {None: (None, None)}

    def score(self, responses: Responses) -> ScoreSheet:
        self._refuse_bad(responses)
        values: Scores = {}
        scores: Scores = {}
        prorated = []
        for tally in self._tallies:
            value, is_prorated = tally.of(responses)
            values[tally.name] = value
            if tally.reported:
                scores[tally.name] = value
                if is_prorated:
                    prorated.append(tally.name)
        band, caseness = self._meaning_of(values[self._instrument.headline])
        derived = {rule.name: _finding(rule, values) for rule in self._instrument.derived}
        flags, unanswered = self._risk(responses)
        return ScoreSheet(
            sum(response is None for response in responses),
            frozenset(prorated),
            scores,
            band,
            caseness,
            derived,
            flags,
            unanswered,
        )

    def _refuse_bad(self, responses: Responses) -> None:
        if len(responses) != len(self._permitted):
            raise WrongLength(f"{len(responses)} responses for {len(self._permitted)} items")
        for number, (response, permitted) in enumerate(
            zip(responses, self._permitted, strict=True), start=1
        ):
            if response is not None and (type(response) is not int or response not in permitted):
                raise OutOfRange(f"Item {number} does not offer {response!r}")

    def _meaning_of(self, headline: Fraction | None) -> tuple[str | None, bool | None]:
        if headline not in self._meaning:
            assert headline is not None  # None has its meaning from the start
            band = self._instrument.band_for(headline)
            name = None if band is None else band.name
            self._meaning[headline] = (name, self._instrument.is_case(headline))
        return self._meaning[headline]

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


def _above_cutoffs(rule: GroupCutoffs, values: Scores) -> dict[str, dict[str, bool] | None]:
    findings: dict[str, dict[str, bool] | None] = {}
    for name, (score_name, cutoffs) in rule.cutoffs.items():
        value = values[score_name]
        findings[name] = (
            None if value is None else {group: value >= edge for group, edge in cutoffs.items()}
        )
    return findings
