"""Pages that are always there: the start page, help in a crisis, and the way out."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.web.service_user.visit import find_visit
from app.web.ui import browser_session, public, take_secret

bp = Blueprint("service_user", __name__, template_folder="templates")


@bp.get("/")
@public("The start page names no clinic and no condition", without_database=True)
def start() -> ResponseReturnValue:
    """What Heard is, for someone who came without a link."""
    return render_template("service_user/start.html")


@bp.get("/help")
@public("Help in a crisis is for everybody", without_database=True)
def help_now() -> ResponseReturnValue:
    """Whom to call now. Opens even while the database does not answer."""
    settings = current_app.config["HEARD"]
    return render_template("service_user/help.html", settings=settings, visit=find_visit())


@bp.get("/your-answers")
@public("What happens with answers is the same for everybody", without_database=True)
def your_answers() -> ResponseReturnValue:
    """Who sees an answer, when, and what may follow."""
    return render_template("service_user/your_answers.html", visit=find_visit())


@bp.get("/leave")
@public("Leaving must always work", without_database=True)
def leave() -> ResponseReturnValue:
    """Another site, with nothing of ours left open in this browser (ACC-14)."""
    if _is_fetched_ahead():
        return "", 503  # no browser keeps this for the moment when somebody really leaves
    browser_session().end()
    elsewhere = redirect(current_app.config["HEARD"].leave_url, 303)
    take_secret(elsewhere)
    return elsewhere


def _is_fetched_ahead() -> bool:
    """Whether nobody has pressed anything: a browser fetches what a link on the page leads to.

    Old browsers say nothing of why they ask, and leaving must always work.
    """
    said = request.headers
    purpose = said.get("Sec-Purpose", "") + said.get("Purpose", "") + said.get("X-Moz", "")
    is_going_there = said.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "HEAD" or "prefetch" in purpose or not is_going_there
