"""The page behind a link to a form. Opening it changes nothing; its buttons do (SEC-15)."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.scheduling import FeedbackTicket, TicketStanding
from app.web.feedback.answering import check_in_of, remember_answering
from app.web.ui import (
    find_secret,
    give_secret,
    language,
    public,
    remember_language,
    slow_down,
    speak,
    take_secret,
)

bp = Blueprint("feedback_link", __name__, url_prefix="/feedback")

WHY = "Whoever holds a link may open it; it shows nothing about anybody"


@bp.get("/<ticket>")
@public(WHY)
def opened(ticket: str) -> ResponseReturnValue:
    """A button to start and one for "No, thank you"; or why the link does not work any more."""
    start, no = url_for(".start", ticket=ticket), url_for(".decline", ticket=ticket)
    return offer(find_by_link(ticket), start=start, no=no)


@bp.post("/<ticket>")
@public(WHY)
def start(ticket: str) -> ResponseReturnValue:
    """Begin in this browser, under an address that does not hold the token."""
    return begin(find_by_link(ticket))


@bp.post("/<ticket>/no")
@public(WHY)
def decline(ticket: str) -> ResponseReturnValue:
    """ "No, thank you": as good as an answer."""
    return refuse(find_by_link(ticket))


@bp.get("/declined")
@public("It is the same for everybody, and knows of no form", without_database=True)
def declined() -> ResponseReturnValue:
    """Thank you all the same."""
    return render_template("feedback/declined.html")


def find_by_link(token: str) -> FeedbackTicket | None:
    """The ticket, and its page in the language that the person reads. Guessing is slowed down."""
    ticket = scheduling.find_ticket(db_session(), token)
    if ticket is None:
        slow_down("feedback link")
    else:
        speak(ticket.client.language)
    return ticket


def offer(ticket: FeedbackTicket | None, *, start: str, no: str) -> ResponseReturnValue:
    """The page with the two buttons; or why there is nothing to begin."""
    standing = scheduling.ticket_standing(db_session(), ticket, at=clock.now()) if ticket else None
    if ticket is None or standing is not TicketStanding.OPEN:
        return _dead(ticket, standing)
    return render_template("feedback/link.html", start=start, no=no)


def begin(ticket: FeedbackTicket | None) -> ResponseReturnValue:
    """Let this browser answer, whichever way somebody came."""
    if ticket is None:
        return _dead(None, None)
    days = current_app.config["HEARD"].draft_days
    try:
        secret = actions.begin_feedback(
            db_session(), ticket, find_secret(), at=clock.now(), days=days
        )
    except actions.TicketIsClosed as closed:
        return _dead(ticket, closed.standing)
    remember_answering(ticket)
    page = redirect(url_for("feedback.about"), 303)
    give_secret(page, secret, days=days)
    remember_language(page, language())
    return page


def refuse(ticket: FeedbackTicket | None) -> ResponseReturnValue:
    """They do not want to answer: they are thanked, and not asked again."""
    if ticket is None:
        return _dead(None, None)
    actions.decline_feedback(db_session(), ticket.id, at=clock.now())
    page = redirect(url_for("feedback_link.declined"), 303)
    take_secret(page)
    return page


def _dead(ticket: FeedbackTicket | None, standing: TicketStanding | None) -> ResponseReturnValue:
    """Why it does not work, in plain words; nothing about the form."""
    page = render_template(
        "feedback/dead_link.html",
        standing=standing.value if standing else "unknown",
        check_in_id=check_in_of(ticket) if ticket else None,
    )
    return page, 404 if ticket is None else 410
