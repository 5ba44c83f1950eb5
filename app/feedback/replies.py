"""Answers that lead to a person, for feedback readers alone; and people who want to hear back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.care import CareRelationship, Client, Clinician
from app.codesign import Form, FormVersion
from app.feedback.given import FeedbackResponse, ReplyWish
from app.scheduling import FeedbackTicket
from app.security import User


def responses_for(
    session: Session, reader: User, service_ids: Collection[UUID]
) -> Sequence[FeedbackResponse]:
    """The answers of people who were told that a feedback reader reads them, the newest first.

    Not of whom the reader has ever seen in therapy: people were told that their therapist does not
    read this, and that holds for a therapist who reads feedback as well.
    """
    found = _responses_of(reader, service_ids).options(
        joinedload(FeedbackResponse.ticket).joinedload(FeedbackTicket.client),
        joinedload(FeedbackResponse.version).joinedload(FormVersion.form),
    )
    order = (FeedbackResponse.submitted_at.desc(), FeedbackResponse.id)
    return session.scalars(found.order_by(*order)).all()


def find_response(
    session: Session, response_id: UUID, reader: User, service_ids: Collection[UUID]
) -> FeedbackResponse | None:
    """One of these; None for any other."""
    found = _responses_of(reader, service_ids).where(FeedbackResponse.id == response_id)
    return session.scalar(found)


def wishes_of(session: Session, service_ids: Collection[UUID]) -> Sequence[ReplyWish]:
    """Who wants to hear back: those who wait first, the longest waiting on top."""
    found = select(ReplyWish).where(ReplyWish.service_id.in_(service_ids))
    order = (ReplyWish.answered_on.is_not(None), ReplyWish.asked_on, ReplyWish.id)
    return session.scalars(found.order_by(*order)).all()


def hold_wish(session: Session, wish_id: UUID, service_ids: Collection[UUID]) -> ReplyWish | None:
    """One of these, which nobody else marks before this transaction ends."""
    found = select(ReplyWish).where(ReplyWish.id == wish_id, ReplyWish.service_id.in_(service_ids))
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def _responses_of(reader: User, service_ids: Collection[UUID]) -> Select[FeedbackResponse]:
    own = (
        select(CareRelationship.id)
        .join(Clinician, Clinician.id == CareRelationship.clinician_id)
        .where(Clinician.user_id == reader.id, CareRelationship.client_id == Client.id)
    )
    return (
        select(FeedbackResponse)
        .join(FeedbackTicket, FeedbackTicket.id == FeedbackResponse.ticket_id)
        .join(Client, Client.id == FeedbackTicket.client_id)
        .join(FormVersion, FormVersion.id == FeedbackResponse.version_id)
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.service_id.in_(service_ids), ~own.correlate(Client).exists())
    )
