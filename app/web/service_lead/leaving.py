"""How people left, for leads and for co-designers; and, for leads, who would like to come back."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from app import actions, clock, feedback, reports
from app.extensions import db_session
from app.security import Permission
from app.web.service_lead.leaving_words import departure_headings
from app.web.service_lead.records import own_services
from app.web.ui import language, refuse, requires, signed_in_user

bp = Blueprint("leaving", __name__)


@bp.get("/leaving")
@requires(Permission.READ_EXPERIENCE)
def board() -> ResponseReturnValue:
    """How people left, and why. It asks no record of anybody: see `feedback.LeavingFigures`."""
    services = own_services()
    if not services:
        return render_template("service_lead/no_service.html"), 403
    wanted = request.args.get("service", str(services[0].id))
    service = next((one for one in services if str(one.id) == wanted), None) or abort(404)
    report = reports.leaving_report(db_session(), service.id, language=language())
    return render_template(
        "service_lead/leaving.html",
        service=service,
        services=services,
        report=report,
        headings=departure_headings(),
        may_welcome=signed_in_user().may(Permission.WELCOME_BACK),
    )


@bp.get("/returning")
@requires(Permission.WELCOME_BACK)
def returning() -> ResponseReturnValue:
    """Who would like to come back, and said that the service may know it."""
    waiting = feedback.waiting_returns(db_session(), [one.id for one in own_services()])
    _write_down()
    return render_template("service_lead/returning.html", waiting=waiting)


@bp.post("/returning/<uuid:return_id>/done")
@requires(Permission.WELCOME_BACK)
def answered(return_id: UUID) -> ResponseReturnValue:
    """Somebody has been in touch with them."""
    services = [one.id for one in own_services()]
    wish = feedback.find_return(db_session(), return_id, services) or refuse(return_id)
    actions.welcome_back(db_session(), wish, by=signed_in_user().actor, at=clock.now())
    flash(gettext("Taken from the list."))
    return redirect(url_for(".returning"), 303)


def _write_down() -> None:
    """That they looked at names. If it cannot be done, none is shown (SEC-39)."""
    session, user = db_session(), signed_in_user()
    try:
        actions.record_view(session, user, "returning", by=user.actor, at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        abort(503)
