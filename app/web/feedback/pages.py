"""Around the questions: what the form is for, a look at everything, sending it, and "thank you"."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from app import actions, clock, feedback, scheduling
from app.codesign import Purpose, Question
from app.extensions import db_session
from app.feedback import PublishedPoint
from app.scheduling import TicketStanding
from app.web.feedback.answering import (
    Answering,
    check_in_of,
    find_answering,
    find_sent,
    remember_sent,
    ticket_here,
)
from app.web.feedback.signs import warning_for
from app.web.ui import (
    answer_in_words,
    feedback_only,
    find_secret,
    language,
    screens,
    seconds_for_form,
    take_secret,
)

POINTS_SHOWN = 2

bp = Blueprint("feedback", __name__, url_prefix="/feedback", template_folder="templates")


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
        points=_newest_points(answering),
    )


def _newest_points(answering: Answering) -> list[PublishedPoint]:
    """What came of what people said before: the best reason to answer, beside their experience."""
    form = answering.ticket.form
    if form.purpose is not Purpose.PREM:
        return []
    return feedback.published_points(db_session(), form.service_id, language(), most=POINTS_SHOWN)


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
            return _dead(answering, closed.standing)
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
    check_in_id = check_in_of(sent.ticket)
    return render_template("feedback/thanks.html", sent=sent, check_in_id=check_in_id)


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


def _check(answering: Answering) -> str:
    rows = [
        (question, answer_in_words(question, answering.answers.get(question.key, ())))
        for question in answering.asked
        if question.kind.asks
    ]
    return render_template(
        "feedback/check.html", answering=answering, rows=rows,
        warning=warning_for(answering),
        has_answers=any(answer for _, answer in rows),
    )  # fmt: skip


def _first(answering: Answering) -> Question:
    """Where to begin, or to go on: the first question without an answer."""
    shown = screens(answering.asked)
    open_ones = (one for one in shown if one.kind.asks and not answering.answers.get(one.key))
    return next(open_ones, shown[-1]) if any(answering.answers.values()) else shown[0]


def _dead(answering: Answering, standing: TicketStanding) -> ResponseReturnValue:
    check_in_id = check_in_of(answering.ticket)
    page = render_template(
        "feedback/dead_link.html", standing=standing.value, check_in_id=check_in_id
    )
    return page, 410


def _thanks() -> Response:
    return redirect(url_for(".thanks"), 303)
