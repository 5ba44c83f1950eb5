"""Alerts: the duty page, and one alert with what there is to know and to do about it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, caseload, clock, risk
from app.care import Clinician
from app.extensions import db_session
from app.risk import (
    Alert,
    AlertMovedOn,
    Known,
    NobodyThere,
    NothingDone,
    PreferenceMovedOn,
    Rung,
)
from app.security import Permission
from app.web.clinician.alert_forms import DeedForm
from app.web.clinician.records import alert_or_404, current_clinician, open_alert, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint("alerts", __name__, url_prefix="/alerts")

# Whoever had an alert before them when a colleague closed it still learns what became of it.
STILL_SHOWN = timedelta(hours=12)


@bp.get("")
@requires(Permission.READ_ALERTS)
def duty() -> ResponseReturnValue:
    """Every open alert that this colleague may see, by the clock."""
    clinician = current_clinician()
    if clinician is None:
        return render_template("clinician/no_service.html"), 403
    found = caseload.duty_list(db_session(), clinician, at=clock.now())
    open_record(clinician, "alerts")
    return render_template("clinician/alerts.html", alerts=found, now=clock.now())


@bp.get("/<uuid:alert_id>")
@requires(Permission.READ_ALERTS)
def one(alert_id: UUID) -> ResponseReturnValue:
    """One alert. Opening it is written down, and leaves it as open as it was (SAF-08)."""
    clinician, alert = alert_or_404(alert_id)
    open_alert(clinician, alert)
    return _page(clinician, alert, DeedForm())


@bp.post("/<uuid:alert_id>")
@requires(Permission.ACT_ON_ALERTS)
def act(alert_id: UUID) -> ResponseReturnValue:
    """Take it up, add what was done, close it, or pass it on: as the button says."""
    clinician, alert = alert_or_404(alert_id, closed_since=clock.now() - STILL_SHOWN)
    form, doing = DeedForm(), request.form.get("do", "")
    do = DOINGS.get(doing) or abort(400)
    form.validate()
    form.asks_for(deeds=doing in ("act", "close"))
    if form.errors:
        return _page(clinician, alert, form)
    known = form.known
    try:
        said = do(alert, form)
    except AlertMovedOn:
        db_session().rollback()
        return _page(clinician, alert, form, known)
    if form.errors:
        db_session().rollback()
        return _page(clinician, alert, form)
    flash(said)
    return redirect(url_for(".one", alert_id=alert.id), 303)


@bp.post("/<uuid:alert_id>/follow-up")
@requires(Permission.ACT_ON_ALERTS)
def follow_up(alert_id: UUID) -> ResponseReturnValue:
    """The client's own clinician agrees with what the client prefers, or does not."""
    clinician, alert = alert_or_404(alert_id)
    record = caseload.alert_record(db_session(), clinician, alert, at=clock.now())
    said = next((p for p in record.preferences if str(p.id) == request.form.get("said")), None)
    answer = {"yes": True, "no": False}.get(request.form.get("agreed", ""))
    if said is None or answer is None or not record.may_agree:
        abort(404)
    try:
        actions.review_follow_up(
            db_session(), said, is_agreed=answer, user=signed_in_user(), at=clock.now()
        )
        flash(gettext("Saved."))
    except PreferenceMovedOn:
        db_session().rollback()
        flash(gettext("The client has said something else since. Please look again."))
    return redirect(url_for(".one", alert_id=alert.id), 303)


def _page(
    clinician: Clinician, alert: Alert, form: DeedForm, known: Known | None = None
) -> ResponseReturnValue:
    """The alert as it is now. `known` is what somebody knew of it who was too slow."""
    record = caseload.alert_record(db_session(), clinician, alert, at=clock.now())
    form.show(alert)
    page = render_template(
        "clinician/alert.html",
        record=record,
        form=form,
        news=risk.news_since(alert, known) if known else None,
        was_late=known is not None,
    )
    return page, 409 if known else 200


def _act(alert: Alert, form: DeedForm) -> str:
    actions.act_on_alert(
        db_session(), alert, form.chosen, form.note.data, user=signed_in_user(), at=clock.now(),
        known=form.known,
    )  # fmt: skip
    return gettext("Saved. You have this alert in hand until somebody closes it.")


def _close(alert: Alert, form: DeedForm) -> str:
    try:
        actions.close_alert(
            db_session(), alert, form.chosen, form.note.data, user=signed_in_user(),
            at=clock.now(), known=form.known,
        )  # fmt: skip
    except NothingDone:
        said = gettext("A call that nobody answered, or is still to be made, closes no alert")
        form.say(form.deeds, said)
    return gettext("Closed.")


def _pass_to(rung: Rung) -> Callable[[Alert, DeedForm], str]:
    def passed(alert: Alert, form: DeedForm) -> str:
        try:
            actions.pass_alert_on(
                db_session(), alert, rung, form.note.data, user=signed_in_user(), at=clock.now(),
                deeds=form.chosen,
            )  # fmt: skip
        except NobodyThere:
            form.say(form.note, gettext("Nobody is there to pass it to"))
        return gettext("Passed on. They are told.")

    return passed


DOINGS: dict[str, Callable[[Alert, DeedForm], str]] = {
    "act": _act,
    "close": _close,
    "duty": _pass_to(Rung.DUTY),
    "lead": _pass_to(Rung.LEAD),
}
