"""What a sentence or a form said earlier, and the way back."""

from functools import partial
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.codesign import Change, FormEdit
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.desk import Desk, desk_for
from app.web.codesign.places import editor_at
from app.web.codesign.questions import locked
from app.web.codesign.typed import words_in
from app.web.ui import requires, signed_in_user, user_names

MOST = 200

bp = Blueprint("history", __name__, url_prefix="/forms/<uuid:form_id>/history")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def changes(form_id: UUID) -> ResponseReturnValue:
    """Who changed what, the newest first: of the whole form, or of one sentence."""
    desk, address = desk_for(form_id), request.args.get("at", "")
    edits = codesign.edits_of(db_session(), form_id, address)[:MOST]
    names = user_names([who for one in edits for who in (one.edited_by, one.suggested_by)])
    return render_template(
        "codesign/history.html",
        desk=desk,
        address=address,
        edits=edits,
        names=names,
        words_apart=codesign.words_apart,
    )


@bp.post("/<uuid:edit_id>")
@requires(Permission.WRITE_FORMS)
def back(form_id: UUID, edit_id: UUID) -> ResponseReturnValue:
    """Undo one change: say again what was said before, or put back what was taken out.

    Somebody whose sentence was taken out while they wrote puts it back with their own words.
    """
    desk = desk_for(form_id)
    edit = _edit_or_404(desk, edit_id)
    try:
        address = _undo(desk, edit)
        if words := words_in("words"):
            _say(desk, request.form.get("at", ""), words)
    except codesign.NoSuchPlace:
        return render_template("codesign/not_back.html", desk=desk, words=words_in("words")), 409
    except (actions.NotADraft, actions.SentenceChanged):
        return locked(desk)
    return redirect(editor_at(form_id, address), 303)


def _undo(desk: Desk, edit: FormEdit) -> str:
    """Where to look afterwards."""
    if edit.what is Change.WORDS:
        _say(desk, edit.address, edit.before)
        return edit.address
    if edit.what is not Change.REMOVED:
        abort(404)
    edited = actions.change_form(
        db_session(), desk.version.id, partial(codesign.put_back, noted=edit.before),
        user=signed_in_user(), at=clock.now(),
    )  # fmt: skip
    return edited.address


def _say(desk: Desk, address: str, words: str) -> None:
    """Whatever the sentence says now: that stays in its history."""
    version = codesign.find_version(db_session(), desk.version.id)
    was = codesign.sentence_at(version.content, address) if version else ""
    actions.save_sentence(
        db_session(), desk.version.id, address, words, was=was, user=signed_in_user(),
        at=clock.now(),
    )  # fmt: skip


def _edit_or_404(desk: Desk, edit_id: UUID) -> FormEdit:
    edit = db_session().get(FormEdit, edit_id)
    is_ours = edit and edit.language == "en" and edit.version_id in desk.version_ids
    return edit if edit and is_ours else abort(404)
