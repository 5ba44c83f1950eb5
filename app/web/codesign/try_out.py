"""A form as somebody gets it who answers it, to be tried by anybody with the link.

Nothing is kept: what was chosen goes from page to page inside the form, as far as the next
questions depend on it, and what was written goes nowhere. Only notes are stored.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.codesign import (
    FormAnswers,
    FormContent,
    FormVersion,
    NotAnAnswer,
    Question,
    TryLink,
    checked_answer,
    questions_for,
)
from app.extensions import db_session
from app.web.codesign.seen import content_to_see
from app.web.codesign.typed import words_in
from app.web.ui import (
    form_question,
    form_tongue,
    language,
    public,
    read_answers,
    screens,
    slow_down,
)

WHY = "Whoever holds a link may try the form; nothing is kept but notes"
START, END = "", "."

bp = Blueprint("try_out", __name__, url_prefix="/try", template_folder="templates")


@dataclass(frozen=True)
class Trial:
    """How far somebody has come. `place` is the question that is shown, or the start or the end."""

    content: FormContent
    language: str
    answers: FormAnswers
    place: str = START

    @property
    def question(self) -> Question | None:
        """The question that is shown."""
        return self.content.find(self.place)

    @property
    def keys(self) -> list[str]:
        """The screens that somebody who answered so gets, from the start to the end."""
        shown = screens(questions_for(self.content, self.answers))
        return [START, *(question.key for question in shown), END]

    @property
    def number(self) -> int:
        """Which of the screens is shown."""
        return self.keys.index(self.place) if self.place in self.keys else 0

    @property
    def carried(self) -> str:
        """What was chosen so far, to be carried on in the page."""
        return ";".join(f"{key}:{','.join(answer)}" for key, answer in self.answers.items())

    @property
    def address(self) -> str:
        """The sentence that a note about this screen stands beside."""
        if self.place in (START, END):
            return "why" if self.place == START else "thanks"
        return f"{self.place}.text"

    def at(self, number: int) -> "Trial":
        """The same on another screen."""
        keys = self.keys
        place = keys[min(max(number, 0), len(keys) - 1)]
        return Trial(self.content, self.language, self.answers, place)


@bp.get("/<token>")
@public(WHY)
def opened(token: str) -> ResponseReturnValue:
    """The first screen: why it is asked, and that nothing is kept."""
    link = _find(token)
    return _page(_trial(link, {})) if link else _ended()


@bp.post("/<token>")
@public(WHY)
def go_on(token: str) -> ResponseReturnValue:
    """The next screen, or the one before; or a note about this one."""
    link = _find(token)
    if link is None:
        return _ended()
    trial = _answered(link)
    match request.form.get("do"):
        case "back":
            return _page(trial.at(trial.number - 1))
        case "note":
            return _note(link, trial)
    return _page(trial.at(trial.number + 1))


def _note(link: TryLink, trial: Trial) -> ResponseReturnValue:
    slow_down("try note")
    link = db_session().merge(link)  # counting has let go of the database
    try:
        actions.leave_note(
            db_session(), link, trial.address, words_in("note"), language=trial.language,
            at=clock.now(),
        )  # fmt: skip
    except actions.NothingSaid:
        return _page(trial, note="empty")
    except codesign.NoSuchPlace:
        return _page(trial.at(0))
    return _page(trial, note="kept")


def _find(token: str) -> TryLink | None:
    return codesign.find_try_link(db_session(), token, at=clock.now())


def _trial(link: TryLink, answers: FormAnswers, place: str = START) -> Trial:
    version = db_session().get_one(FormVersion, link.version_id)
    content, language_of_form = content_to_see(version, language())
    return Trial(content, language_of_form, answers, place)


def _answered(link: TryLink) -> Trial:
    """Where somebody is, with what was chosen before and on this screen."""
    trial = _trial(link, {}, request.form.get("place", START))
    answers = dict(_carried(trial.content, request.form.get("so_far", "")))
    if trial.question and trial.question.choices:
        answers |= read_answers([trial.question], request.form)[0]
    answers = {key: answer for key, answer in answers.items() if answer}
    return _trial(link, answers, trial.place if trial.place == END or trial.question else START)


def _carried(content: FormContent, so_far: str) -> FormAnswers:
    """What the page carried; what it cannot have carried is left out."""
    found = {}
    for part in so_far.split(";"):
        key, _, values = part.partition(":")
        question = content.find(key)
        if question and question.choices and values:
            try:
                found[key] = checked_answer(question, tuple(values.split(",")))
            except NotAnAnswer:
                continue
    return found


def _page(trial: Trial, note: str = "") -> ResponseReturnValue:
    question = trial.question
    html = question and form_question(
        trial.content, question, trial.language, {question.key: _given(trial, question)}
    )
    return render_template(
        "codesign/try_screen.html",
        trial=trial,
        question=html,
        tongue=form_tongue(trial.language),
        is_start=trial.place == START,
        is_end=trial.place == END,
        note=note,
        typed=words_in("note") if note == "empty" else "",
        longest=actions.LONGEST_WORDS,
    )


def _given(trial: Trial, question: Question) -> tuple[str, ...]:
    return tuple(trial.answers.get(question.key, ()))


def _ended() -> ResponseReturnValue:
    return render_template("codesign/try_ended.html"), 404
