"""When a service is at work, and how long an alert may wait: it decides every promise made."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock, risk
from app.care import Nation, Service
from app.extensions import db_session
from app.security import Permission
from app.web.administrator.calendar_drafts import LONGEST_LIST, WEEKDAYS, CalendarDraft
from app.web.administrator.calendar_words import NATIONS, examples
from app.web.administrator.records import own_services, service_or_404
from app.web.ui import requires, signed_in_user

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
@requires(Permission.MANAGE_CALENDAR)
def every() -> ResponseReturnValue:
    """Each service with its hours and its promise, and who is missing."""
    session, today = db_session(), clock.today()
    rows = [
        (
            service,
            actions.hours_of(session, service),
            risk.empty_rungs(session, service.id, on=today),
        )
        for service in own_services()
    ]
    return render_template("administrator/calendars.html", rows=rows)


@bp.route("/<uuid:service_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CALENDAR)
def one(service_id: UUID) -> ResponseReturnValue:
    """The hours of one service; before they are saved, see what they mean."""
    service = service_or_404(service_id)
    if request.method == "GET":
        return _page(service, CalendarDraft.of(actions.hours_of(db_session(), service)))
    draft = CalendarDraft.typed(request.form)
    faults = draft.faults()
    if faults or request.form.get("do") != "save":
        return _page(service, draft, faults)
    by, at = signed_in_user().actor, clock.now()
    actions.change_hours(db_session(), service, draft.hours, by=by, at=at)
    flash(gettext("Saved. New alerts are counted by these hours."))
    return redirect(url_for(".one", service_id=service.id), 303)


def _page(
    service: Service, draft: CalendarDraft, faults: dict[str, list[str]] | None = None
) -> ResponseReturnValue:
    nation = Nation(draft.nation) if draft.nation in set(Nation) else Nation.ENGLAND
    return render_template(
        "administrator/calendar.html",
        service=service,
        draft=draft,
        faults=faults or {},
        nations=NATIONS,
        nation=nation,
        weekdays=WEEKDAYS,
        holidays=care.coming_bank_holidays(nation, since=clock.today()),
        examples=[] if faults else examples(draft.hours, at=clock.now()),
        empty=risk.empty_rungs(db_session(), service.id, on=clock.today()),
        longest_list=LONGEST_LIST,
        is_preview=request.method == "POST",
    )
