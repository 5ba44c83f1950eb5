"""The page behind an invitation link. Opening it changes nothing; its button starts (SEC-15)."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.scheduling import Link, LinkState
from app.web.service_user.visit import Visit, find_visit, remember
from app.web.ui import language, may_try, public, remember_language, speak

bp = Blueprint("link", __name__, url_prefix="/c")

WHY = "Whoever holds a link may open it; it shows nothing about anybody"
CAN_BE_RENEWED = (LinkState.EXPIRED, LinkState.REPLACED, LinkState.CLOSED)


@bp.get("/<token>")
@public(WHY)
def opened(token: str) -> ResponseReturnValue:
    """A button to start, or why the link does not work any more."""
    link = _find(token)
    if link is None:
        return _dead(token, None)
    state = scheduling.link_state(link, at=clock.now())
    if state is not LinkState.OPEN:
        return _dead(token, state)
    return render_template("service_user/link.html")


@bp.post("/<token>")
@public(WHY)
def start(token: str) -> ResponseReturnValue:
    """Begin to add answers from this browser, under an address that does not hold the token."""
    link = _find(token)
    if link is None:
        return _dead(token, None)
    if not _is_on(link):
        days = current_app.config["HEARD"].draft_days
        try:
            visit_id = actions.start_visit(db_session(), link, at=clock.now(), draft_days=days)
        except actions.LinkIsClosed as closed:
            return _dead(token, closed.state)
        remember(Visit(visit_id, link.check_in_id))
    home = redirect(url_for("check_in.home", check_in_id=link.check_in_id), 303)
    remember_language(home, language())
    return home


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


def _is_on(link: Link) -> bool:
    """Whether this browser is on this very visit already: a page in another tab goes on saving."""
    visit = find_visit()
    is_open = scheduling.link_state(link, at=clock.now()) is LinkState.OPEN
    return is_open and visit is not None and visit.check_in_id == link.check_in_id


def _dead(token: str, state: LinkState | None) -> ResponseReturnValue:
    can_be_renewed = state in CAN_BE_RENEWED
    page = render_template(
        "service_user/dead_link.html",
        state=state.value if state else "unknown",
        address=url_for("link.new_link", token=token) if can_be_renewed else None,
    )
    return page, 410
