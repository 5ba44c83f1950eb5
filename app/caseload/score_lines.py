"""Every score of one submission, and what the published rules say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app import instruments
from app.caseload.course import Meaning, Point, exact, meaning_of
from app.instruments import GroupCutoffs, Instrument, Score, ScoreSheet, YesNo


@dataclass(frozen=True)
class ScoreLine:
    """One score of the form; `shown` is empty when too little was answered."""

    score: Score
    value: Fraction | None
    shown: str
    answered: int
    prorated: bool
    # The difference of the two scores as people read them, so that the table adds up.
    change: str = ""
    meaning: Meaning | None = None
    was_prorated: bool = False

    @property
    def asked(self) -> int:
        """How many items it is made of."""
        return len(self.score.items)

    @property
    def rose(self) -> bool:
        """Whether `change` is upwards."""
        return not self.change.startswith("-")


@dataclass(frozen=True)
class RuleLine:
    """What a published rule says; `holds` is None when it cannot be worked out."""

    label: str
    holds: bool | None


@dataclass(frozen=True)
class CutoffLine:
    """A score against the cut-off published for the person's group."""

    score: Score
    at_least: Fraction
    reached: bool | None


def score_sheet(point: Point) -> ScoreSheet:
    """The published rules applied once more: what was stored has no exact fractions."""
    return instruments.score(point.instrument, point.submission.responses)


def score_lines(point: Point, sheet: ScoreSheet, previous: Point | None) -> tuple[ScoreLine, ...]:
    """Every reported score against the one before it."""
    before = score_sheet(previous) if previous and previous.is_current else None
    responses = point.submission.responses
    lines = []
    for score in point.instrument.reported_scores:
        shown, was = _shown(score, sheet), _shown(score, before)
        change, meaning = _change(point.instrument, was, shown)
        lines.append(
            ScoreLine(
                score=score,
                value=sheet.scores[score.name],
                shown=shown,
                answered=sum(responses[number - 1] is not None for number in score.items),
                prorated=score.name in sheet.prorated_scores,
                change=change,
                meaning=meaning,
                was_prorated=before is not None and score.name in before.prorated_scores,
            )
        )
    return tuple(lines)


def _shown(score: Score, sheet: ScoreSheet | None) -> str:
    value = sheet.scores[score.name] if sheet else None
    if sheet is None or value is None:
        return ""
    return str(score.shown(value, prorated=score.name in sheet.prorated_scores))


def _change(instrument: Instrument, before: str, now: str) -> tuple[str, Meaning | None]:
    if not before or not now:
        return "", None
    amount = Decimal(now) - Decimal(before)
    return str(amount), meaning_of(instrument, Fraction(amount))


def stored_score_lines(point: Point) -> tuple[ScoreLine, ...]:
    """The scores of another version, as they were stored."""
    known = {score.name: score for score in point.instrument.reported_scores}
    lines = []
    for row in point.submission.scores:
        value = exact(row.value)
        if score := known.get(row.name):
            shown = "" if value is None else str(score.shown(value))
            lines.append(ScoreLine(score, value, shown, answered=0, prorated=False))
    return tuple(lines)


def rule_lines(instrument: Instrument, sheet: ScoreSheet) -> tuple[RuleLine, ...]:
    """What each yes-or-no rule of the measure says."""
    lines = []
    for rule in instrument.derived:
        finding = sheet.derived[rule.name]
        if isinstance(rule, YesNo) and not isinstance(finding, Mapping):
            lines.append(RuleLine(rule.label, finding))
    return tuple(lines)


def _group_rules(instrument: Instrument) -> list[GroupCutoffs]:
    return [rule for rule in instrument.derived if isinstance(rule, GroupCutoffs)]


def cutoff_lines(instrument: Instrument, sheet: ScoreSheet, group: str) -> tuple[CutoffLine, ...]:
    """Each score against the cut-off published for this group."""
    lines = []
    for rule in _group_rules(instrument):
        findings = sheet.derived[rule.name]
        for name, (score_name, edges) in rule.cutoffs.items():
            found = findings.get(name) if isinstance(findings, Mapping) else None
            reached = None if found is None else found[group]
            lines.append(CutoffLine(instrument.get_score(score_name), edges[group], reached))
    return tuple(lines)


def cutoffs_label(instrument: Instrument) -> str:
    """What the cut-offs published for groups are called; empty when there are none."""
    return next((rule.label for rule in _group_rules(instrument)), "")
