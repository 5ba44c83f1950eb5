"""What is different between two versions, told so that anybody can follow it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import codesign
from app.codesign import (
    Difference,
    DifferenceKind,
    FormContent,
    Mark,
    Piece,
    Question,
    QuestionKind,
    ShowIf,
)
from app.web.codesign.places_in_words import part_place, question_place
from app.web.codesign.words import KINDS, PRIVACY

PLAIN = {
    DifferenceKind.WORDS: _l("says now:"),
    DifferenceKind.TAKEN_OUT: _l("was taken out:"),
    DifferenceKind.OPTION_ADDED: _l("has a new answer:"),
    DifferenceKind.OPTION_TAKEN_OUT: _l("has one answer less:"),
    DifferenceKind.OPTIONS_MOVED: _l("has its answers in another order."),
}


@dataclass(frozen=True)
class Told:
    """One difference: where it is, what happened there, and the words that it is about."""

    place: str
    what: str
    pieces: tuple[Piece, ...] = ()


def told(old: FormContent, new: FormContent) -> list[Told]:
    """Everything that is different, in reading order."""
    return [_told(one, old, new) for one in codesign.differences(old, new)]


def _told(one: Difference, old: FormContent, new: FormContent) -> Told:
    return Told(_place(one, old, new), _what(one, new), one.pieces or tuple(_words(one)))


def _place(one: Difference, old: FormContent, new: FormContent) -> str:
    if one.kind is DifferenceKind.PRIVACY:
        return gettext("Who can know who answered")
    if one.kind is DifferenceKind.WORDS and one.part:
        return part_place(new, one.part, one.question)
    content = old if one.kind is DifferenceKind.TAKEN_OUT else new
    return question_place(content, one.question) if one.question else ""


def _what(one: Difference, new: FormContent) -> str:
    """What happened there."""
    match one.kind:
        case DifferenceKind.ADDED:
            return _new(one.after)
        case DifferenceKind.MOVED:
            return _moved(one.after)
        case DifferenceKind.PRIVACY:
            return gettext("is now: %(who)s.", who=PRIVACY[new.privacy][0])
        case DifferenceKind.ANSWERED_OTHERWISE | DifferenceKind.SHOWN_TO:
            return _asked_otherwise(one, new)
    return str(PLAIN[one.kind])


def _new(after: Question | None) -> str:
    if after is None:
        return gettext("is new, at the beginning:")
    return gettext("is new. It comes after “%(words)s”:", words=apart(after.text))


def _moved(after: Question | None) -> str:
    if after is None:
        return gettext("was moved to the beginning:")
    return gettext("was moved. It comes after “%(words)s” now:", words=apart(after.text))


def _asked_otherwise(one: Difference, new: FormContent) -> str:
    question = one.question
    if question is None:
        return ""
    if one.kind is DifferenceKind.ANSWERED_OTHERWISE:
        if question.kind is QuestionKind.SCALE:
            return gettext("is answered on a scale of %(number)s points now.",
                           number=question.points)  # fmt: skip
        return gettext("is answered in another way now: %(kind)s.", kind=KINDS[question.kind])
    if question.show_if is None:
        return gettext("is shown to everybody now.")
    return shown_to(question.show_if, new)


def shown_to(condition: ShowIf, content: FormContent) -> str:
    """Who is shown a question, to follow on its name."""
    return gettext(
        "is shown only to people who answered “%(answers)s” to “%(question)s”.",
        **condition_words(condition, content),
    )


def condition_words(condition: ShowIf, content: FormContent) -> dict[str, str]:
    """The answers that somebody must have given, and to which question."""
    earlier = content.find(condition.question)
    answers = " / ".join(answer_words(earlier, key) for key in condition.answers)
    question = earlier.text if earlier else condition.question
    return {"answers": apart(answers), "question": apart(question)}


def apart(words: str) -> str:
    """Words that keep their own direction inside a sentence of another one."""
    return f"\u2068{words}\u2069"


def answer_words(question: Question | None, key: str) -> str:
    """What somebody chose, as it stands on the page."""
    if question is None:
        return key
    own = {option.key: option.text for option in question.options}
    both = {"yes": gettext("Yes"), "no": gettext("No")}
    return own.get(key) or both.get(key, key)


def _words(one: Difference) -> Iterator[Piece]:
    """The words of a question that is new, gone or moved."""
    marks = {
        DifferenceKind.ADDED: Mark.INSERTED,
        DifferenceKind.TAKEN_OUT: Mark.DELETED,
        DifferenceKind.MOVED: Mark.SAME,
    }
    if one.question and one.kind in marks:
        yield Piece(marks[one.kind], one.question.text)
