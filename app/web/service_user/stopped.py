"""Questions that were withdrawn while somebody was answering them (SAF-23)."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from app.scheduling import NoLongerAsked


def init_stopped(app: Flask) -> None:
    """Say kindly that these questions are not asked any more."""
    app.register_error_handler(NoLongerAsked, _stopped)


def _stopped(_error: NoLongerAsked) -> ResponseReturnValue:
    """A page; for the script a short answer, at which it loads that page."""
    if request.endpoint == "questionnaire.save":
        return {"saved": False}, 410
    return stopped_page(has_more=True), 410


def stopped_page(*, has_more: bool) -> str:
    """What became of the answers, and the way on to the other questions or to the end."""
    check_in_id = (request.view_args or {})["check_in_id"]
    return render_template("service_user/stopped.html", check_in_id=check_in_id, has_more=has_more)
