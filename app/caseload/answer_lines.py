"""Every item of one submission: the question as it was put, and what was done with it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.caseload.course import Point
from app.caseload.words_seen import Said, words_seen
from app.instruments import Item
from app.responses import Submission


class Given(StrEnum):
    """What became of one item."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    DECLINED = "declined"


@dataclass(frozen=True)
class AnswerLine:
    """One item: the question as it was put, and what was done with it."""

    number: int
    given: Given
    value: int | None
    question: Said | None
    answer: Said | None
    # Somebody must look at it (risk), or it is worth reading with the person.
    look: bool = False
    read: bool = False
    # What was done with it last time, where that was something else.
    before: "AnswerLine | None" = None


def answer_lines(point: Point, previous: Point | None) -> tuple[AnswerLine, ...]:
    """In order, each with what was done with it last time where that was something else."""
    earlier = {line.number: line for line in _lines(previous)} if previous else {}
    lines = []
    for line in _lines(point):
        before = earlier.get(line.number)
        is_other = before and (before.given, before.value) != (line.given, line.value)
        lines.append(replace(line, before=before) if is_other else line)
    return tuple(lines)


def _lines(point: Point) -> list[AnswerLine]:
    if not point.is_current:
        return [_wordless(point.submission, item_id) for item_id in point.submission.answers]
    return [_line(point, item) for item in point.instrument.items]


def _line(point: Point, item: Item) -> AnswerLine:
    submission, instrument = point.submission, point.instrument
    language = submission.other_languages.get(item.id, submission.language)
    words = words_seen(instrument, submission.version, language)
    value = submission.answers.get(item.id)
    return AnswerLine(
        number=item.number,
        given=_given(submission, item.id),
        value=value,
        question=words.question(item),
        answer=None if value is None else words.answer(item, value),
        look=_reaches(value, {r.item: r.at_least for r in instrument.risk_items}, item),
        read=_reaches(value, {r.item: r.at_least for r in instrument.clinical_reading}, item),
    )


def _wordless(submission: Submission, item_id: str) -> AnswerLine:
    value = submission.answers[item_id]
    number = int(item_id.removeprefix("q"))
    return AnswerLine(number, _given(submission, item_id), value, None, None)


def _given(submission: Submission, item_id: str) -> Given:
    if submission.answers.get(item_id) is not None:
        return Given.ANSWERED
    return Given.DECLINED if item_id in submission.declined else Given.SKIPPED


def _reaches(value: int | None, thresholds: dict[int, int], item: Item) -> bool:
    return value is not None and item.number in thresholds and value >= thresholds[item.number]
