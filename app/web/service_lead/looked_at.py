"""What waits for the lead: comments that nobody reads, and what a reader has flagged (SAF-20)."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, feedback
from app.extensions import db_session
from app.security import Permission
from app.web.service_lead.records import own_services, shown_service
from app.web.service_lead.typed import LONGEST, text_in
from app.web.ui import refuse, requires, signed_in_user, user_names

bp = Blueprint("looked_at", __name__, url_prefix="/service/to-look-at")


@bp.get("")
@requires(Permission.READ_FIGURES)
def every() -> ResponseReturnValue:
    """The list. It holds the readers' notes, and no word that is not released."""
    return _page()


@bp.post("/<uuid:flag_id>")
@requires(Permission.READ_FIGURES)
def deal_with(flag_id: UUID) -> ResponseReturnValue:
    """What the service did about one of them."""
    service, outcome = shown_service(), text_in("outcome")
    flags = feedback.flags_of(db_session(), service.id)
    flag = next((one for one in flags if one.id == flag_id), None) or refuse(flag_id)
    try:
        actions.deal_with_flag(db_session(), flag, outcome, user=signed_in_user(), at=clock.now())
    except actions.NotAChange:
        return _page({f"outcome-{flag_id}": [gettext("Write what was done")]})
    except actions.SomebodyChangedIt:
        flash(gettext("Somebody else has dealt with it. Look at what they did."))
        return _page(typed={flag_id: outcome})
    flash(gettext("Saved."))
    return redirect(url_for(".every", service=service.id), 303)


def _page(
    faults: dict[str, list[str]] | None = None, typed: dict[UUID, str] | None = None
) -> ResponseReturnValue:
    session, service = db_session(), shown_service()
    flags = feedback.flags_of(session, service.id)
    return render_template(
        "service_lead/looked_at.html", service=service, services=own_services(), flags=flags,
        unread=feedback.unread_too_long(session, service.id, today=clock.today()),
        names=user_names([*(one.flagged_by for one in flags), *(one.dealt_by for one in flags)]),
        faults=faults or {}, typed=typed or {}, longest=LONGEST,
    )  # fmt: skip
