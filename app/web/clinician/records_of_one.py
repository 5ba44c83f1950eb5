"""Two records of one person: compared, merged and parted again, and numbers (HAZ-08, INT-03)."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock
from app.care import Client, ClientMerge, Clinician, MergeRefused, NumberTaken
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.record_forms import MergeForm, NumberForm, OtherForm
from app.web.clinician.record_words import FAULTS
from app.web.clinician.records import back_to_list, client_or_404, open_record, page_about
from app.web.ui import requires

bp = Blueprint("records", __name__, url_prefix="/clients/<uuid:client_id>/records")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.MERGE_CLIENTS)
def everything(client_id: UUID) -> ResponseReturnValue:
    """The numbers of this client, what was merged into this record, and the way to merge."""
    clinician, client = client_or_404(client_id)
    form = OtherForm()
    form.offer(_others(clinician, client))
    if form.validate_on_submit():
        other_id = UUID(form.other.data)
        return redirect(url_for(".merge", client_id=client.id, other_id=other_id), 303)
    return page_about(
        client,
        "records",
        form=form,
        numbers=care.former_numbers(db_session(), client.id),
        merges=care.merges_into(db_session(), client.id),
    )


@bp.route("/merge/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.MERGE_CLIENTS)
def merge(client_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Both records side by side; nothing is merged before both were compared."""
    clinician, client = client_or_404(client_id)
    _clinician, other = client_or_404(other_id)
    form = MergeForm()
    if form.validate_on_submit() and _is_merged(clinician, client, other, form):
        stays = form.two(client, other).into
        return back_to_list(stays, gettext("The records are one now. This is it."))
    open_record(other, "records_merge")
    session = db_session()
    both = [(one, care.counted(session, one)) for one in (client, other)]
    return page_about(client, "records_merge", form=form, both=both)


@bp.route("/unmerge/<uuid:merge_id>", methods=["GET", "POST"])
@requires(Permission.MERGE_CLIENTS)
def unmerge(client_id: UUID, merge_id: UUID) -> ResponseReturnValue:
    """They are two after all. What goes back, and what stays, is said before."""
    clinician, client = client_or_404(client_id)
    found = _merge_or_404(client, merge_id)
    if request.method == "GET":
        return page_about(client, "records_unmerge", merge=found)
    try:
        actions.unmerge_clients(db_session(), found, clinician=clinician, at=clock.now())
    except MergeRefused as refused:
        return back_to_list(client, str(FAULTS[refused.fault]))
    flash(gettext("The records are two again."))
    today = clock.today()
    if care.find_client(db_session(), client.id, seen_by=clinician, on=today):
        return redirect(url_for(".everything", client_id=client.id), 303)
    return redirect(url_for("clinician.home"), 303)


@bp.route("/number", methods=["GET", "POST"])
@requires(Permission.MERGE_CLIENTS)
def number(client_id: UUID) -> ResponseReturnValue:
    """The NHS number is known now, or is another one. The old one still finds the client."""
    clinician, client = client_or_404(client_id)
    form = NumberForm()
    if form.validate_on_submit() and _is_numbered(clinician, client, form):
        return back_to_list(
            client, gettext("The NHS number is saved. Earlier numbers still lead here.")
        )
    return page_about(client, "records_number", form=form)


def _is_merged(clinician: Clinician, client: Client, other: Client, form: MergeForm) -> bool:
    """Whether it could be done; if not, the form says why."""
    two, reason = form.two(client, other), (form.reason.data or "").strip()
    try:
        actions.merge_clients(db_session(), two, reason, clinician=clinician, at=clock.now())
    except MergeRefused as refused:
        form.refuse(refused.fault)
    return not form.errors


def _is_numbered(clinician: Clinician, client: Client, form: NumberForm) -> bool:
    session, at = db_session(), clock.now()
    try:
        actions.supersede_number(session, client, form.digits, clinician=clinician, at=at)
    except NumberTaken:
        words = gettext("A record has this number already. If it is the same person, merge them.")
        form.say(form.number, words)
    return not form.errors


def _merge_or_404(client: Client, merge_id: UUID) -> ClientMerge:
    merges = care.merges_into(db_session(), client.id)
    found = next((one for one in merges if one.id == merge_id and not one.undone_at), None)
    return found or abort(404)


def _others(clinician: Clinician, client: Client) -> list[Client]:
    """Those with the same birthday first: that is what two records of one person share."""
    everyone = care.clients_of(db_session(), clinician, on=clock.today())
    others = [one for one in everyone if one.id != client.id]
    return sorted(others, key=lambda one: one.birth_date != client.birth_date)
