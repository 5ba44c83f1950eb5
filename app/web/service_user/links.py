"""The page behind an invitation link. Opening it changes nothing; its button starts (SEC-15)."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.scheduling import Link
from app.web.service_user.starting import begin, dead, offer
from app.web.ui import language, may_try, public, remember_language, speak

bp = Blueprint("link", __name__, url_prefix="/c")

WHY = "Whoever holds a link may open it; it shows nothing about anybody"


@bp.get("/<token>")
@public(WHY)
def opened(token: str) -> ResponseReturnValue:
    """A button to start, or why the link does not work any more."""
    link = _find(token)
    return offer(link, new_link=_renewal(token)) if link else dead(None)


@bp.post("/<token>")
@public(WHY)
def start(token: str) -> ResponseReturnValue:
    """Begin to add answers from this browser, under an address that does not hold the token."""
    link = _find(token)
    return begin(link, new_link=_renewal(token)) if link else dead(None)


@bp.post("/<token>/new-link")
@public("The new link goes to the stored contact, never to who asks")
def new_link(token: str) -> ResponseReturnValue:
    """Send a new link to the contact that the service has; the same page whatever happens."""
    link = _find(token)
    if not may_try("new link", str(link.id) if link else ""):
        abort(429)
    if invitation := scheduling.find_invitation(db_session(), token):
        days = current_app.config["HEARD"].invitation_days
        actions.send_new_link(db_session(), invitation, at=clock.now(), days=days)
    page = redirect(url_for(".new_link_sent"), 303)
    remember_language(page, language())
    return page


@bp.get("/new-link")
@public("It is the same for everybody, and knows of no link", without_database=True)
def new_link_sent() -> ResponseReturnValue:
    """Where to look now. Its address holds no token, so it can be loaded again and again."""
    return render_template("service_user/new_link.html")


def _find(token: str) -> Link | None:
    """The link, and its page in the language that the service knows the person reads."""
    link = scheduling.find_link(db_session(), token)
    if link:
        speak(link.language)
    return link


def _renewal(token: str) -> str:
    return url_for("link.new_link", token=token)
