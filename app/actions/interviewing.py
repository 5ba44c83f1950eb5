"""Calls to people who left: agreed to, taken on, tried, held, and kept apart from who they are."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, codesign, feedback, security
from app.care import Ending, Episode
from app.codesign import Purpose
from app.feedback import (
    MOST_TRIES,
    InterviewEnd,
    InterviewRequest,
    InterviewTry,
    Said,
    TryOutcome,
)
from app.security import SYSTEM, Actor

# Who left longer ago remembers too little, and has moved on.
OFFERED_WITHIN = timedelta(days=183)
# Nobody called in so long: it would come out of nowhere.
CALLED_WITHIN = timedelta(days=60)
# Who took it on and never called lets others call.
TAKEN_FOR = timedelta(days=14)
FAILED = (TryOutcome.NO_ANSWER, TryOutcome.WRONG_NUMBER)


class NoInterview(StrEnum):
    """Why a call cannot be offered, or not be held any more."""

    NO_FORM = "no form"
    NOT_ENDED = "not ended"
    LONG_AGO = "long ago"
    MAY_NOT = "may not be called"
    OFFERED = "offered already"
    # To whoever calls.
    TAKEN = "somebody else calls"
    CHANGED = "changed in the meantime"
    OVER = "nobody calls any more"
    NO_CONSENT = "they have not been asked"


class InterviewRefused(Exception):
    """It cannot be so, and this is why. Nothing was stored."""

    def __init__(self, why: NoInterview) -> None:
        super().__init__(why.value)
        self.why = why


def why_not_offer(session: Session, episode: Episode, *, at: datetime) -> NoInterview | None:
    """Why nobody can be called about this course; None when they can, if they agree."""
    today = clock.local(at).date()
    service_id = episode.pathway.service_id
    if episode.ended_on is None or episode.ended_how is Ending.DIED:
        return NoInterview.NOT_ENDED
    if episode.ended_on < today - OFFERED_WITHIN:
        return NoInterview.LONG_AGO
    if codesign.live_version(session, service_id, Purpose.LEAVING) is None:
        return NoInterview.NO_FORM
    if feedback.interview_requests_of(session, episode.client_id).get(episode.id):
        return NoInterview.OFFERED
    if feedback.why_not_call(session, episode.client) is not None:
        return NoInterview.MAY_NOT
    return None


def offer_interview(
    session: Session, episode: Episode, *, when_suits: str, by: Actor, at: datetime
) -> None:
    """They said to this colleague that they agree to be called. Raises InterviewRefused."""
    if why := why_not_offer(session, episode, at=at):
        raise InterviewRefused(why)
    feedback.ask_for_interview(
        session, episode, when_suits=when_suits.strip(), agreed_with=by.id, at=at
    )
    security.audit(session, "interview.agreed", subject=episode, by=by, at=at)
    session.commit()


def take_interview(session: Session, request_id: UUID, *, by: Actor, at: datetime) -> None:
    """This interviewer calls, and nobody else does. Raises InterviewRefused."""
    request = _hold(session, request_id, at=at)
    if request.taken_by not in (None, by.id):
        raise InterviewRefused(NoInterview.TAKEN)
    request.taken_by, request.taken_at = by.id, at
    _note(session, request, "interview.taken", by=by, at=at)


def give_interview_back(session: Session, request_id: UUID, *, by: Actor, at: datetime) -> None:
    """Somebody else may call. Raises InterviewRefused."""
    request = _own(session, request_id, by=by, at=at)
    request.taken_by, request.taken_at = None, None
    request.consented_at, request.may_link, request.notes_so_far = None, None, None
    _note(session, request, "interview.given_back", by=by, at=at)


def note_try(
    session: Session,
    request_id: UUID,
    outcome: TryOutcome,
    *,
    changes: int,
    by: Actor,
    at: datetime,
    call_after: datetime | None = None,
) -> None:
    """Nobody talked. After three times in vain nobody calls any more: they are let alone.

    `changes` is what was looked at, so that one call is not noted twice. Raises InterviewRefused.
    """
    request = _own(session, request_id, by=by, at=at, changes=changes)
    if by.id is None:
        raise InterviewRefused(NoInterview.TAKEN)
    session.add(InterviewTry(request_id=request.id, tried_at=at, tried_by=by.id, outcome=outcome))
    session.flush()
    tries = feedback.tries_of(session, request)
    request.call_after = call_after if outcome is TryOutcome.CALL_BACK else None
    if sum(one.outcome in FAILED for one in tries) >= MOST_TRIES:
        feedback.end_request(request, InterviewEnd.NO_ANSWER, at=at)
    _note(session, request, "interview.tried", by=by, at=at, detail=outcome.value)


def record_consent(
    session: Session, request_id: UUID, *, talks: bool, may_link: bool, by: Actor, at: datetime
) -> None:
    """What they said at the beginning of the call. Who does not want to talk is not called again.

    Raises InterviewRefused.
    """
    request = _own(session, request_id, by=by, at=at)
    if not talks:
        feedback.end_request(request, InterviewEnd.DECLINED, at=at)
        _note(session, request, "interview.declined", by=by, at=at)
        return
    request.consented_at, request.may_link = at, may_link
    detail = "may be linked" if may_link else "must not be linked"
    _note(session, request, "interview.consented", by=by, at=at, detail=detail)


def keep_notes(session: Session, request_id: UUID, said: Said, *, by: Actor, at: datetime) -> None:
    """What was written so far is safe, also when the browser is not. Raises InterviewRefused."""
    request = _in_call(session, request_id, by=by, at=at)
    request.notes_so_far = said.as_text()
    request.changes += 1
    session.commit()


def finish_interview(
    session: Session, request_id: UUID, said: Said, *, by: Actor, at: datetime
) -> None:
    """The call is over. What was said stays with it only where they agreed to that (EQ-05).

    Raises InterviewRefused.
    """
    request = _in_call(session, request_id, by=by, at=at)
    feedback.keep_interview(session, request, said, month=clock.local(at).date().replace(day=1))
    feedback.end_request(request, InterviewEnd.HELD, at=at)
    _note(session, request, "interview.held", by=by, at=at)


def withdraw_interview(session: Session, request_id: UUID, *, by: Actor, at: datetime) -> None:
    """They took their yes back: nobody calls, and what leads to them of what they said is gone.

    What leads to nobody cannot be found any more. Raises InterviewRefused.
    """
    request = feedback.hold_request(session, request_id)
    if request.taken_by != by.id:
        raise InterviewRefused(NoInterview.TAKEN)
    if interview := feedback.linked_interview(session, request_id):
        session.delete(interview)
    elif request.ended_at:
        raise InterviewRefused(NoInterview.OVER)
    feedback.end_request(request, InterviewEnd.WITHDRAWN, at=at)
    _note(session, request, "interview.withdrawn", by=by, at=at)


def look_after_interviews(session: Session, *, at: datetime) -> int:
    """End what must not be called any more, free what was taken and left, let go what is held.

    How many were ended. Safe to run twice.
    """
    ended = 0
    for found in feedback.open_requests(session):
        request = feedback.hold_request(session, found.id)
        if request.ended_at is None:
            ended += _end_or_free(session, request, at=at)
        session.commit()
    feedback.release_interviews(session, on=clock.local(at).date())
    session.commit()
    return ended


def _end_or_free(session: Session, request: InterviewRequest, *, at: datetime) -> bool:
    """Whether nobody calls any more."""
    how = _why_over(session, request, at=at)
    if how:
        feedback.end_request(request, how, at=at)
        security.audit(
            session, "interview.closed", subject=request, by=SYSTEM, at=at, detail=how.value
        )
    elif request.taken_at and at - request.taken_at > TAKEN_FOR and not request.consented_at:
        request.taken_by, request.taken_at = None, None
        security.audit(session, "interview.freed", subject=request, by=SYSTEM, at=at)
    return how is not None


def _why_over(session: Session, request: InterviewRequest, *, at: datetime) -> InterviewEnd | None:
    """Why nobody calls any more; None where somebody may."""
    is_late = at - request.asked_at > CALLED_WITHIN and not request.consented_at
    return feedback.why_not_call(session, request.client) or (
        InterviewEnd.TOO_LATE if is_late else None
    )


def _hold(session: Session, request_id: UUID, *, at: datetime) -> InterviewRequest:
    """The request, for whoever acts on it. What must not be called any more ends in this moment."""
    request = feedback.hold_request(session, request_id)
    session.refresh(request.client)
    if request.ended_at is None and (how := feedback.why_not_call(session, request.client)):
        feedback.end_request(request, how, at=at)
        security.audit(
            session, "interview.closed", subject=request, by=SYSTEM, at=at, detail=how.value
        )
        session.commit()
    if request.ended_at:
        raise InterviewRefused(NoInterview.OVER)
    return request


def _own(
    session: Session, request_id: UUID, *, by: Actor, at: datetime, changes: int | None = None
) -> InterviewRequest:
    """The same for who has taken it on, perhaps only as it was when they looked."""
    request = _hold(session, request_id, at=at)
    if request.taken_by != by.id:
        raise InterviewRefused(NoInterview.TAKEN)
    if changes not in (None, request.changes):
        raise InterviewRefused(NoInterview.CHANGED)
    return request


def _in_call(session: Session, request_id: UUID, *, by: Actor, at: datetime) -> InterviewRequest:
    """The same once they have agreed to talk."""
    request = _own(session, request_id, by=by, at=at)
    if request.consented_at is None:
        raise InterviewRefused(NoInterview.NO_CONSENT)
    return request


def _note(
    session: Session, request: InterviewRequest, event: str, *, by: Actor, at: datetime,
    detail: str = "",
) -> None:  # fmt: skip
    request.changes += 1
    security.audit(session, event, subject=request, by=by, at=at, detail=detail)
    session.commit()
