"""Changes of a form, each as one step: what the form is afterwards, and what is told of it.

    edited = moved(content, "wait", -1)
    edited.content, edited.what, edited.before, edited.after

They never refuse a form that cannot be asked yet; `form_faults` explains what is wrong with it.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.codesign.content import FormContent, Option, Privacy, Question, QuestionKind, ShowIf
from app.codesign.forms import Change
from app.codesign.keys import new_key

OWN_SENTENCES = ("title", "why", "thanks")
# Where a change of the form's privacy is noted.
PRIVACY_PLACE = "privacy"


class NoSuchPlace(Exception):
    """The form has no such sentence, question or option, or not any more."""


@dataclass(frozen=True)
class Edited:
    """A form after one change, and how the change is noted."""

    content: FormContent
    address: str
    what: Change
    before: str = ""
    after: str = ""


Edit = Callable[[FormContent], Edited]


def sentence_at(content: FormContent, address: str) -> str:
    """The words at this address, "" where there are none yet. Raises NoSuchPlace."""
    if address in OWN_SENTENCES:
        return str(getattr(content, address))
    key, _, name = address.partition(".")
    question = _question(content, key)
    if name.startswith("option."):
        return _option(question, name.removeprefix("option.")).text
    if name not in ("text", "hint", "lowest", "highest"):
        raise NoSuchPlace(address)
    return str(getattr(question, name))


def reworded(content: FormContent, address: str, words: str) -> Edited:
    """One sentence in other words."""
    before = sentence_at(content, address)
    return Edited(content.saying({address: words}), address, Change.WORDS, before, words)


def added(
    content: FormContent, kind: QuestionKind, words: str, *, after: str, taken: Collection[str]
) -> Edited:
    """A new question behind the one with this key; at the end where there is none.

    `taken` are the keys of all questions that there ever were: answers are compared by them.
    """
    key = new_key(words, {*taken, *(one.key for one in content.questions)}, fallback=kind.value)
    question = Question(key=key, kind=kind, text=words)
    place = _place(content, after) + 1 if content.find(after) else len(content.questions)
    return _put_in(content, question, place)


def put_back(content: FormContent, noted: str) -> Edited:
    """What was taken out, where it was. `noted` is what `Edited.before` said of it."""
    stored = json.loads(noted)
    if "option" in stored:
        return _option_put_back(content, stored)
    question = FormContent.from_json({"title": "", "questions": [stored["question"]]}).questions[0]
    if content.find(question.key):
        raise NoSuchPlace(question.key)
    return _put_in(content, question, min(stored["place"], len(content.questions)))


def removed(content: FormContent, key: str) -> Edited:
    """The form without this question. Its key is never given to another one."""
    place = _place(content, key)
    rest = content.questions[:place] + content.questions[place + 1 :]
    before = _noted({"question": _stored(content.questions[place]), "place": place})
    return Edited(replace(content, questions=rest), key, Change.REMOVED, before)


def moved(content: FormContent, key: str, by: int) -> Edited:
    """The question so many places further down, or up; as far as there are places."""
    place = _place(content, key)
    order = _shifted(content.questions, place, by)
    after = next(number for number, one in enumerate(order, 1) if one.key == key)
    changed = replace(content, questions=tuple(order))
    return Edited(changed, key, Change.MOVED, str(place + 1), str(after))


def option_added(content: FormContent, key: str, words: str, *, taken: Collection[str]) -> Edited:
    """One more option at the end. `taken` are the keys of all that the question ever had."""
    question = _question(content, key)
    used = {*taken, *(one.key for one in question.options)}
    option = Option(new_key(words, used, fallback="option"), words)
    changed = replace(question, options=(*question.options, option))
    return Edited(_with(content, changed), _at(key, option.key), Change.ADDED, "", words)


def option_removed(content: FormContent, key: str, option: str) -> Edited:
    """The question without this option."""
    question = _question(content, key)
    gone = _option(question, option)
    place = question.options.index(gone)
    changed = replace(question, options=tuple(one for one in question.options if one != gone))
    stored = {"key": gone.key, "text": gone.text}
    before = _noted({"option": stored, "of": key, "place": place})
    return Edited(_with(content, changed), _at(key, option), Change.REMOVED, before)


def option_moved(content: FormContent, key: str, option: str, by: int) -> Edited:
    """The option so many places further down, or up."""
    question = _question(content, key)
    place = question.options.index(_option(question, option))
    order = _shifted(question.options, place, by)
    after = next(number for number, one in enumerate(order, 1) if one.key == option)
    changed = _with(content, replace(question, options=tuple(order)))
    return Edited(changed, _at(key, option), Change.MOVED, str(place + 1), str(after))


def with_points(content: FormContent, key: str, points: int) -> Edited:
    """The scale with so many points."""
    question = _question(content, key)
    before, after = _noted({"points": question.points}), _noted({"points": points})
    return Edited(
        _with(content, replace(question, points=points)), key, Change.SETTING, before, after
    )


def shown_if(content: FormContent, key: str, condition: ShowIf | None) -> Edited:
    """The question, asked only of who gave one of these answers; of everybody without any."""
    question = _question(content, key)
    changed = _with(content, replace(question, show_if=condition))
    before, after = _noted(_condition(question.show_if)), _noted(_condition(condition))
    return Edited(changed, key, Change.SETTING, before, after)


def with_privacy(content: FormContent, privacy: Privacy) -> Edited:
    """The form, answered so that more or fewer people can know who answered."""
    before, after = content.privacy.value, privacy.value
    return Edited(replace(content, privacy=privacy), PRIVACY_PLACE, Change.SETTING, before, after)


def _put_in(content: FormContent, question: Question, place: int) -> Edited:
    order = [*content.questions]
    order.insert(place, question)
    changed = replace(content, questions=tuple(order))
    return Edited(changed, question.key, Change.ADDED, "", _noted(_stored(question)))


def _option_put_back(content: FormContent, stored: dict[str, Any]) -> Edited:
    question, option = _question(content, stored["of"]), Option(**stored["option"])
    if option.key in {one.key for one in question.options}:
        raise NoSuchPlace(option.key)
    order = [*question.options]
    order.insert(stored["place"], option)
    changed = replace(question, options=tuple(order))
    return Edited(
        _with(content, changed), _at(question.key, option.key), Change.ADDED, "", option.text
    )


def _with(content: FormContent, changed: Question) -> FormContent:
    questions = (changed if one.key == changed.key else one for one in content.questions)
    return replace(content, questions=tuple(questions))


def _place(content: FormContent, key: str) -> int:
    return content.questions.index(_question(content, key))


def _question(content: FormContent, key: str) -> Question:
    if question := content.find(key):
        return question
    raise NoSuchPlace(key)


def _option(question: Question, key: str) -> Option:
    if found := next((one for one in question.options if one.key == key), None):
        return found
    raise NoSuchPlace(_at(question.key, key))


def _shifted(order: Sequence[Any], place: int, by: int) -> list[Any]:
    rest = [*order[:place], *order[place + 1 :]]
    rest.insert(min(max(place + by, 0), len(rest)), order[place])
    return rest


def _at(key: str, option: str) -> str:
    return f"{key}.option.{option}"


def _stored(question: Question) -> dict[str, Any]:
    stored: dict[str, Any] = FormContent(title="", questions=(question,)).as_json()["questions"][0]
    return stored


def _condition(condition: ShowIf | None) -> dict[str, Any]:
    if condition is None:
        return {"show_if": None}
    return {"show_if": {"question": condition.question, "answers": list(condition.answers)}}


def _noted(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
