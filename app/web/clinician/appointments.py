"""One client's sessions: what comes, what was, and what became of it, in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import actions, care, clock
from app.actions import AppointmentsChanged, AppointmentsMisplaced, Mark
from app.care import EARLY, Appointment, AppointmentStatus, Client, Outcome
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.appointment_forms import AddForm
from app.web.clinician.appointment_words import CHOICES, changed_words, misfits_words
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import requires, signed_in_user

# So many sessions can be marked on the list itself; older ones each on a page of their own.
MOST_TO_MARK = 3

bp = Blueprint("appointments", __name__, url_prefix="/clients/<uuid:client_id>/appointments")


@dataclass(frozen=True)
class Diary:
    """A client's sessions: to be marked, the newest first; to come; and those before."""

    to_mark: Sequence[Appointment]
    coming: Sequence[Appointment]
    before: Sequence[Appointment]


@bp.get("")
@requires(Permission.KEEP_APPOINTMENTS)
def everything(client_id: UUID) -> ResponseReturnValue:
    """All sessions, the next one first."""
    _clinician, client = client_or_404(client_id)
    found = care.appointments_of(db_session(), [client.id])
    episodes = care.episodes_of(db_session(), client)
    open_record(client, "appointments")
    return render_template(
        "clinician/appointments.html",
        client=client,
        now=clock.now(),
        diary=diary(found, at=clock.now()),
        episodes={episode.id: episode for episode in episodes},
        groups=[episode.group_id for episode in episodes if episode.group_id],
        choices=choices,
    )


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.KEEP_APPOINTMENTS)
def add(client_id: UUID) -> ResponseReturnValue:
    """One session or a series; one that has been already can be written down later."""
    _clinician, client = client_or_404(client_id)
    form = AddForm()
    form.offer(care.episodes_of(db_session(), client))
    if form.validate_on_submit() and (number := _added(client, form)):
        flash(ngettext("%(num)s session added.", "%(num)s sessions added.", number))
        return redirect(url_for(".everything", client_id=client.id), 303)
    open_record(client, "appointment_form")
    return render_template(
        "clinician/appointments_add.html", client=client, now=clock.now(), form=form
    )


@bp.route("/<uuid:appointment_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_APPOINTMENTS)
def one(client_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    """One session, and what became of it: one button for each answer, also to correct it."""
    _clinician, client = client_or_404(client_id)
    appointment = care.find_appointment(db_session(), client, appointment_id) or abort(404)
    errors: list[str] = []
    if request.method == "POST":
        errors = _marked(appointment)
        if not errors:
            flash(gettext("Saved."))
            return redirect(url_for(".everything", client_id=client.id), 303)
    open_record(client, "appointment")
    page = render_template(
        "clinician/appointments_one.html",
        client=client,
        now=clock.now(),
        appointment=appointment,
        choices=choices(appointment),
        chosen=read_outcome(request.form.get("outcome")),
        errors=errors,
    )
    return page, 409 if errors else 200


def diary(found: Sequence[Appointment], *, at: datetime) -> Diary:
    """The sessions in the order in which somebody looks for them."""
    coming = [one for one in found if one.starts_at - EARLY > at]
    before = [one for one in reversed(found) if one.starts_at - EARLY <= at]
    to_mark = [one for one in before if one.status is AppointmentStatus.BOOKED][:MOST_TO_MARK]
    return Diary(to_mark, coming, [one for one in before if one not in to_mark])


def choices(appointment: Appointment) -> list[Outcome]:
    """What it can be made: not what it is already, nor what nobody can know yet."""
    now = care.outcome_of(appointment)
    is_ahead = appointment.starts_at - EARLY > clock.now()
    ahead = {AppointmentStatus.BOOKED, AppointmentStatus.CANCELLED}
    return [one for one in CHOICES if one is not now and (not is_ahead or one.status in ahead)]


def read_outcome(text: str | None) -> Outcome | None:
    """The outcome that was chosen, if it is one."""
    return next((outcome for outcome in CHOICES if outcome.value == text), None)


def read_version(text: str | None) -> int:
    """The version that was looked at; anything else than a number is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _marked(appointment: Appointment) -> list[str]:
    """Why it could not be marked; nothing when it was."""
    outcome = read_outcome(request.form.get("outcome")) or abort(400)
    mark = Mark(appointment.id, outcome, read_version(request.form.get("version")))
    try:
        actions.mark_appointments(db_session(), [mark], by=signed_in_user().actor, at=clock.now())
    except AppointmentsChanged as late:
        return [changed_words(appointment) for appointment in late.appointments]
    except AppointmentsMisplaced as error:
        return misfits_words(error.faults)
    return []


def _added(client: Client, form: AddForm) -> int:
    """How many sessions were added; none when the form says why not."""
    moments = form.wanted
    episodes = {e.id: e for e in care.episodes_of(db_session(), client)}
    if not moments:
        return 0
    try:
        added = actions.add_appointments(
            db_session(),
            episodes[form.episode_id],
            moments,
            outcome=Outcome(form.outcome.data),
            by=signed_in_user().actor,
            at=clock.now(),
        )
    except AppointmentsMisplaced as error:
        form.say(form.day, misfits_words(error.faults))
        return 0
    return len(added)
