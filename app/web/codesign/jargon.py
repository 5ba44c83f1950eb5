"""The words that the service would rather not use, and what it says instead."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.care import Service
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import own_services
from app.web.codesign.typed import words_in
from app.web.ui import refuse, requires, signed_in_user

bp = Blueprint("jargon", __name__, url_prefix="/jargon")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def every() -> ResponseReturnValue:
    """The list of each service."""
    lists = {one: codesign.jargon_of(db_session(), one.id) for one in own_services()}
    return render_template("codesign/jargon.html", lists=lists, longest=codesign.LONGEST_JARGON)


@bp.post("/<uuid:service_id>")
@requires(Permission.WRITE_FORMS)
def change(service_id: UUID) -> ResponseReturnValue:
    """One more word, one fewer, or all of those that others found hard to read."""
    service = _service_or_404(service_id)
    do, word = request.form.get("do", ""), words_in("word")
    user, at = signed_in_user(), clock.now()
    if do == "start":
        actions.avoid_words(db_session(), service.id, codesign.COMMON_JARGON, user=user, at=at)
    elif do == "remove":
        actions.allow_word(db_session(), service.id, word, user=user, at=at)
    elif do == "add" and word:
        words = {word: words_in("instead")}
        actions.avoid_words(db_session(), service.id, words, user=user, at=at)
    return redirect(url_for(".every", _anchor=f"service-{service.id}"), 303)


def _service_or_404(service_id: UUID) -> Service:
    found = next((one for one in own_services() if one.id == service_id), None)
    return found or refuse(service_id)
