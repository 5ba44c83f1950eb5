"""Counts how people left a service in some time. Reads records of clients: for the worker alone."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.care import Episode, Pathway
from app.codesign import Form, FormVersion, Purpose
from app.db import insert_unless_there
from app.feedback.given import Feedback, FeedbackResponse
from app.feedback.interviews import InterviewEnd, InterviewRequest
from app.feedback.interviews_held import BARRIERS, REASONS, Interview
from app.feedback.leaving_figures import LeavingFigures
from app.scheduling import FeedbackTicket, LeavingQuestion, TicketState

Codes = Mapping[str, Sequence[str]]


def keep_leaving_figures(session: Session, service_id: UUID, first: date, after: date) -> None:
    """Count the time from one day to before another, and keep it. What is kept never changes."""
    values = {
        "id": uuid4(),
        "service_id": service_id,
        "quarter": first,
        "numbers": _numbers(session, service_id, first, after),
    }
    insert_unless_there(session, LeavingFigures, values)


def _numbers(session: Session, service_id: UUID, first: date, after: date) -> dict[str, Any]:
    time_span = (_midnight(first), _midnight(after))
    forms = [*_confidential(session, service_id, *time_span)]
    forms += _anonymous(session, service_id, first, after)
    calls = _interviews(session, service_id, first, after)
    return {
        "endings": _endings(session, service_id, first, after),
        **_asked(session, service_id, *time_span),
        **_agreed(session, service_id, *time_span),
        "forms": len(forms),
        "interviews": len(calls),
        REASONS: _counted((*forms, *calls), REASONS),
        BARRIERS: _counted((*forms, *calls), BARRIERS),
    }


def _endings(session: Session, service_id: UUID, first: date, after: date) -> dict[str, int]:
    found = (
        select(Episode.ended_how, func.count())
        .join(Pathway, Pathway.id == Episode.pathway_id)
        .where(Pathway.service_id == service_id, Episode.ended_how.is_not(None))
        .where(Episode.ended_on >= first, Episode.ended_on < after)
        .group_by(Episode.ended_how)
    )
    return {how.value: number for how, number in session.execute(found) if how}


def _asked(
    session: Session, service_id: UUID, begins_at: datetime, ends_at: datetime
) -> dict[str, int]:
    found = (
        select(FeedbackTicket.state)
        .join(LeavingQuestion, LeavingQuestion.ticket_id == FeedbackTicket.id)
        .join(Form, Form.id == FeedbackTicket.form_id)
        .where(Form.service_id == service_id)
        .where(FeedbackTicket.given_at >= begins_at, FeedbackTicket.given_at < ends_at)
    )
    states = session.scalars(found).all()
    return {"asked": len(states), "answered": states.count(TicketState.SPENT)}


def _agreed(
    session: Session, service_id: UUID, begins_at: datetime, ends_at: datetime
) -> dict[str, int]:
    found = select(InterviewRequest.ended_how).where(
        InterviewRequest.service_id == service_id,
        InterviewRequest.asked_at >= begins_at,
        InterviewRequest.asked_at < ends_at,
    )
    ends = session.scalars(found).all()
    return {"agreed": len(ends), "held": ends.count(InterviewEnd.HELD)}


def _confidential(
    session: Session, service_id: UUID, begins_at: datetime, ends_at: datetime
) -> Iterator[Codes]:
    found = (
        select(FeedbackResponse)
        .join(FeedbackResponse.version)
        .join(FormVersion.form)
        .where(Form.service_id == service_id, Form.purpose == Purpose.LEAVING)
        .where(FeedbackResponse.submitted_at >= begins_at, FeedbackResponse.submitted_at < ends_at)
    )
    return (json.loads(response.answers) for response in session.scalars(found))


def _anonymous(session: Session, service_id: UUID, first: date, after: date) -> Sequence[Codes]:
    found = (
        select(Feedback.answers)
        .join(FormVersion, FormVersion.id == Feedback.version_id)
        .join(FormVersion.form)
        .where(Form.service_id == service_id, Form.purpose == Purpose.LEAVING)
        .where(Feedback.month >= first, Feedback.month < after)
    )
    return session.scalars(found).all()


def _interviews(session: Session, service_id: UUID, first: date, after: date) -> list[Codes]:
    found = select(Interview).where(
        Interview.service_id == service_id, Interview.month >= first, Interview.month < after
    )
    return [{REASONS: one.reasons, BARRIERS: one.barriers} for one in session.scalars(found)]


def _counted(answers: Iterable[Codes], key: str) -> dict[str, int]:
    """How many named each code; each of them once, however often it came."""
    return dict(Counter(code for one in answers for code in set(one.get(key, ()))))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL).astimezone(UTC)
