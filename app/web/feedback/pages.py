"""Answering a form: what it is for, its questions, a look at everything, and "thank you"."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug import Response
from werkzeug.exceptions import InternalServerError

from app import actions, clock, codesign, scheduling
from app.codesign import FormAnswer, Question
from app.extensions import db_session
from app.scheduling import TicketStanding
from app.web.feedback.answering import (
    Answering,
    check_in_of,
    find_answering,
    find_sent,
    remember_sent,
    ticket_here,
)
from app.web.feedback.signs import warnings_for
from app.web.ui import (
    answer_in_words,
    error_page,
    feedback_only,
    find_secret,
    form_question,
    form_questions,
    note_fault,
    read_answers,
    screens,
    seconds_for_form,
    take_secret,
)

bp = Blueprint("feedback", __name__, url_prefix="/feedback", template_folder="templates")

# Several texts of 10,000 letters, each letter in as many bytes as a browser can make of it.
LARGEST = 1024 * 1024
NOT_SAVED = 503


@bp.url_value_preprocessor
def _let_long_texts_in(_endpoint: str | None, _values: object) -> None:
    """Before anything looks at what was sent."""
    request.max_content_length = request.max_form_memory_size = LARGEST


@bp.get("")
@feedback_only
def about() -> ResponseReturnValue:
    """Why we ask, who reads it, and whether anybody can know who answered: before anything else."""
    answering = find_answering()
    if answering is None:
        return _thanks()
    return render_template(
        "feedback/about.html",
        answering=answering,
        minutes=scheduling.minutes(seconds_for_form(answering.content)),
        first=_first(answering),
    )


@bp.get("/questions")
@feedback_only
def questions() -> ResponseReturnValue:
    """The whole form in one page, or the one question that `?q=` names."""
    answering = find_answering()
    if answering is None:
        return _thanks()
    return _questions(answering, answering.answers, {})


@bp.post("/questions")
@feedback_only
def answer() -> ResponseReturnValue:
    """Keep what a page without script sends, one answer or many, and go on."""
    answering = find_answering(only_adds=True)
    if answering is None:
        return _thanks()
    asked = [_question(answering)] if "q" in request.args else list(answering.content.questions)
    answers, problems = read_answers(asked, request.form)
    if problems:
        return _questions(answering, {**answering.answers, **answers}, problems), 400
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


@bp.get("/check")
@feedback_only
def check() -> ResponseReturnValue:
    """What was answered, to look over before it is sent."""
    answering = find_answering()
    return _check(answering) if answering else _thanks()


@bp.post("/check")
@feedback_only
def send() -> ResponseReturnValue:
    """Hand the answers in. Sending twice is sending once (REL-04)."""
    answering = find_answering(only_adds=True)
    if answering is None:
        return _thanks()
    try:
        actions.send_feedback(db_session(), find_secret() or "", answering.language, at=clock.now())
    except actions.NothingGiven:
        return redirect(url_for(".check"), 303)
    except actions.TicketIsClosed as closed:
        if closed.standing is not TicketStanding.SPENT:
            return render_template("feedback/dead_link.html", standing=closed.standing.value,
                                   check_in_id=check_in_of(answering.ticket)), 410  # fmt: skip
    remember_sent(answering)
    page = _thanks()
    take_secret(page)
    return page


@bp.get("/thanks")
@feedback_only
def thanks() -> ResponseReturnValue:
    """Thank you, in the form's words, and what happens next. Shows no answers."""
    sent = find_sent()
    if sent is None:
        return redirect(url_for(".about"), 303)
    return render_template(
        "feedback/thanks.html", sent=sent, check_in_id=check_in_of(sent.ticket),
        group=current_app.config["HEARD"].feedback_group,
    )  # fmt: skip


@bp.post("/no")
@feedback_only
def decline() -> ResponseReturnValue:
    """ "No, thank you" after reading what it is about. What was begun is thrown away."""
    ticket = ticket_here()
    actions.decline_feedback(db_session(), ticket.id, at=clock.now())
    check_in_id = check_in_of(ticket)
    home = url_for("check_in.home", check_in_id=check_in_id) if check_in_id else None
    page = redirect(home or url_for("feedback_link.declined"), 303)
    take_secret(page)
    return page


