"""Answers to a form: which questions somebody is asked, and what counts as an answer."""

from collections.abc import Mapping

from app.codesign.content import FormContent, Question, QuestionKind

DECLINED = "declined"
LONGEST_SHORT_TEXT = 200
LONGEST_TEXT = 10_000

# What somebody chose or wrote; DECLINED for "I'd rather not say", alone.
FormAnswer = tuple[str, ...]
FormAnswers = Mapping[str, FormAnswer]


class NotAnAnswer(Exception):
    """The form has no such question, or the question no such answer."""


def questions_for(content: FormContent, answers: FormAnswers) -> list[Question]:
    """What somebody who answered so sees: an answer that is not shown any more shows nothing."""
    shown: dict[str, Question] = {}
    for question in content.questions:
        condition = question.show_if
        is_wanted = condition is None or (
            condition.question in shown
            and not set(condition.answers).isdisjoint(answers.get(condition.question, ()))
        )
        if is_wanted:
            shown[question.key] = question
    return list(shown.values())


def shown_answers(content: FormContent, answers: FormAnswers) -> dict[str, FormAnswer]:
    """The answers without those to questions that are not shown after all."""
    shown = (question.key for question in questions_for(content, answers))
    return {key: answers[key] for key in shown if key in answers}


def checked_answer(question: Question, values: tuple[str, ...]) -> FormAnswer:
    """The answer as it is kept; () for none. Raises NotAnAnswer.

    Text keeps its lines, emoji and direction, and loses what cannot be stored.
    """
    if not question.kind.asks:
        raise NotAnAnswer(question.key)
    if values == (DECLINED,):
        return values
    if question.kind.is_text:
        return _checked_text(question, values)
    chosen = tuple(dict.fromkeys(values))
    most = len(question.choices) if question.kind is QuestionKind.SEVERAL else 1
    if len(chosen) > most or not set(chosen) <= set(question.choices):
        raise NotAnAnswer(question.key)
    return chosen


def _checked_text(question: Question, values: tuple[str, ...]) -> FormAnswer:
    is_short = question.kind is QuestionKind.SHORT_TEXT
    text = "\n".join("".join(values).replace("\0", "").splitlines()).strip()
    if len(values) > 1 or len(text) > (LONGEST_SHORT_TEXT if is_short else LONGEST_TEXT):
        raise NotAnAnswer(question.key)
    return (text,) if text else ()
