"""A group's sessions: one list for each, filled in at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import actions, care, clock
from app.actions import AppointmentsChanged, AppointmentsMisplaced, Mark, NobodyToAdd
from app.care import Appointment, Clinician, GroupSession, Outcome, TherapyGroup
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.appointment_forms import MomentForm
from app.web.clinician.appointment_words import changed_words, misfit_words
from app.web.clinician.appointments import choices, read_outcome, read_version
from app.web.clinician.records import current_clinician, open_record
from app.web.ui import refuse, requires, signed_in_user

MOMENT = "%Y%m%dT%H%M%SZ"

bp = Blueprint("groups", __name__, url_prefix="/groups")


@dataclass
class Line:
    """One member on the list: what is so, what is chosen, and what is wrong with it."""

    appointment: Appointment
    chosen: Outcome
    error: str = ""

    @property
    def choices(self) -> list[Outcome]:
        """What can be chosen: what it is, and what it can be made."""
        can_be = {*choices(self.appointment), self.now}
        return [outcome for outcome in Outcome if outcome in can_be]

    @property
    def can_attend(self) -> bool:
        """Whether nobody has marked them, and it is time to."""
        return self.now is Outcome.BOOKED and Outcome.ATTENDED in self.choices

    @property
    def now(self) -> Outcome:
        """What is so."""
        return care.outcome_of(self.appointment)


@bp.get("")
@requires(Permission.KEEP_APPOINTMENTS)
def everything() -> ResponseReturnValue:
    """The groups in which this clinician has clients."""
    clinician = current_clinician() or abort(404)
    groups = care.groups_of(db_session(), clinician, on=clock.today())
    open_record(clinician, "groups")
    return render_template("clinician/appointments_groups.html", groups=groups)


@bp.route("/<uuid:group_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_APPOINTMENTS)
def one(group_id: UUID) -> ResponseReturnValue:
    """A group's sessions, and a form to add one for everybody in it."""
    clinician, group = _group_or_404(group_id)
    form = MomentForm()
    if form.validate_on_submit() and (number := _added(clinician, group, form)):
        flash(ngettext("Added for %(num)s client.", "Added for %(num)s clients.", number))
        return redirect(url_for(".one", group_id=group.id), 303)
    session, today = db_session(), clock.today()
    sessions = care.group_sessions(session, group, seen_by=clinician, on=today)
    unseen = care.count_unseen_members(session, group, today, seen_by=clinician, on=today)
    open_record(clinician, "group")
    return render_template(
        "clinician/appointments_group.html",
        group=group,
        sessions=sessions,
        form=form,
        unseen=unseen,
        address_of=lambda moment: moment.strftime(MOMENT),
        now=clock.now(),
    )


@bp.route("/<uuid:group_id>/<moment>", methods=["GET", "POST"])
@requires(Permission.KEEP_APPOINTMENTS)
def attendance(group_id: UUID, moment: str) -> ResponseReturnValue:
    """The list of one session: everybody on it is marked with one press."""
    clinician, group = _group_or_404(group_id)
    meeting = _session_or_404(clinician, group, moment)
    lines = {a.id: Line(a, _chosen(a)) for a in meeting.appointments}
    if request.method == "POST" and (saved := _saved(lines)) is not None:
        done = ngettext("%(num)s change saved.", "%(num)s changes saved.", saved)
        flash(done if saved else gettext("Nothing was changed."))
        return redirect(request.path, 303)
    open_record(clinician, "attendance")
    page = render_template(
        "clinician/attendance.html",
        group=group,
        meeting=meeting,
        moment=moment,
        lines=list(lines.values()),
        can_all_attend=any(line.can_attend for line in lines.values()),
    )
    return page, 409 if any(line.error for line in lines.values()) else 200


def _added(clinician: Clinician, group: TherapyGroup, form: MomentForm) -> int:
    """For how many it was added; for nobody when the form says why not."""
    moments = form.moments()
    if not moments:
        return 0
    try:
        added = actions.add_group_session(
            db_session(),
            group,
            moments[0],
            clinician=clinician,
            by=signed_in_user().actor,
            at=clock.now(),
        )
    except NobodyToAdd:
        said = gettext("Nobody to add: everybody in the group that day has this session already.")
        form.say(form.day, [said])
        return 0
    except AppointmentsMisplaced as error:
        who = {place.episode.client.name: misfit_words(place, m) for place, m in error.faults}
        form.say(form.day, [f"{name}: {words}" for name, words in who.items()])
        return 0
    return len(added)


def _chosen(appointment: Appointment) -> Outcome:
    """What the list shows as chosen: what somebody chose, else what is so, or that all came."""
    now = care.outcome_of(appointment)
    sent = read_outcome(request.form.get(f"outcome-{appointment.id}"))
    # Whom nobody touched stays as somebody else may have marked them in the meantime.
    if sent and sent.value != request.form.get(f"shown-{appointment.id}"):
        return sent
    everybody = request.method == "GET" and request.args.get("everybody") == "attended"
    if everybody and now is Outcome.BOOKED and Outcome.ATTENDED in choices(appointment):
        return Outcome.ATTENDED
    return now


def _saved(lines: Mapping[UUID, Line]) -> int | None:
    """How many changed; None when nothing could be saved, and the lines say why."""
    touched = [line for line in lines.values() if line.chosen is not line.now]
    marks = [Mark(t.appointment.id, t.chosen, _version(t.appointment)) for t in touched]
    try:
        done = actions.mark_appointments(
            db_session(), marks, by=signed_in_user().actor, at=clock.now()
        )
    except AppointmentsChanged as late:
        for appointment in late.appointments:
            lines[appointment.id].error = changed_words(appointment)
        return None
    except AppointmentsMisplaced as error:
        for place, misfit in error.faults:
            if place.appointment_id:
                lines[place.appointment_id].error = misfit_words(place, misfit)
        return None
    return len(done)


def _version(appointment: Appointment) -> int:
    return read_version(request.form.get(f"version-{appointment.id}"))


def _group_or_404(group_id: UUID) -> tuple[Clinician, TherapyGroup]:
    """Who asks, and the group. One in which they may see nobody is the same as none (SEC-34)."""
    session, clinician, today = db_session(), current_clinician(), clock.today()
    group = care.find_group(session, group_id, seen_by=clinician, on=today) if clinician else None
    if clinician is None or group is None:
        refuse(group_id)
    return clinician, group


def _session_or_404(clinician: Clinician, group: TherapyGroup, moment: str) -> GroupSession:
    try:
        starts_at = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        abort(404)
    found = care.group_sessions(db_session(), group, seen_by=clinician, on=clock.today())
    return next((one for one in found if one.starts_at == starts_at), None) or abort(404)
