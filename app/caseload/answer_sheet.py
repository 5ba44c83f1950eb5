"""One submission in depth: every answer in the words that were seen, every score, every rule."""

from dataclasses import dataclass

from app.care import Gender
from app.caseload.answer_lines import AnswerLine, Given, answer_lines
from app.caseload.course import Point
from app.caseload.score_lines import (
    CutoffLine,
    RuleLine,
    ScoreLine,
    cutoff_lines,
    cutoffs_label,
    rule_lines,
    score_lines,
    score_sheet,
    stored_score_lines,
)

GROUPS = {Gender.MALE: "male", Gender.FEMALE: "female"}


@dataclass(frozen=True)
class AnswerSheet:
    """All of one submission."""

    point: Point
    answers: tuple[AnswerLine, ...]
    scores: tuple[ScoreLine, ...]
    rules: tuple[RuleLine, ...]
    cutoffs: tuple[CutoffLine, ...]
    cutoffs_label: str
    cutoffs_group: str
    has_previous: bool

    @property
    def changed(self) -> list[AnswerLine]:
        """The items answered otherwise than last time."""
        return [line for line in self.answers if line.before]

    @property
    def gaps(self) -> list[AnswerLine]:
        """The items with no answer."""
        return [line for line in self.answers if line.given is not Given.ANSWERED]


def answer_sheet(point: Point, previous: Point | None, gender: Gender) -> AnswerSheet:
    """The submission behind this point, against the one before it of the same version."""
    answers = answer_lines(point, previous)
    if not point.is_current:
        # The rules we hold are of another version: nothing but what was stored may be shown.
        return AnswerSheet(
            point, answers, stored_score_lines(point), (), (), "", "", bool(previous)
        )
    sheet = score_sheet(point)
    group = GROUPS.get(gender, "")
    return AnswerSheet(
        point=point,
        answers=answers,
        scores=score_lines(point, sheet, previous),
        rules=rule_lines(point.instrument, sheet),
        cutoffs=cutoff_lines(point.instrument, sheet, group) if group else (),
        cutoffs_label=cutoffs_label(point.instrument),
        cutoffs_group=group,
        has_previous=previous is not None,
    )
