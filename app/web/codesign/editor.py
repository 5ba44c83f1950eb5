"""The form itself, changed where it stands: each sentence is saved alone."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.desk import Desk, desk_for
from app.web.codesign.places import editor_at
from app.web.codesign.preview import wanted_look
from app.web.codesign.records import form_or_404
from app.web.codesign.words import KINDS, LOOKS, PRIVACY, choices
from app.web.ui import holds_frames, requires, signed_in_user, user_names

bp = Blueprint("editor", __name__, url_prefix="/forms/<uuid:form_id>")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def form(form_id: UUID) -> ResponseReturnValue:
    """All sentences of a form, with what is said of them, and how it looks on a phone."""
    holds_frames()
    return render_template(
        "codesign/form.html",
        desk=desk_for(form_id),
        kinds=choices(KINDS),
        privacy=PRIVACY,
        looks=LOOKS,
        wanted=wanted_look(),
        saved=request.args.get("saved", ""),
        longest=actions.LONGEST_WORDS,
    )


@bp.post("/change")
@requires(Permission.WRITE_FORMS)
def change(form_id: UUID) -> ResponseReturnValue:
    """Begin a draft from the newest words, or go on with the one that there is."""
    form_or_404(form_id)
    actions.begin_draft(db_session(), form_id, user=signed_in_user(), at=clock.now())
    return redirect(url_for(".form", form_id=form_id), 303)


@bp.post("/sentence")
@requires(Permission.WRITE_FORMS)
def sentence(form_id: UUID) -> ResponseReturnValue:
    """Save one sentence. A script asks for no more than what stands beside it afterwards."""
    desk = desk_for(form_id)
    address, words = request.form.get("at", ""), request.form.get("words", "")
    was = request.form.get("was", "")
    try:
        actions.save_sentence(
            db_session(), desk.version.id, address, words, was=was, user=signed_in_user(),
            at=clock.now(),
        )  # fmt: skip
    except actions.SentenceChanged as changed:
        return _somebody_else(form_id, address, words, changed)
    except (codesign.NoSuchPlace, actions.NotADraft) as error:
        return _no_place(form_id, address, words, error)
    if "part" in request.form:
        return _beside(desk_for(form_id), address)
    return redirect(editor_at(form_id, address, saved=address), 303)


def _somebody_else(
    form_id: UUID, address: str, words: str, changed: actions.SentenceChanged
) -> ResponseReturnValue:
    """Both sentences, what is different, and the choice. Nothing that was typed is lost."""
    if "part" in request.form:
        return render_template("codesign/beside_changed.html"), 409
    edit = changed.edit
    names = user_names([edit.edited_by]) if edit else {}
    mine = actions.as_stored(words)
    page = render_template(
        "codesign/sentence_changed.html",
        desk=desk_for(form_id),
        address=address,
        theirs=changed.now,
        mine=mine,
        pieces_apart=codesign.words_apart(changed.now, mine),
        who=names.get(edit.edited_by, "") if edit else "",
        longest=actions.LONGEST_WORDS,
    )
    return page, 409


def _no_place(form_id: UUID, address: str, words: str, error: Exception) -> ResponseReturnValue:
    """The sentence was taken out meanwhile, or the draft is with its reviewers now."""
    if "part" in request.form:
        return render_template("codesign/beside_changed.html"), 409
    desk = desk_for(form_id)
    page = render_template(
        "codesign/sentence_gone.html",
        desk=desk,
        address=address,
        mine=actions.as_stored(words),
        removal=desk.removal_of(address),
        is_locked=isinstance(error, actions.NotADraft),
        longest=actions.LONGEST_WORDS,
    )
    return page, 409


def _beside(desk: Desk, address: str) -> ResponseReturnValue:
    return render_template("codesign/beside.html", desk=desk, address=address)