@bp.post("/stay")
@feedback_only
def stay() -> ResponseReturnValue:
    """Keep the page open: asking is enough, as any request of a person does it."""
    ticket_here()
    return {"saved": True}


@bp.errorhandler(InternalServerError)
def failed(error: InternalServerError) -> ResponseReturnValue:
    """What could not be saved stays in the page, with a button to try again."""
    if request.method != "POST" or request.endpoint != f"{bp.name}.answer":
        return error_page(error)
    kept = [(name, value) for name, value in request.form.items(multi=True) if _is_ours(name)]
    page = render_template("feedback/not_saved.html", kept=kept, reference=note_fault(NOT_SAVED))
    return page, NOT_SAVED


@bp.errorhandler(CSRFError)
def stale(error: CSRFError) -> ResponseReturnValue:
    """The page was open for too long: the same words again, to be sent once more."""
    if request.endpoint != f"{bp.name}.answer" or (answering := find_answering()) is None:
        return error_page(error)
    asked = [_question(answering)] if "q" in request.args else list(answering.content.questions)
    answers, problems = read_answers(asked, request.form)
    again = gettext("This page was open for too long. Press the button again.")
    return _questions(answering, {**answering.answers, **answers}, problems, again), 400


def _questions(
    answering: Answering,
    answers: Mapping[str, FormAnswer],
    problems: Mapping[str, str],
    notice: str = "",
) -> str:
    """The page of one question, or of all of them, with what was answered."""
    shown = screens(answering.asked)
    beside, content, tongue = answering.beside(), answering.content, answering.language
    same = {"answering": answering, "problems": problems, "notice": notice}
    if "q" not in request.args:
        made = form_questions(content, tongue, answers, beside=beside, problems=problems)
        return render_template("feedback/questions.html", questions=made, first=shown[0], **same)
    question = _question(answering)
    made = form_question(content, question, tongue, answers, beside=beside, problems=problems)
    place = shown.index(question) if question in shown else 0
    return render_template(
        "feedback/question.html", question=made, number=place + 1, total=len(shown),
        before=shown[place - 1] if place else None, then=request.args.get("then"), **same,
    )  # fmt: skip


def _check(answering: Answering) -> str:
    rows = [
        (question, answer_in_words(question, answering.answers.get(question.key, ())))
        for question in answering.asked
        if question.kind.asks
    ]
    return render_template(
        "feedback/check.html", answering=answering, rows=rows,
        warnings=[] if answering.given.warned else warnings_for(answering),
        has_answers=any(answer for _, answer in rows),
    )  # fmt: skip


def _save(answers: Mapping[str, FormAnswer], *, warned: bool) -> Mapping[str, FormAnswer]:
    """Everything that was answered, once this is safe too."""
    settings = current_app.config["HEARD"]
    given = actions.save_feedback(
        db_session(), find_secret() or "", answers, at=clock.now(), days=settings.draft_days,
        warned=warned,
    )  # fmt: skip
    return given.answers


def _question(answering: Answering) -> Question:
    places = screens(answering.content.questions)
    found = (one for one in places if one.key == request.args["q"])
    return next(found, None) or abort(404)


def _first(answering: Answering) -> Question:
    """Where to begin, or to go on: the first question without an answer."""
    shown = screens(answering.asked)
    open_ones = (one for one in shown if one.kind.asks and not answering.answers.get(one.key))
    first_open = next(open_ones, shown[-1])
    return first_open if any(answering.answers.values()) else shown[0]


def _next_page(answering: Answering, answers: Mapping[str, FormAnswer]) -> str:
    if "q" not in request.args or _comes_from_check(request.args):
        return url_for(".check")
    shown = screens(codesign.questions_for(answering.content, answers))
    keys = [one.key for one in shown]
    place = keys.index(request.args["q"]) + 1 if request.args["q"] in keys else len(keys)
    return url_for(".questions", q=keys[place]) if place < len(keys) else url_for(".check")


def _comes_from_check(fields: Mapping[str, str]) -> bool:
    """They have looked over everything already, and were told what could say who they are."""
    return fields.get("then") == "check"


def _is_ours(name: str) -> bool:
    return name == "csrf_token" or name.startswith("q-")


def _thanks() -> Response:
    return redirect(url_for(".thanks"), 303)
