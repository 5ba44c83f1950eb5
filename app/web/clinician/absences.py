"""Absences and working days: one's own, and as duty colleague or lead those of the service."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, caseload, clock
from app.care import Absence, AbsenceReason, Clinician
from app.caseload import StandIns
from app.extensions import db_session
from app.risk import SEES_THE_SERVICE
from app.security import Permission
from app.web.clinician.absence_forms import AbsenceForm, WorkingDaysForm
from app.web.clinician.records import colleague_or_404, current_clinician, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint("absences", __name__, url_prefix="/absences")


@bp.get("")
@requires(Permission.KEEP_ABSENCES)
def own() -> ResponseReturnValue:
    """One's own absences, and who else may be looked after."""
    clinician = current_clinician()
    if clinician is None:
        return render_template("clinician/no_service.html"), 403
    return _page(clinician, clinician)


@bp.get("/<uuid:clinician_id>")
@requires(Permission.KEEP_ABSENCES)
def of(clinician_id: UUID) -> ResponseReturnValue:
    """The absences of a colleague for whom one looks after the rota."""
    return _page(*colleague_or_404(clinician_id))


@bp.post("/<uuid:clinician_id>")
@requires(Permission.KEEP_ABSENCES)
def change(clinician_id: UUID) -> ResponseReturnValue:
    """Do what the button says. Open alerts move at once (SAF-09)."""
    me, whom = colleague_or_404(clinician_id)
    absence: AbsenceForm | None = None
    days: WorkingDaysForm | None = None
    do = DOINGS.get(request.form.get("do", ""))
    if do:
        form = do(whom)
        if form.errors:
            absence = form if isinstance(form, AbsenceForm) else absence
            days = form if isinstance(form, WorkingDaysForm) else days
            return _page(me, whom, absence, days)
    else:
        _end(whom, request.form.get("back", ""))
    flash(gettext("Saved. Open alerts are with who acts now."))
    address = url_for(".own") if me.id == whom.id else url_for(".of", clinician_id=whom.id)
    return redirect(address, 303)


def _page(
    me: Clinician, whom: Clinician, absence: AbsenceForm | None = None,
    days: WorkingDaysForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    session, today = db_session(), clock.today()
    found = caseload.coming_absences(session, whom, on=today)
    colleagues: Sequence[Clinician] = ()
    if not SEES_THE_SERVICE.isdisjoint(me.user.roles):
        colleagues = caseload.team_of(session, me, on=today)
    away = caseload.away_today(session, colleagues, at=clock.now())
    rows = [(one, _stand_ins(whom, one, today)) for one in found]
    open_record(whom, "absences")
    return render_template(
        "clinician/absences.html",
        whom=whom,
        is_own=me.id == whom.id,
        rows=rows,
        now=caseload.stand_ins(session, whom, today, today),
        colleagues=colleagues,
        away=away,
        today=today,
        form=absence or AbsenceForm(formdata=None),
        days=days or WorkingDaysForm(formdata=None, days=list(whom.works_on)),
    )


def _stand_ins(whom: Clinician, absence: Absence, today: date) -> StandIns:
    first = max(absence.starts_on, today)
    return caseload.stand_ins(db_session(), whom, first, absence.ends_on or first)


def _add(whom: Clinician) -> AbsenceForm:
    form = AbsenceForm()
    if not form.validate():
        return form
    try:
        actions.record_absence(
            db_session(), whom, AbsenceReason(form.reason.data), form.starts_on.data,
            form.ends_on.data, by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.NotAnAbsence:
        _say(form, "ends_on", gettext("The last day is not before the first, and within a year"))
    except actions.AwayAlready:
        _say(form, "starts_on", gettext("Some of these days are written down already"))
    return form


def _set_days(whom: Clinician) -> WorkingDaysForm:
    form = WorkingDaysForm()
    if not form.validate():
        return form
    weekdays = [int(day) for day in form.days.data or []]
    try:
        by, at = signed_in_user().actor, clock.now()
        actions.set_working_days(db_session(), whom, weekdays, by=by, at=at)
    except actions.NoWorkingDays:
        _say(form, "days", gettext("Tick at least one day"))
    return form


def _end(whom: Clinician, absence_id: str) -> None:
    session = db_session()
    found = caseload.coming_absences(session, whom, on=clock.today())
    absence = next((one for one in found if str(one.id) == absence_id), None) or abort(400)
    actions.end_absence(session, absence, by=signed_in_user().actor, at=clock.now())


def _say(form: AbsenceForm | WorkingDaysForm, field: str, error: str) -> None:
    form[field].errors = [*form[field].errors, error]


DOINGS: dict[str, Callable[[Clinician], AbsenceForm | WorkingDaysForm]] = {
    "add": _add,
    "days": _set_days,
}
