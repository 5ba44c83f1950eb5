"""Forms that somebody answered under their name: for them, and for who may read their answers.

What was told in confidence is never among it: the therapist was promised not to see it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.codesign import FormAnswer, FormContent, Privacy, content_in
from app.feedback.given import FeedbackResponse
from app.scheduling import FeedbackTicket


@dataclass(frozen=True)
class NamedResponse:
    """One form, in the words that they saw, with what they answered."""

    id: UUID
    content: FormContent
    language: str
    submitted_at: datetime
    answers: Mapping[str, FormAnswer]


def named_responses_of(session: Session, client_id: UUID) -> list[NamedResponse]:
    """What this person said under their name, the newest first."""
    found = (
        select(FeedbackResponse)
        .join(FeedbackTicket, FeedbackTicket.id == FeedbackResponse.ticket_id)
        .where(FeedbackTicket.client_id == client_id)
        .where(FeedbackResponse.privacy == Privacy.NAMED)
        .order_by(FeedbackResponse.submitted_at.desc())
        .options(joinedload(FeedbackResponse.version))
    )
    return [_read(session, response) for response in session.scalars(found)]


def _read(session: Session, response: FeedbackResponse) -> NamedResponse:
    content, language = content_in(session, response.version, response.language)
    answers = {key: tuple(answer) for key, answer in json.loads(response.answers).items()}
    return NamedResponse(response.id, content, language, response.submitted_at, answers)
