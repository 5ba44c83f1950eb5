"""What a feedback reader may see: what people of their own trust wrote, and nothing of others."""

from collections.abc import Collection
from typing import NoReturn
from uuid import UUID

from flask import abort, request
from sqlalchemy import select

from app import actions, care, clock, feedback
from app.extensions import db_session
from app.feedback import FeedbackComment, FeedbackResponse
from app.security import User
from app.web.ui import signed_in_user


def own_service_ids() -> list[UUID]:
    """The services of the reader's trust."""
    return [service.id for service in care.services_of(db_session(), signed_in_user())]


def comment_or_404(comment_id: UUID) -> FeedbackComment:
    """A comment of one of these. Anybody else's is the same as none (SEC-34)."""
    found = feedback.find_comment(db_session(), comment_id, own_service_ids())
    return found or refuse(comment_id)


def response_or_404(response_id: UUID) -> FeedbackResponse:
    """Somebody's answers, unless the reader is or was their therapist."""
    found = feedback.find_response(db_session(), response_id, signed_in_user(), own_service_ids())
    return found or refuse(response_id)


def user_names(ids: Collection[UUID | None]) -> dict[UUID | None, str]:
    """The names of these colleagues."""
    found = db_session().scalars(select(User).where(User.id.in_({one for one in ids if one})))
    return {user.id: user.name for user in found}


def refuse(asked_for: UUID) -> NoReturn:
    """As if there were no such page; the trail knows who looked for it."""
    by, page = signed_in_user().actor, f"{request.endpoint} {asked_for}"
    actions.record_refusal(db_session(), page, by=by, at=clock.now())
    abort(404)
