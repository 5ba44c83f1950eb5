"""What is different between two versions of a form, to be said in plain words to any reader."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.codesign.content import FormContent, Question, QuestionKind

# Words, with the space after each: a change is shown as whole words.
_WORD = re.compile(r"\S+\s*|\s+")


class Mark(StrEnum):
    """What became of a piece of a sentence."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence, and what became of them."""

    mark: Mark
    text: str


class DifferenceKind(StrEnum):
    """What was done at one place of a form."""

    WORDS = "words"
    ADDED = "added"
    TAKEN_OUT = "taken_out"
    MOVED = "moved"
    OPTION_ADDED = "option_added"
    OPTION_TAKEN_OUT = "option_taken_out"
    OPTIONS_MOVED = "options_moved"
    ANSWERED_OTHERWISE = "answered_otherwise"
    SHOWN_TO = "shown_to"
    PRIVACY = "privacy"


class Part(StrEnum):
    """Which sentence of a form or a question."""

    TITLE = "title"
    WHY = "why"
    THANKS = "thanks"
    TEXT = "text"
    HINT = "hint"
    LOWEST = "lowest"
    HIGHEST = "highest"
    OPTION = "option"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is different. What its kind does not need stays empty.

    `question` is as it is now; of one that was taken out, as it was. `after` is the question that
    it comes after now. `pieces` are the words of the sentence, with what was put in and taken out.
    """

    kind: DifferenceKind
    question: Question | None = None
    after: Question | None = None
    part: Part | None = None
    pieces: tuple[Piece, ...] = ()


FORM_PARTS = (Part.TITLE, Part.WHY)
QUESTION_PARTS = (Part.TEXT, Part.HINT, Part.LOWEST, Part.HIGHEST)


def differences(old: FormContent, new: FormContent) -> list[Difference]:
    """Everything that is different, in the reading order of the new version.

    Empty exactly when both are the same.
    """
    found = [one for part in FORM_PARTS for one in _words(part, *_both(part, old, new))]
    if old.privacy is not new.privacy:
        found.append(Difference(kind=DifferenceKind.PRIVACY))
    found += _questions(old, new)
    found += [
        Difference(kind=DifferenceKind.TAKEN_OUT, question=question)
        for question in old.questions
        if new.find(question.key) is None
    ]
    return found + list(_words(Part.THANKS, old.thanks, new.thanks))


def words_apart(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both sentences: without what was inserted the old one, and the other way."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, from_, to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(Mark.SAME, "".join(after[new_from:new_to])))
            continue
        if to > from_:
            pieces.append(Piece(Mark.DELETED, "".join(before[from_:to])))
        if new_to > new_from:
            pieces.append(Piece(Mark.INSERTED, "".join(after[new_from:new_to])))
    return tuple(pieces)


def _both(part: Part, old: object, new: object) -> tuple[str, str]:
    return getattr(old, part.value), getattr(new, part.value)


def _words(
    part: Part, old: str, new: str, question: Question | None = None
) -> Iterator[Difference]:
    if old != new:
        pieces = words_apart(old, new)
        yield Difference(kind=DifferenceKind.WORDS, part=part, question=question, pieces=pieces)


def _questions(old: FormContent, new: FormContent) -> Iterator[Difference]:
    moved = _moved([one.key for one in old.questions], [one.key for one in new.questions])
    after: Question | None = None
    for question in new.questions:
        before = old.find(question.key)
        if before is None:
            yield Difference(kind=DifferenceKind.ADDED, question=question, after=after)
        else:
            if question.key in moved:
                yield Difference(kind=DifferenceKind.MOVED, question=question, after=after)
            yield from _of_question(before, question)
        after = question


def _of_question(old: Question, new: Question) -> Iterator[Difference]:
    if _answered(old) != _answered(new):
        yield Difference(kind=DifferenceKind.ANSWERED_OTHERWISE, question=new)
    for part in QUESTION_PARTS:
        yield from _words(part, *_both(part, old, new), new)
    yield from _options(old, new)
    if old.show_if != new.show_if:
        yield Difference(kind=DifferenceKind.SHOWN_TO, question=new)


def _answered(question: Question) -> tuple[QuestionKind, int | None]:
    is_scale = question.kind is QuestionKind.SCALE
    return question.kind, question.points if is_scale else None


def _options(old: Question, new: Question) -> Iterator[Difference]:
    before = {option.key: option.text for option in old.options}
    after = {option.key: option.text for option in new.options}
    for key, text in after.items():
        if key in before:
            yield from _words(Part.OPTION, before[key], text, new)
        else:
            yield _option(DifferenceKind.OPTION_ADDED, new, Mark.INSERTED, text)
    for key, text in before.items():
        if key not in after:
            yield _option(DifferenceKind.OPTION_TAKEN_OUT, new, Mark.DELETED, text)
    if _moved(list(before), list(after)):
        yield Difference(kind=DifferenceKind.OPTIONS_MOVED, question=new)


def _option(kind: DifferenceKind, question: Question, mark: Mark, text: str) -> Difference:
    return Difference(kind=kind, question=question, part=Part.OPTION, pieces=(Piece(mark, text),))


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest that have to be moved so that those in both stand in the new order."""
    place = {key: number for number, key in enumerate(old)}
    common = {place[key]: key for key in new if key in place}
    staying = _longest_rising([*common])
    return {key for number, key in common.items() if number not in staying}


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    best: list[list[int]] = []
    for number in numbers:
        before = [row for row in best if row[-1] < number]
        best.append([*max(before, key=len, default=[]), number])
    return max(best, key=len, default=[])
