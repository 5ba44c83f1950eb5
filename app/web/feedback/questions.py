"""Asking a form's questions and keeping each answer. Nothing that was written is lost."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app import actions, clock, codesign
from app.codesign import FormAnswer, Question
from app.extensions import db_session
from app.web.feedback.answering import Answering, find_answering
from app.web.ui import (
    error_page,
    feedback_only,
    find_secret,
    form_question,
    form_questions,
    note_fault,
    read_answers,
    screens,
)

bp = Blueprint("feedback_form", __name__, url_prefix="/feedback")

# Several texts of 10,000 letters, each letter in as many bytes as a browser can make of it.
LARGEST = 1024 * 1024
NOT_SAVED = 503


@bp.url_value_preprocessor
def _let_long_texts_in(_endpoint: str | None, _values: object) -> None:
    """Before anything looks at what was sent."""
    request.max_content_length = request.max_form_memory_size = LARGEST


@bp.get("/questions")
@feedback_only
def questions() -> ResponseReturnValue:
    """The whole form in one page, or the one question that `?q=` names."""
    answering = find_answering()
    return _page(answering, answering.answers, {}) if answering else _is_sent()


@bp.post("/questions")
@feedback_only
def answer() -> ResponseReturnValue:
    """Keep what a page without script sends, one answer or many, and go on."""
    answering = find_answering(only_adds=True)
    if answering is None:
        return _is_sent()
    answers, problems = read_answers(_on_the_page(answering), request.form)
    if problems:
        return _page(answering, {**answering.answers, **answers}, problems), 400
    given = _save(answers, warned=_comes_from_check(request.args))
    return redirect(_next_page(answering, given), 303)


@bp.post("/save")
@feedback_only
def save() -> ResponseReturnValue:
    """Keep one answer. "saved" is said only after it is safe (REL-01)."""
    answering = find_answering(only_adds=True)
    if answering is None:
        return {"saved": False}, 409
    question = answering.content.find(request.form.get("asked", "")) or abort(400)
    answers, problems = read_answers([question], request.form)
    if problems:
        abort(400)
    _save(answers, warned=_comes_from_check(request.form))
    return {"saved": True}


@bp.errorhandler(InternalServerError)
def failed(error: InternalServerError) -> ResponseReturnValue:
    """What could not be saved stays in the page, with a button to try again."""
    if not _is_answer():
        return error_page(error)
    kept = [(name, value) for name, value in request.form.items(multi=True) if _is_ours(name)]
    page = render_template("feedback/not_saved.html", kept=kept, reference=note_fault(NOT_SAVED))
    return page, NOT_SAVED


@bp.errorhandler(CSRFError)
def stale(error: CSRFError) -> ResponseReturnValue:
    """The page was open for too long: the same words again, to be sent once more."""
    try:
        return _again() if _is_answer() else error_page(error)
    except HTTPException:  # nobody is answering here, or it is no answer of ours
        return error_page(error)


def _again() -> ResponseReturnValue:
    answering = find_answering()
    if answering is None:
        return _is_sent()
    answers, problems = read_answers(_on_the_page(answering), request.form)
    notice = gettext("This page was open for too long. Press the button again.")
    return _page(answering, {**answering.answers, **answers}, problems, notice), 400


def _page(
    answering: Answering,
    answers: Mapping[str, FormAnswer],
    problems: Mapping[str, str],
    notice: str = "",
) -> str:
    """One question, or all of them, with what was answered."""
    links = [{"text": words, "href": f"#q-{key}-box"} for key, words in problems.items()]
    how = {"answering": answering, "links": links, "notice": notice}
    content, tongue, beside = answering.content, answering.language, answering.beside()
    if "q" not in request.args:
        made = form_questions(content, tongue, answers, beside=beside, problems=problems)
        return render_template("feedback/questions.html", questions=made, **how)
    [question] = _on_the_page(answering)
    made = form_question(content, question, tongue, answers, beside=beside, problems=problems)
    return render_template(
        "feedback/question.html", question=made, then=request.args.get("then"),
        **_place(answering, question), **how,
    )  # fmt: skip


def _place(answering: Answering, question: Question) -> dict[str, object]:
    """Where in the form it stands."""
    shown = screens(answering.asked)
    place = shown.index(question) if question in shown else 0
    asked = [one for one in shown if one.kind.asks]
    count = gettext(
        "Question %(number)s of %(total)s",
        number=asked.index(question) + 1 if question in asked else 0, total=len(asked),
    )  # fmt: skip
    return {
        "number": place + 1,
        "total": len(shown),
        "count": count if question in asked else "",
        "before": shown[place - 1] if place else None,
    }


def _on_the_page(answering: Answering) -> list[Question]:
    """The questions of the page that was opened or sent."""
    places = screens(answering.content.questions)
    if "q" not in request.args:
        return places
    return [one for one in places if one.key == request.args["q"]] or abort(404)


def _save(answers: Mapping[str, FormAnswer], *, warned: bool) -> Mapping[str, FormAnswer]:
    """Everything that was answered, once this is safe too."""
    days = current_app.config["HEARD"].draft_days
    given = actions.save_feedback(
        db_session(), find_secret() or "", answers, at=clock.now(), days=days, warned=warned
    )
    return given.answers


def _next_page(answering: Answering, answers: Mapping[str, FormAnswer]) -> str:
    check = url_for("feedback.check")
    if "q" not in request.args or _comes_from_check(request.args):
        return check
    keys = [one.key for one in screens(codesign.questions_for(answering.content, answers))]
    place = keys.index(request.args["q"]) + 1 if request.args["q"] in keys else len(keys)
    return url_for(".questions", q=keys[place]) if place < len(keys) else check


def _comes_from_check(fields: Mapping[str, str]) -> bool:
    """They have looked over everything already, and were told what could say who they are."""
    return fields.get("then") == "check"


def _is_answer() -> bool:
    return request.method == "POST" and request.endpoint == f"{bp.name}.answer"


def _is_ours(name: str) -> bool:
    return name == "csrf_token" or name.startswith("q-")


def _is_sent() -> ResponseReturnValue:
    return redirect(url_for("feedback.thanks"), 303)
