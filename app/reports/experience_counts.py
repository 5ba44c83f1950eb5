"""The answers of one period, question by question, as much of them as may be shown.

Pure: what people gave goes in, what everybody may read comes out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.codesign import (
    DECLINED,
    FormAnswer,
    FormAnswers,
    FormContent,
    Question,
    QuestionKind,
    questions_for,
)
from app.reports.suppression import average, percent, publish

UNANSWERED = ""


@dataclass(frozen=True)
class Given:
    """What one person chose, in which version, released in which month."""

    version: int
    month: date
    answers: FormAnswers


@dataclass(frozen=True)
class Answered:
    """What may be shown of the answers to one question: to the nearest five, None is withheld."""

    asked: int
    chosen: Mapping[str, int | None]
    declined: int | None
    unanswered: int | None
    average: float | None = None
    is_one_of: bool = True

    @property
    def of(self) -> int:
        """How many shares are shares of: who answered, as far as what is shown says."""
        shown = [number or 0 for number in self.chosen.values()]
        if self.is_one_of and None not in self.chosen.values():
            return sum(shown)
        at_least = sum(shown) if self.is_one_of else max(shown, default=0)
        return max(at_least, self.asked - (self.declined or 0) - (self.unanswered or 0))

    def percent(self, choice: str) -> int | None:
        """The share that chose this, of those who answered."""
        return percent(self.chosen[choice], self.of)


@dataclass(frozen=True)
class Asked:
    """One question of a period: whether comments to it may be shown, and what was chosen."""

    may_be_shown: bool
    answered: Answered | None = None


def count_answers(
    contents: Mapping[int, FormContent], given: Sequence[Given]
) -> dict[Question, Asked]:
    """Every question that was asked in the period, in each wording, with what may be shown."""
    chosen: dict[Question, list[FormAnswer]] = {}
    for one in given:
        for question in questions_for(contents[one.version], one.answers):
            if question.kind.asks:
                chosen.setdefault(question, []).append(one.answers.get(question.key, ()))
    used = [contents[version] for version in {one.version for one in given}]
    found: dict[Question, Asked] = {}
    for question in _earlier_first(used):
        may_be_shown = question.show_if is None or _is_shown_to(question, used, found)
        answers = chosen.get(question, [])
        answered = None
        if may_be_shown and not question.kind.is_text:
            answered = _answered(question, answers)
        found[question] = Asked(may_be_shown, answered)
    return found


def _earlier_first(used: Sequence[FormContent]) -> list[Question]:
    """Each question after the one that leads to it."""
    return list(dict.fromkeys(question for content in used for question in content.asked))


def _is_shown_to(
    question: Question, used: Sequence[FormContent], found: Mapping[Question, Asked]
) -> bool:
    """Whether how many were asked says nothing that the question before does not say already.

    All who were asked chose something that may be shown, and everybody who chose it was asked: so
    every version of the period has this very question, and the one before it.
    """
    condition = question.show_if
    before = used[0].find(condition.question) if condition else None
    if condition is None or before is None:
        return False
    if any({question, before} - set(content.asked) for content in used):
        return False
    shown = found[before].answered if before in found else None
    return shown is not None and all(
        shown.chosen.get(answer) is not None for answer in condition.answers
    )


def _answered(question: Question, answers: Sequence[FormAnswer]) -> Answered | None:
    if question.kind is QuestionKind.SEVERAL:
        return _several(question, answers)
    numbers = Counter(_kind_of(question, answer) for answer in answers)
    # What may be given up for others stands last.
    places = (*question.choices, DECLINED, UNANSWERED)
    published = publish([numbers[place] for place in places])
    if published.total is None:
        return None
    *chosen, declined, unanswered = published.parts
    mean = None
    if question.kind is QuestionKind.SCALE:
        mean = average([int(choice) for choice in question.choices], chosen)
    by_choice = dict(zip(question.choices, chosen, strict=True))
    return Answered(published.total, by_choice, declined, unanswered, mean)


def _several(question: Question, answers: Sequence[FormAnswer]) -> Answered | None:
    """Each choice by itself, beside all who did not make it: people can make more than one."""
    number = len(answers)
    total = publish([number]).total
    if total is None:
        return None
    kinds = Counter(_kind_of(question, answer) for answer in answers)
    picked = Counter(choice for answer in answers for choice in set(answer))
    alone = {place: kinds[place] for place in (DECLINED, UNANSWERED)}
    alone |= {choice: picked[choice] for choice in question.choices}
    shown = {place: publish([some, number - some]).parts[0] for place, some in alone.items()}
    declined, unanswered = shown.pop(DECLINED), shown.pop(UNANSWERED)
    return Answered(total, shown, declined, unanswered, is_one_of=False)


def _kind_of(question: Question, answer: FormAnswer) -> str:
    """What was chosen, the first of it, or that nothing was."""
    if answer == (DECLINED,):
        return DECLINED
    return next((choice for choice in answer if choice in question.choices), UNANSWERED)
