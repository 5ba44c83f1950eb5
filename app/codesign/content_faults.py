"""What is wrong with a form, so that it can be explained: a draft is never refused for it."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.codesign.content import (
    FEWEST_POINTS,
    MOST_POINTS,
    FormContent,
    Question,
    QuestionKind,
    ShowIf,
)

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS = 60
LONGEST_SENTENCE = 2000


class FormFault(StrEnum):
    """Why people cannot be asked this form yet."""

    NO_TITLE = "no title"
    NO_WHY = "no why"
    NO_THANKS = "no thanks"
    ASKS_NOTHING = "asks nothing"
    TOO_MANY = "too many questions"
    TOO_LONG = "too long"
    BAD_KEY = "bad key"
    SAME_KEY = "same key"
    NO_WORDS = "no words"
    FEW_OPTIONS = "fewer than two options"
    EMPTY_OPTION = "an option without words"
    SAME_OPTION = "the same option twice"
    NO_ENDS = "a scale without words at its ends"
    POINTS = "an impossible number of points"
    SHOWN_AFTER_NOTHING = "shown after a question that is not before it"
    SHOWN_AFTER_TEXT = "shown after a question that has no options"
    SHOWN_AFTER_NO_ANSWER = "shown after answers that there are not"


@dataclass(frozen=True)
class PlacedFault:
    """A fault, and the key of the question that has it; None for the form as a whole."""

    fault: FormFault
    question: str | None = None


def form_faults(content: FormContent, *, asks: bool = True) -> list[PlacedFault]:
    """Everything that is wrong, in reading order; empty when people can be asked.

    A form that only says something and asks nothing has `asks` false.
    """
    found = [PlacedFault(fault) for fault in _whole(content, asks=asks)]
    seen: dict[str, Question] = {}
    for question in content.questions:
        found += [PlacedFault(fault, question.key) for fault in _faults_of(question, seen)]
        seen.setdefault(question.key, question)
    return found


def _whole(content: FormContent, *, asks: bool) -> Iterator[FormFault]:
    if not content.title.strip():
        yield FormFault.NO_TITLE
    if asks and not content.why.strip():
        yield FormFault.NO_WHY
    if asks and not content.thanks.strip():
        yield FormFault.NO_THANKS
    if asks and not content.asked:
        yield FormFault.ASKS_NOTHING
    if len(content.questions) > MOST_QUESTIONS:
        yield FormFault.TOO_MANY
    if any(len(words) > LONGEST_SENTENCE for words in (content.title, content.why, content.thanks)):
        yield FormFault.TOO_LONG


def _faults_of(question: Question, seen: dict[str, Question]) -> Iterator[FormFault]:
    if not KEY.fullmatch(question.key):
        yield FormFault.BAD_KEY
    if question.key in seen:
        yield FormFault.SAME_KEY
    if not question.text.strip():
        yield FormFault.NO_WORDS
    if any(len(words) > LONGEST_SENTENCE for _address, words in question.sentences()):
        yield FormFault.TOO_LONG
    if question.kind.has_options:
        yield from _option_faults(question)
    if question.kind is QuestionKind.SCALE:
        yield from _scale_faults(question)
    if question.show_if:
        yield from _condition_faults(question.show_if, seen)


def _option_faults(question: Question) -> Iterator[FormFault]:
    words = [" ".join(option.text.split()).casefold() for option in question.options]
    if len(words) < 2:
        yield FormFault.FEW_OPTIONS
    if not all(words):
        yield FormFault.EMPTY_OPTION
    keys = Counter(option.key for option in question.options)
    if (
        max(Counter(filter(None, words)).values(), default=0) > 1
        or max(keys.values(), default=0) > 1
    ):
        yield FormFault.SAME_OPTION


def _scale_faults(question: Question) -> Iterator[FormFault]:
    if not (question.lowest.strip() and question.highest.strip()):
        yield FormFault.NO_ENDS
    if not FEWEST_POINTS <= question.points <= MOST_POINTS:
        yield FormFault.POINTS


def _condition_faults(condition: ShowIf, seen: dict[str, Question]) -> Iterator[FormFault]:
    """Only an earlier question can be a condition, so conditions cannot go round in a circle."""
    earlier = seen.get(condition.question)
    if earlier is None:
        yield FormFault.SHOWN_AFTER_NOTHING
    elif not earlier.choices:
        yield FormFault.SHOWN_AFTER_TEXT
    elif not condition.answers or not set(condition.answers) <= set(earlier.choices):
        yield FormFault.SHOWN_AFTER_NO_ANSWER


def _repeats(values: Iterable[Hashable]) -> bool:
    return max(Counter(values).values(), default=0) > 1
