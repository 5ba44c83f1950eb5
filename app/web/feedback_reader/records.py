"""What a feedback reader may see: what people of their own trust wrote, and nothing of others."""

from uuid import UUID

from app import care, feedback
from app.extensions import db_session
from app.feedback import FeedbackComment, FeedbackResponse
from app.web.ui import refuse, signed_in_user


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
