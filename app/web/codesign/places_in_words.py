"""Where something stands in a form, as people say it: "Question 3: help text"."""

from collections.abc import Callable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.codesign import FormContent, Part, Question, QuestionKind

OF_FORM = {
    Part.TITLE: _l("Title"),
    Part.WHY: _l("Why we ask"),
    Part.THANKS: _l("Thank you"),
}
OF_QUESTION = {
    Part.HINT: _l("%(place)s: hint"),
    Part.LOWEST: _l("%(place)s: the lowest end"),
    Part.HIGHEST: _l("%(place)s: the highest end"),
    Part.OPTION: _l("%(place)s: an answer"),
}


def question_place(content: FormContent, question: Question) -> str:
    """Which question, by the number under which people see it."""
    if question.kind is QuestionKind.SECTION:
        return gettext("Heading of a part")
    if not question.kind.asks:
        return gettext("Words without a question")
    numbers = {one.key: number for number, one in enumerate(content.asked, 1)}
    if question.key not in numbers:
        return gettext("A question")
    return gettext("Question %(number)s", number=numbers[question.key])


def part_place(content: FormContent, part: Part, question: Question | None) -> str:
    """Which sentence of the form or of the question."""
    if question is None:
        return str(OF_FORM[part])
    place = question_place(content, question)
    return str(OF_QUESTION[part]) % {"place": place} if part in OF_QUESTION else place


def address_place(content: FormContent, address: str) -> str:
    """Which sentence stands at this address."""
    key, _, name = address.partition(".")
    if not name:
        return part_place(content, Part(key), None)
    question = content.find(key)
    if question is None:
        return address
    if not name.startswith("option."):
        return part_place(content, Part(name), question)
    keys = [f"option.{option.key}" for option in question.options]
    number = keys.index(name) + 1 if name in keys else 0
    return gettext(
        "%(place)s: answer %(number)s", place=question_place(content, question), number=number
    )


PLACES: dict[str, Callable[..., str]] = {
    "question_place": question_place,
    "address_place": address_place,
}
