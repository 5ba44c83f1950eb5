"""Figures about the service that its lead works in. They only read, and name nobody."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import caseload, clock, feedback, reports
from app.care import Service
from app.extensions import db_session
from app.reports import By, Month
from app.security import Permission
from app.web.service_lead.records import due_in
from app.web.ui import requires, signed_in_user

bp = Blueprint("service_lead", __name__, url_prefix="/service", template_folder="templates")


@bp.get("/")
@requires(Permission.READ_FIGURES)
def home() -> ResponseReturnValue:
    """What there are figures about."""
    service = _own_service()
    if service is None:
        return _no_service()
    [newest, *_] = reports.full_months(db_session(), service, at=clock.now())
    flags = feedback.flags_of(db_session(), service.id)
    return render_template(
        "service_lead/home.html",
        service=service,
        newest=newest,
        due=due_in(service),
        unread=feedback.unread_too_long(db_session(), service.id, today=clock.today()),
        flagged=sum(one.dealt_on is None for one in flags),
    )


@bp.get("/alerts")
@requires(Permission.READ_FIGURES)
def alerts() -> ResponseReturnValue:
    """How many alerts there were in a month, and whether they were taken up in time."""
    service = _own_service()
    if service is None:
        return _no_service()
    months = reports.full_months(db_session(), service, at=clock.now())
    report = reports.alert_report(db_session(), service, _wanted(months))
    return render_template(
        "service_lead/alerts.html", service=service, months=months, report=report, ways=list(By)
    )


def _wanted(months: list[Month]) -> Month:
    """The month that was asked for, or the newest one."""
    wanted = request.args.get("month", str(months[0]))
    return next((month for month in months if str(month) == wanted), None) or abort(404)


def _own_service() -> Service | None:
    """The service in which the lead works; no other one's figures can be asked for (SEC-34)."""
    lead = caseload.find_clinician(db_session(), signed_in_user(), on=clock.today())
    return lead.service if lead else None


def _no_service() -> ResponseReturnValue:
    return render_template("service_lead/no_service.html"), 403
