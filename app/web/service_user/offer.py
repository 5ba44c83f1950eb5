"""A form about the service that came with a check-in: offered, and never a part of it."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.codesign import Privacy
from app.extensions import db_session
from app.scheduling import FeedbackTicket
from app.web.ui import seconds_for_form


@dataclass(frozen=True)
class Offer:
    """What can be answered, as the check-in's pages tell of it."""

    ticket: FeedbackTicket
    minutes: int
    is_anonymous: bool


def to_the_form(offer: Offer) -> ResponseReturnValue:
    """On to its first page, by a new link. The ones before it stop working."""
    token = actions.make_feedback_link(db_session(), offer.ticket.id, at=clock.now())
    return redirect(url_for("feedback_link.opened", ticket=token), 303)


def offer_with(check_in_id: UUID) -> Offer | None:
    """What is offered with this check-in; None when there is nothing, or it is done with."""
    ticket = scheduling.ticket_with(db_session(), check_in_id, at=clock.now())
    version = scheduling.form_asked(db_session(), ticket) if ticket else None
    if ticket is None or version is None:
        return None
    content = version.content
    minutes = scheduling.minutes(seconds_for_form(content))
    return Offer(ticket, minutes, content.privacy is Privacy.ANONYMOUS)
