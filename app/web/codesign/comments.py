"""Talking about a sentence: comments, answers, suggestions, votes, and what is dealt with."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import FormComment
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.desk import desk_for
from app.web.codesign.places import anchor
from app.web.codesign.records import comment_or_404, version_or_404
from app.web.codesign.typed import words_in
from app.web.ui import requires, signed_in_user

bp = Blueprint("comments", __name__)

VOTES: dict[str, Callable[..., Any]] = {
    "vote": actions.vote_for,
    "unvote": actions.take_vote_back,
}
ENDS: dict[str, Callable[..., Any]] = {
    "resolve": actions.resolve_comment,
    "reopen": actions.reopen_comment,
}


@bp.route("/forms/<uuid:form_id>/talk", methods=["GET", "POST"])
@requires(Permission.READ_WORKSHOP)
def talk(form_id: UUID) -> ResponseReturnValue:
    """All that is said of one sentence, and room to say something."""
    address = request.values.get("at", "")
    if request.method != "POST":
        return _page(form_id, address)
    desk = desk_for(form_id)
    user, at = signed_in_user(), clock.now()
    try:
        if request.form.get("do") == "suggest":
            words = words_in("suggested")
            actions.suggest_words(db_session(), desk.version.id, address, words, user=user, at=at)
        else:
            body = words_in("body")
            actions.comment_on(db_session(), desk.version.id, address, body, user=user, at=at)
    except actions.NothingSaid:
        return _page(form_id, address, problem=_nothing_said())
    except codesign.NoSuchPlace:
        return _page(form_id, "", problem=_gone())
    return redirect(_talk_at(form_id, address), 303)


@bp.post("/comments/<uuid:remark_id>/reply")
@requires(Permission.READ_WORKSHOP)
def reply(remark_id: UUID) -> ResponseReturnValue:
    """Answer a remark."""
    comment = comment_or_404(remark_id)
    form_id = version_or_404(comment.version_id).form_id
    try:
        actions.reply_to(
            db_session(), comment, words_in("body"), user=signed_in_user(), at=clock.now()
        )
    except actions.NothingSaid:
        return _page(form_id, comment.address, problem=_nothing_said())
    return redirect(_talk_at(form_id, comment.address), 303)


@bp.post("/comments/<uuid:remark_id>/votes")
@requires(Permission.READ_WORKSHOP)
def vote(remark_id: UUID) -> ResponseReturnValue:
    """Agree with a remark, once; or agree no more."""
    return _do(comment_or_404(remark_id), VOTES)


@bp.post("/comments/<uuid:remark_id>/end")
@requires(Permission.WRITE_FORMS)
def end(remark_id: UUID) -> ResponseReturnValue:
    """Say that a remark is dealt with, or not after all."""
    return _do(comment_or_404(remark_id), ENDS)


@bp.post("/comments/<uuid:remark_id>/accept")
@requires(Permission.WRITE_FORMS)
def accept(remark_id: UUID) -> ResponseReturnValue:
    """Say the sentence in the words that were suggested, if it is what the page showed."""
    comment = comment_or_404(remark_id)
    form_id = version_or_404(comment.version_id).form_id
    try:
        actions.accept_suggestion(
            db_session(), comment.id, now=request.form.get("now"), user=signed_in_user(),
            at=clock.now(),
        )  # fmt: skip
    except actions.SentenceChanged:
        return _page(form_id, comment.address, problem=_changed(), status=409)
    except actions.AlreadyDealtWith:
        return _page(form_id, comment.address, problem=_dealt_with(), status=409)
    except codesign.NoSuchPlace:
        return _page(form_id, comment.address, problem=_gone(), status=409)
    except actions.NotADraft:
        return _page(form_id, comment.address, problem=_not_a_draft(), status=409)
    return _back(comment, form_id)


def _do(comment: FormComment, deeds: dict[str, Callable[..., Any]]) -> ResponseReturnValue:
    deed = deeds.get(request.form.get("do", "")) or abort(400)
    form_id = version_or_404(comment.version_id).form_id
    deed(db_session(), comment.id, user=signed_in_user(), at=clock.now())
    return _back(comment, form_id)


def _back(comment: FormComment, form_id: UUID) -> ResponseReturnValue:
    """To where the button was: beside the sentence in the editor, or the page about it."""
    if request.form.get("from") == "editor":
        where = url_for("codesign.editor.form", form_id=form_id, _anchor=anchor(comment.address))
        return redirect(where, 303)
    return redirect(_talk_at(form_id, comment.address), 303)


def _page(
    form_id: UUID, address: str, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    desk = desk_for(form_id)
    try:
        words = desk.words_at(address)
    except codesign.NoSuchPlace:
        words = None
    if words is None and address not in desk.said:
        abort(404)
    page = render_template(
        "codesign/talk.html",
        desk=desk,
        address=address,
        words=words,
        said=desk.said.get(address, []),
        problem=problem,
        typed_body=request.form.get("body", "") if problem else "",
        suggested=request.form.get("suggested", "") if problem else "",
        words_apart=codesign.words_apart,
        longest=actions.LONGEST_WORDS,
    )
    return page, status


def _talk_at(form_id: UUID, address: str) -> str:
    return url_for("codesign.comments.talk", form_id=form_id, at=address or None)


def _nothing_said() -> str:
    return gettext("Write something first; a suggestion says it in other words than now")


def _gone() -> str:
    return gettext("This sentence was taken out meanwhile")


def _changed() -> str:
    return gettext("Somebody changed the sentence meanwhile. Look at the difference first")


def _dealt_with() -> str:
    return gettext("Somebody has dealt with this suggestion already")


def _not_a_draft() -> str:
    return gettext("This version is not a draft now, so its words stay as they are")
