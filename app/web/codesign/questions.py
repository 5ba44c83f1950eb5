"""Questions put in, taken out, put in order; and how each is asked."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.codesign import Edit, Edited, Privacy, Question, QuestionKind, ShowIf
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.desk import Desk, desk_for
from app.web.codesign.places import editor_at
from app.web.codesign.typed import moment_in, words_in
from app.web.ui import answer_in_words, requires, signed_in_user, user_names

TAKEN_OUT = "taken out"
STEPS = {"up": -1, "down": 1}

bp = Blueprint("questions", __name__, url_prefix="/forms/<uuid:form_id>")


@bp.post("/questions")
@requires(Permission.WRITE_FORMS)
def add(form_id: UUID) -> ResponseReturnValue:
    """A new question, behind another one or at the end."""
    kind = next((one for one in QuestionKind if one == request.form.get("kind")), None)
    words, after = words_in("words"), request.form.get("after", "")
    desk = desk_for(form_id)
    try:
        edited = actions.add_question(
            db_session(), desk.version.id, kind or abort(400), words, after=after,
            user=signed_in_user(), at=clock.now(),
        )  # fmt: skip
    except actions.NotADraft:
        return locked(desk)
    return redirect(editor_at(form_id, edited.address), 303)


@bp.post("/questions/<question_key>/move")
@requires(Permission.WRITE_FORMS)
def move(form_id: UUID, question_key: str) -> ResponseReturnValue:
    """One place up or down."""
    by = STEPS.get(request.form.get("do", "")) or abort(400)
    return _change(form_id, partial(codesign.moved, key=question_key, by=by), question_key)


@bp.route("/questions/<question_key>/remove", methods=["GET", "POST"])
@requires(Permission.WRITE_FORMS)
def remove(form_id: UUID, question_key: str) -> ResponseReturnValue:
    """Take a question out. Asks first where people have answered it, or others work on it."""
    desk = desk_for(form_id)
    question = desk.content.find(question_key) or abort(404)
    if request.method != "POST" or (question_key in desk.was_asked and "sure" not in request.form):
        return _sure(desk, question)
    seen_at = moment_in("seen")
    try:
        edited = actions.change_form(
            db_session(), desk.version.id, partial(codesign.removed, key=question_key),
            user=signed_in_user(), at=clock.now(), seen_at=seen_at,
        )  # fmt: skip
    except actions.OthersChangedIt as error:
        return _sure(desk_for(form_id), question, error.who)
    except actions.NotADraft:
        return locked(desk)
    _offer_to_undo(desk, edited)
    return redirect(editor_at(form_id, _next_to(desk, question_key)), 303)


@bp.post("/questions/<question_key>/options")
@requires(Permission.WRITE_FORMS)
def add_option(form_id: UUID, question_key: str) -> ResponseReturnValue:
    """One more answer to choose."""
    desk, words = desk_for(form_id), words_in("words")
    try:
        actions.add_option(
            db_session(),
            desk.version.id,
            question_key,
            words,
            user=signed_in_user(),
            at=clock.now(),
        )
    except codesign.NoSuchPlace:
        abort(404)
    except actions.NotADraft:
        return locked(desk)
    return redirect(editor_at(form_id, f"{question_key}.add"), 303)


@bp.post("/questions/<question_key>/options/<option_key>")
@requires(Permission.WRITE_FORMS)
def change_option(form_id: UUID, question_key: str, option_key: str) -> ResponseReturnValue:
    """An answer one place up or down, or out."""
    do = request.form.get("do", "")
    if do == "remove":
        return _change(
            form_id,
            partial(codesign.option_removed, key=question_key, option=option_key),
            question_key,
        )
    by = STEPS.get(do) or abort(400)
    edit = partial(codesign.option_moved, key=question_key, option=option_key, by=by)
    return _change(form_id, edit, f"{question_key}.option.{option_key}")


@bp.post("/questions/<question_key>/points")
@requires(Permission.WRITE_FORMS)
def points(form_id: UUID, question_key: str) -> ResponseReturnValue:
    """How many points a scale has."""
    given = request.form.get("points", "")
    number = int(given) if given.isdecimal() and len(given) < 4 else abort(400)
    return _change(
        form_id, partial(codesign.with_points, key=question_key, points=number), question_key
    )


@bp.route("/questions/<question_key>/shown", methods=["GET", "POST"])
@requires(Permission.WRITE_FORMS)
def shown(form_id: UUID, question_key: str) -> ResponseReturnValue:
    """Who is asked: everybody, or who gave one of some answers to one earlier question."""
    desk = desk_for(form_id)
    question = desk.content.find(question_key) or abort(404)
    if request.method != "POST":
        return _shown_page(desk, question)
    try:
        condition = _condition(desk, question)
    except ValueError:
        return _shown_page(desk, question, is_wrong=True)
    return _change(
        form_id, partial(codesign.shown_if, key=question_key, condition=condition), question_key
    )


@bp.post("/privacy")
@requires(Permission.WRITE_FORMS)
def privacy(form_id: UUID) -> ResponseReturnValue:
    """Who can know who answered."""
    wanted = next((one for one in Privacy if one == request.form.get("privacy")), None)
    edit = partial(codesign.with_privacy, privacy=wanted or abort(400))
    return _change(form_id, edit, codesign.PRIVACY_PLACE)


def locked(desk: Desk) -> ResponseReturnValue:
    """The draft went to its reviewers while the page was open."""
    return render_template("codesign/locked.html", desk=desk), 409


def _change(form_id: UUID, edit: Edit, address: str) -> ResponseReturnValue:
    desk = desk_for(form_id)
    try:
        edited = actions.change_form(
            db_session(), desk.version.id, edit, user=signed_in_user(), at=clock.now()
        )
    except codesign.NoSuchPlace:
        abort(404)
    except actions.NotADraft:
        return locked(desk)
    if edited.what is codesign.Change.REMOVED:
        _offer_to_undo(desk, edited)
    return redirect(editor_at(form_id, address), 303)


def _offer_to_undo(desk: Desk, edited: Edited) -> None:
    if edit := codesign.last_edit(db_session(), desk.version.id, edited.address):
        flash(str(edit.id), TAKEN_OUT)


def _next_to(desk: Desk, key: str) -> str:
    """Where to look once it is gone: what came before it."""
    keys = [question.key for question in desk.content.questions]
    place = keys.index(key)
    return keys[place - 1] if place else ""


def _sure(desk: Desk, question: Question, who: Collection[UUID] = ()) -> ResponseReturnValue:
    page = render_template(
        "codesign/remove.html",
        desk=desk,
        question=question,
        was_asked=question.key in desk.was_asked,
        who=sorted(user_names(who).values()),
        later=[one for one in desk.content.questions if _depends(one, question)],
    )
    return page, 409 if who else 200


def _depends(one: Question, on: Question) -> bool:
    return one.show_if is not None and one.show_if.question == on.key


def _shown_page(desk: Desk, question: Question, *, is_wrong: bool = False) -> ResponseReturnValue:
    return render_template(
        "codesign/shown.html",
        desk=desk,
        question=question,
        earlier=_earlier(desk, question),
        is_wrong=is_wrong,
        in_words=answer_in_words,
        ticked=request.form.getlist("answer") if is_wrong else _ticked(question),
    )


def _earlier(desk: Desk, question: Question) -> list[Question]:
    """The questions before it that somebody can choose an answer to."""
    place = desk.content.questions.index(question)
    return [one for one in desk.content.questions[:place] if one.choices]


def _ticked(question: Question) -> list[str]:
    condition = question.show_if
    return [f"{condition.question}.{one}" for one in condition.answers] if condition else []


def _condition(desk: Desk, question: Question) -> ShowIf | None:
    """What was ticked. Raises ValueError unless it is of one earlier question."""
    if request.form.get("who") == "everybody":
        return None
    possible = {
        f"{one.key}.{choice}": one.key for one in _earlier(desk, question) for choice in one.choices
    }
    ticked = list(dict.fromkeys(request.form.getlist("answer")))
    keys = {possible.get(one, "") for one in ticked}
    if len(keys) != 1 or "" in keys:
        raise ValueError("not of one earlier question")
    [key] = keys
    return ShowIf(key, tuple(one.removeprefix(f"{key}.") for one in ticked))
