"""The second person's look at the words of a message: only after it are they sent (SAF-13)."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, outbox
from app.care import Service
from app.extensions import db_session
from app.outbox import Channel, MessageText, Words
from app.security import Permission
from app.web.administrator.records import names_of, own_services, text_or_404, text_versions
from app.web.administrator.text_words import (
    CHANNEL_NAMES,
    KIND_NAMES,
    direction,
    named_language,
    preview,
)
from app.web.ui import requires, signed_in_user

bp = Blueprint("text_approvals", __name__, url_prefix="/texts/waiting")


@bp.get("")
@requires(Permission.APPROVE_TEXTS)
def every() -> ResponseReturnValue:
    """What waits to be approved in the services of this colleague's trust."""
    services = {service.id: service for service in own_services()}
    waiting = outbox.waiting_texts(db_session(), services)
    return render_template(
        "administrator/texts_waiting.html",
        services=services,
        waiting=waiting,
        names=names_of(waiting),
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        language_name=named_language,
    )


@bp.get("/<uuid:text_id>")
@requires(Permission.APPROVE_TEXTS)
def text(text_id: UUID) -> ResponseReturnValue:
    """One version as it arrives, beside what is sent now."""
    return _page(text_or_404(text_id))


@bp.post("/<uuid:text_id>")
@requires(Permission.APPROVE_TEXTS)
def approve(text_id: UUID) -> ResponseReturnValue:
    """Send these words from now on."""
    found = text_or_404(text_id)
    try:
        actions.approve_message_text(db_session(), found.id, user=signed_in_user(), at=clock.now())
    except (actions.ApprovedByItsAuthor, actions.NotTheNewest):
        db_session().rollback()
        return _page(text_or_404(text_id)), 409
    flash(gettext("Approved. Messages are sent with these words from now on."))
    return redirect(url_for(".every"), 303)


def _page(found: MessageText) -> str:
    place = (found.service_id, found.kind, found.channel, found.language)
    versions = text_versions(place)
    live = outbox.newest_text(db_session(), *place)
    now = live or outbox.shipped_words(*place[1:]) or Words("", "", found.language)
    return render_template(
        "administrator/text_waiting.html",
        text=found,
        service=db_session().get_one(Service, found.service_id),
        kind=KIND_NAMES[found.kind],
        channel=CHANNEL_NAMES[found.channel],
        language_name=named_language(found.language),
        direction=direction(found.language),
        names=names_of(versions),
        shown=preview(found.kind, found.channel, found.subject, found.body, found.language),
        now=preview(found.kind, found.channel, now.subject, now.body, found.language),
        live=live,
        is_newest=versions[0].id == found.id,
        is_own=found.made_by == signed_in_user().id,
        sms=outbox.sms_length(found.language, found.body) if found.channel is Channel.SMS else None,
    )
