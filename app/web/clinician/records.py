"""Opening a client's record: only for who may see it, and never without a line in the audit."""

from datetime import datetime
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app import actions, care, caseload, clock, risk
from app.care import Client, Clinician
from app.extensions import db_session
from app.risk import Alert
from app.security import Permission
from app.web.ui import refuse, signed_in_user


def current_clinician() -> Clinician | None:
    """The clinician who is signed in; None for an account that is no clinician's."""
    if "clinician" not in g:
        g.clinician = caseload.find_clinician(db_session(), signed_in_user(), on=clock.today())
    found: Clinician | None = g.clinician
    return found


def waiting_alerts() -> int:
    """How many alerts wait for this colleague to act. Asked on every page, and once on each."""
    if "waiting_alerts" not in g:
        clinician = current_clinician()
        may_act = clinician and signed_in_user().may(Permission.ACT_ON_ALERTS)
        g.waiting_alerts = (
            len(risk.own_alerts(db_session(), clinician, on=clock.today()))
            if clinician and may_act
            else 0
        )
    count: int = g.waiting_alerts
    return count


def client_or_404(client_id: UUID) -> tuple[Clinician, Client]:
    """Who asks and whom they ask for. Anybody else's client is the same as none (SEC-34)."""
    session, clinician, today = db_session(), current_clinician(), clock.today()
    client = (
        care.find_client(session, client_id, seen_by=clinician, on=today) if clinician else None
    )
    if clinician is None or client is None:
        refuse(client_id)
    return clinician, client


def alert_or_404(
    alert_id: UUID, *, closed_since: datetime | None = None
) -> tuple[Clinician, Alert]:
    """Who asks and for which alert. Anybody else's alert is the same as none (SEC-34)."""
    session, clinician, today = db_session(), current_clinician(), clock.today()
    alert = (
        risk.find_alert(session, alert_id, seen_by=clinician, on=today, closed_since=closed_since)
        if clinician
        else None
    )
    if clinician is None or alert is None:
        refuse(alert_id)
    return clinician, alert


def colleague_or_404(clinician_id: UUID) -> tuple[Clinician, Clinician]:
    """Who asks and about whom: oneself, or for the rota somebody of the service (SEC-34)."""
    me = current_clinician()
    if me and me.id == clinician_id:
        return me, me
    found: Clinician | None = None
    if me and not risk.SEES_THE_SERVICE.isdisjoint(me.user.roles):
        colleagues = caseload.team_of(db_session(), me, on=clock.today())
        found = next((one for one in colleagues if one.id == clinician_id), None)
    if me is None or found is None:
        refuse(clinician_id)
    return me, found


def open_record(of: Client | Clinician, what: str) -> None:
    """Write the view in the audit trail. If that cannot be done, nothing is shown (SEC-39)."""
    session = db_session()
    try:
        actions.record_view(session, of, what, by=signed_in_user().actor, at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        abort(503)


def open_alert(clinician: Clinician, alert: Alert) -> None:
    """The same for an alert; whoever does not look after the client is written down as on duty."""
    session, today = db_session(), clock.today()
    related = care.find_client(session, alert.client_id, seen_by=clinician, on=today)
    try:
        actions.see_alert(
            session, alert, user=signed_in_user(), at=clock.now(), is_related=related is not None
        )
    except SQLAlchemyError:
        session.rollback()
        abort(503)


def page_about(client: Client, template: str, **values: object) -> ResponseReturnValue:
    """A page about the client, written in the trail under its template's name."""
    open_record(client, template)
    page = f"clinician/{template}.html"
    return render_template(page, client=client, now=clock.now(), address=request.path, **values)


def back_to_list(client: Client, words: str) -> ResponseReturnValue:
    """Back to the list that this page belongs to, which says what was done."""
    flash(words)
    return redirect(url_for(".everything", client_id=client.id), 303)
