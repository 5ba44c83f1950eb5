"""What people reported that could harm somebody, for whoever looks after safety (SAF-22)."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, safety
from app.extensions import db_session
from app.safety import SafetyReport
from app.security import Permission
from app.web.ui import requires, signed_in_user, user_names

bp = Blueprint("reports", __name__, url_prefix="/reports")

LONGEST_OUTCOME = 4000


@bp.get("")
@requires(Permission.MANAGE_SAFETY)
def every() -> ResponseReturnValue:
    """Every report by its day, and whether somebody has dealt with it. Nothing of what it says."""
    found = safety.reports(db_session())
    return render_template("administrator/reports.html", reports=found)


@bp.route("/<uuid:report_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SAFETY)
def report(report_id: UUID) -> ResponseReturnValue:
    """One report, and a form for what was made of it."""
    found = safety.find_report(db_session(), report_id) or abort(404)
    by = signed_in_user().actor
    if request.method == "GET":
        actions.open_report(db_session(), found, by=by, at=clock.now())
        return _page(found, found.hazard or "", found.outcome, {})
    hazard = request.form.get("hazard", "")
    outcome = request.form.get("outcome", "").strip()[:LONGEST_OUTCOME]
    try:
        actions.handle_report(
            db_session(), found, hazard=hazard, outcome=outcome, by=by, at=clock.now()
        )
    except actions.UnknownHazard:
        return _page(found, "", outcome, {"hazard": [gettext("Choose a hazard of the log")]})
    except actions.NotAChange:
        return _page(found, hazard, "", {"outcome": [gettext("Say what came of it")]})
    flash(gettext("It is saved."))
    return redirect(url_for(".every"), 303)


def _page(
    found: SafetyReport, hazard: str, outcome: str, faults: dict[str, list[str]]
) -> ResponseReturnValue:
    return render_template(
        "administrator/report.html",
        report=found, hazard=hazard, outcome=outcome, faults=faults, names=_names(found),
        hazards=safety.hazards(), longest=LONGEST_OUTCOME,
    )  # fmt: skip


def _names(*found: SafetyReport) -> dict[UUID | None, str]:
    return user_names({one.handled_by for one in found if one.handled_by})
