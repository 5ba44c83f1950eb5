"""Answers that are not this client's: moved to whose they are or set aside, and undone (HAZ-07)."""

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, caseload, clock
from app.actions import MoveRefused
from app.care import Client, Clinician
from app.caseload import AnsweredCheckIn, ToldMove
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.moving_forms import MoveForm
from app.web.clinician.moving_words import FAULTS
from app.web.clinician.records import back_to_list, client_or_404, page_about
from app.web.ui import requires

bp = Blueprint("moving", __name__, url_prefix="/clients/<uuid:client_id>/moving")


@bp.get("")
@requires(Permission.MOVE_ANSWERS)
def everything(client_id: UUID) -> ResponseReturnValue:
    """Every check-in with answers, and what was moved from this record or to it."""
    clinician, client = client_or_404(client_id)
    found = caseload.answered_check_ins(db_session(), client)
    return page_about(client, "moving", check_ins=found, moves=_moves(clinician, client))


@bp.route("/<uuid:check_in_id>", methods=["GET", "POST"])
@requires(Permission.MOVE_ANSWERS)
def move(client_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Whose the answers of one check-in are. Both people are shown before anything is moved."""
    clinician, client = client_or_404(client_id)
    answered = _answered_or_404(client, check_in_id)
    form = MoveForm()
    others = care.clients_of(db_session(), clinician, on=clock.today())
    form.offer([one for one in others if one.id != client.id])
    if form.validate_on_submit():
        if request.form.get("do", "look") == "look":
            return page_about(client, "moving_confirm", form=form, answered=answered)
        if request.form.get("do") == "save" and _is_moved(clinician, client, answered, form):
            return back_to_list(client, _said(form.chosen))
    return page_about(client, "moving_one", form=form, answered=answered)


@bp.route("/<uuid:move_id>/undo", methods=["GET", "POST"])
@requires(Permission.MOVE_ANSWERS)
def undo(client_id: UUID, move_id: UUID) -> ResponseReturnValue:
    """It was a mistake: the answers go back."""
    clinician, client = client_or_404(client_id)
    moves = _moves(clinician, client)
    told = next((one for one in moves if one.move.id == move_id), None) or abort(404)
    if request.method == "GET":
        return page_about(client, "moving_undo", told=told)
    try:
        actions.undo_move(db_session(), told.move, clinician=clinician, at=clock.now())
    except MoveRefused as refused:
        return back_to_list(client, str(FAULTS[refused.fault]))
    return back_to_list(client, gettext("Undone. The answers are back where they were."))


def _is_moved(
    clinician: Clinician, client: Client, answered: AnsweredCheckIn, form: MoveForm
) -> bool:
    """Whether it could be done; if not, the form says why."""
    wrong = form.misfiling(answered.check_in, client)
    try:
        actions.move_answers(db_session(), wrong, clinician=clinician, at=clock.now())
    except MoveRefused as refused:
        form.refuse(refused.fault)
    return not form.errors


def _answered_or_404(client: Client, check_in_id: UUID) -> AnsweredCheckIn:
    found = caseload.answered_check_ins(db_session(), client)
    return next((one for one in found if one.check_in.id == check_in_id), None) or abort(404)


def _moves(clinician: Clinician, client: Client) -> list[ToldMove]:
    return caseload.told_moves(db_session(), clinician, client, at=clock.now())


def _said(to: Client | None) -> str:
    if to is None:
        return gettext("The answers are set aside. They are on nobody’s record.")
    return gettext("The answers are on the record of %(name)s now.", name=to.name)
