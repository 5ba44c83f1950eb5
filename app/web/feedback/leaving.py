"""The way in for who stopped coming: a link that names nothing, or the code in a letter.

The pages behind it are those on which every form is answered.
"""

from uuid import UUID

from flask import Blueprint, redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db_session
from app.scheduling import FeedbackTicket, LeavingQuestion
from app.web.feedback.links import begin, find_by_link, offer, refuse
from app.web.ui import browser_session, public, speak

bp = Blueprint("leaving", __name__, url_prefix=f"/{LeavingQuestion.ADDRESS}")

WHY = "Whoever holds a link or a letter may open it; it shows nothing about anybody"
# Kept by the page on which codes are typed.
KEPT = "leaving_question"


@bp.get("/<ticket>")
@public(WHY)
def opened(ticket: str) -> ResponseReturnValue:
    """The same page as behind any link to a form."""
    start = url_for("feedback_link.start", ticket=ticket)
    no = url_for("feedback_link.decline", ticket=ticket)
    return offer(find_by_link(ticket), start=start, no=no)


@bp.get("/code")
@public(WHY)
def typed() -> ResponseReturnValue:
    """The same page, for who has typed the code in a letter. Looking changes nothing (SEC-15)."""
    if KEPT not in session:
        return redirect(url_for("code.enter"), 303)
    return offer(_kept(), start=url_for(".start"), no=url_for(".decline"))


@bp.post("/code")
@public(WHY)
def start() -> ResponseReturnValue:
    """Begin to answer in this browser."""
    return begin(_kept())


@bp.post("/code/no")
@public(WHY)
def decline() -> ResponseReturnValue:
    """ "No, thank you"."""
    return refuse(_kept())


def _kept() -> FeedbackTicket | None:
    """What the code is for that was typed in this browser not long ago."""
    kept = None if browser_session().expired_idle else session.get(KEPT)
    question = db_session().get(LeavingQuestion, UUID(kept)) if kept else None
    if question:
        speak(question.ticket.client.language)
    return question.ticket if question else None
