"""The questions of a form that the service wrote itself, as HTML, and what people answer to them.

The same for everybody who shows a form: the pages that ask it, its preview, a link to try it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, current_app
from flask_babel import format_decimal, gettext, ngettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.codesign import (
    DECLINED,
    LONGEST_SHORT_TEXT,
    LONGEST_TEXT,
    FormAnswer,
    FormAnswers,
    FormContent,
    NotAnAnswer,
    Question,
    QuestionKind,
    checked_answer,
    questions_for,
)
from app.web.ui.languages import DIRECTIONS, language

Problems = Mapping[str, str]
NOTHING: dict[str, Any] = {}


def form_questions(
    content: FormContent,
    language_of_form: str,
    given: FormAnswers = NOTHING,
    *,
    beside: str | Markup = "",
    problems: Problems = NOTHING,
) -> Markup:
    """The whole form, with what was answered so far.

    `beside` stands at every box that people write in: who reads it, and when (SAF-20).
    """
    showing = _Showing(content, language_of_form, given, beside, problems)
    made: Markup = _template().whole(content.questions, showing)
    return made


def form_question(
    content: FormContent,
    question: Question,
    language_of_form: str,
    given: FormAnswers = NOTHING,
    *,
    beside: str | Markup = "",
    problems: Problems = NOTHING,
) -> Markup:
    """One question or statement of the form by itself."""
    showing = _Showing(content, language_of_form, given, beside, problems)
    made: Markup = _template().place(question, showing, is_alone=True)
    return made


def screens(questions: Iterable[Question]) -> list[Question]:
    """Those that are shown one at a time: a section is only a heading above what follows it."""
    return [question for question in questions if question.kind is not QuestionKind.SECTION]


def form_tongue(language_of_form: str) -> Markup:
    """The language and direction of what the form says, for the element around it (ACC-10)."""
    return Markup(' lang="{}" dir="{}"').format(language_of_form, DIRECTIONS[language_of_form])


def our_tongue(language_of_form: str) -> Markup:
    """The same for our own words inside it; nothing where the page is in the form's language."""
    return Markup("") if language() == language_of_form else form_tongue(language())


def longest(question: Question) -> int:
    """How many letters can be written there."""
    return LONGEST_SHORT_TEXT if question.kind is QuestionKind.SHORT_TEXT else LONGEST_TEXT


def field_of(question: Question) -> str:
    """What the fields of the question are called in the form."""
    return f"q-{question.key}"


def read_answers(
    questions: Iterable[Question], fields: MultiDict[str, str]
) -> tuple[dict[str, FormAnswer], dict[str, str]]:
    """What was answered to these questions, by key; and what is wrong with it, in words.

    A question without a field was left out: its answer is (). Text that is too long is among the
    answers, so that the page can show it again. What no page of ours sends is refused (400).
    """
    answers: dict[str, FormAnswer] = {}
    problems: dict[str, str] = {}
    for question in questions:
        if not question.kind.asks:
            continue
        given = _given(question, fields.getlist(field_of(question)))
        if too_many := _too_many(question, given):
            problems[question.key] = too_long_words(too_many)
            answers[question.key] = given
            continue
        try:
            answers[question.key] = checked_answer(question, given)
        except NotAnAnswer:
            abort(400)
    return answers, problems


def too_long_words(too_many: int) -> str:
    """What the page says of a text that is too long."""
    return ngettext(
        "This is %(num)s letter too long. Please make it shorter.",
        "This is %(num)s letters too long. Please make it shorter.",
        too_many,
    )


def answer_in_words(question: Question, answer: FormAnswer) -> str:
    """What was answered, in the words that the person saw; empty when nothing was."""
    if answer == (DECLINED,):
        return gettext("I’d rather not say")
    match question.kind:
        case QuestionKind.ONE_CHOICE | QuestionKind.SEVERAL:
            texts = {option.key: option.text for option in question.options}
            return ", ".join(texts.get(key, key) for key in answer)
        case QuestionKind.SCALE:
            return "".join(_point_in_words(question, point) for point in answer)
        case QuestionKind.YES_NO:
            return "".join(gettext("Yes") if key == "yes" else gettext("No") for key in answer)
    return "\n".join(answer)


def said_rows(content: FormContent, answers: FormAnswers) -> list[tuple[Question, str]]:
    """Each question that was shown and answered, and the answer in the words that were seen."""
    asked = questions_for(content, answers)
    rows = [(one, answer_in_words(one, answers.get(one.key, ()))) for one in asked]
    return [(question, words) for question, words in rows if words]


def _point_in_words(question: Question, point: str) -> str:
    ends = {"1": question.lowest, str(question.points): question.highest}
    words = gettext("%(point)s of %(points)s", point=point, points=question.points)
    return f"{words} ({ends[point]})" if ends.get(point) else words


def _given(question: Question, values: list[str]) -> tuple[str, ...]:
    """The values of its fields. Who also ticked "I'd rather not say" would rather not say."""
    if DECLINED in values[1:] or (values == [DECLINED] and not question.kind.is_text):
        return (DECLINED,)
    if question.kind.is_text:
        return tuple(map(_storable, values))
    return tuple(values)


def _storable(text: str) -> str:
    """Text without signs that only steer machines; lines and tabs stay."""
    kept = "".join(sign for sign in text if sign >= " " or sign in "\n\t\r")
    return kept.replace("\x7f", "")


def _too_many(question: Question, given: tuple[str, ...]) -> int:
    """How many letters there are too many of."""
    if not question.kind.is_text or given == (DECLINED,):
        return 0
    text = "\n".join("".join(given).splitlines()).strip()
    return max(0, len(text) - longest(question))


class _Showing:
    """What the templates know of who is asked: language, answers so far, problems."""

    def __init__(
        self,
        content: FormContent,
        language_of_form: str,
        given: FormAnswers,
        beside: str | Markup,
        problems: Problems,
    ) -> None:
        self.tongue = form_tongue(language_of_form)
        self.ours = our_tongue(language_of_form)
        self.beside = beside
        self.problems = problems
        self._content = content
        self._given = given

    def given(self, question: Question) -> FormAnswer:
        """What was answered to it so far."""
        return tuple(self._given.get(question.key, ()))

    def section(self, question: Question) -> str:
        """What stands above the part of the form that it belongs to."""
        before = self._content.questions[: self._content.questions.index(question)]
        sections = (one.text for one in reversed(before) if one.kind is QuestionKind.SECTION)
        return next(sections, "")

    def wanted(self, question: Question) -> str:
        """The answers after which it is shown, in words."""
        condition = question.show_if
        earlier = self._content.find(condition.question) if condition else None
        if condition is None or earlier is None:
            return ""
        return " / ".join(answer_in_words(earlier, (answer,)) for answer in condition.answers)

    def most(self, question: Question) -> str:
        """How many letters can be written there, as the number is written."""
        return format_decimal(longest(question))

    longest = staticmethod(longest)


def _template() -> Any:
    return current_app.jinja_env.get_template("ui/form_questions.html").module
