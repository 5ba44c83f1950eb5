"""What someone who was sent a link can do: begin, answer, send, ask for help."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app import clock, instruments, responses, scheduling, security
from app.actions.alerting import seen_by, watch_answer
from app.responses import Answer, Submission
from app.scheduling import (
    AssignmentState,
    CheckIn,
    HeldAssignment,
    HelpWanted,
    Invitation,
    Link,
    LinkState,
    Mode,
    NoLongerAsked,
)
from app.security import Actor, Subject


class LinkIsClosed(Exception):
    """The link no longer opens its check-in; says why."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state.value)
        self.state = state


class NoSuchQuestionnaire(Exception):
    """The check-in has no questionnaire at that place."""


class AlreadySent(Exception):
    """The questionnaire was sent; its answers are final."""


def start_visit(
    session: Session, link: Invitation | Link, *, at: datetime, draft_days: int
) -> UUID:
    """Let the holder of the link add answers from this browser. Returns the visit's id.

    Raises LinkIsClosed. Drafts that have lain too long are dropped, so that no score mixes weeks.
    """
    state = scheduling.link_state(link, at=at)
    if state is not LinkState.OPEN:
        raise LinkIsClosed(state)
    dropped = responses.forget_stale(session, link.check_in_id, at=at, days=draft_days)
    detail = f"{dropped} answers too old to keep" if dropped else ""
    by, check_in = Actor("client", link.client_id), Subject("check_in", link.check_in_id)
    security.audit(session, "visit.started", subject=check_in, by=by, at=at, detail=detail)
    session.commit()
    return uuid4()


def save_answer(
    session: Session, check_in_id: UUID, position: int, answer: Answer, *, at: datetime
) -> datetime | None:
    """Keep one answer. When this returns, it is safe (REL-01); doing it again changes nothing.

    An answer that somebody must look at raises its alert in the same transaction (SAF-02); then it
    returns by when the team should have seen it. One that comes too late to be kept raises it too.

    Raises NoSuchQuestionnaire, AlreadySent, NoLongerAsked for a questionnaire that was withdrawn,
    or NotAnAnswer for an item or option never printed.
    """
    assignment = scheduling.hold_assignment(session, check_in_id, position)
    if assignment is None:
        raise NoSuchQuestionnaire
    instrument = instruments.get_instrument(assignment.measure)
    responses.check_answer(instrument, answer.item, answer.value)
    # Before it is kept, so that what was answered until now can stand beside it.
    alert = watch_answer(session, assignment, check_in_id, answer, at=at)
    by, detail = Actor("client", assignment.client_id), f"alert {alert.id}" if alert else ""
    if refusal := _refusal(assignment):
        if alert:
            security.audit(session, "answer.late", subject=assignment, by=by, at=at, detail=detail)
        session.commit()
        raise refusal
    responses.keep_answer(session, assignment.id, answer, at=at)
    security.audit(session, "answer.saved", subject=assignment, by=by, at=at, detail=detail)
    promised = seen_by(assignment.measure, answer, alert)
    session.commit()
    return promised


def _refusal(assignment: HeldAssignment) -> Exception | None:
    """Why an answer cannot be kept any more."""
    if assignment.client_id is None:
        return NoSuchQuestionnaire()
    if assignment.state is AssignmentState.SUBMITTED:
        return AlreadySent()
    return NoLongerAsked() if assignment.withdrawn_at else None


def submit_questionnaire(
    session: Session, check_in_id: UUID, position: int, *, at: datetime, mode: Mode = Mode.SELF
) -> Submission:
    """Make the answers final and score them. A second call gives the first one's result (REL-04).

    Raises NoSuchQuestionnaire, or NothingAnswered when there is nothing to send.
    """
    assignment = scheduling.lock_assignment(session, check_in_id, position)
    if assignment is None:
        raise NoSuchQuestionnaire
    if assignment.state is AssignmentState.SUBMITTED:
        sent = responses.get_submission(session, assignment.id)
        session.commit()  # nothing changed: this lets go of the lock
        return sent
    draft = responses.draft_of(session, assignment.id)
    submission = responses.freeze(session, assignment, draft, mode=mode, at=at)
    scheduling.mark_submitted(session, assignment, at=at)
    scheduling.look_again(session, [assignment.episode_id], on=clock.local(at).date())
    by = Actor("client", assignment.client_id)
    security.audit(session, "response.submitted", subject=submission, by=by, at=at)
    session.commit()
    return submission


def ask_for_help(
    session: Session, check_in: CheckIn, wanted: HelpWanted | None, *, at: datetime
) -> None:
    """Tell the therapist that someone wants help or an interpreter with this check-in.

    None takes it back. What was asked for before stays in the audit trail.
    """
    if wanted != check_in.help_wanted:
        event = "help.asked_for" if wanted else "help.taken_back"
        detail = wanted or check_in.help_wanted or ""
        check_in.help_wanted = wanted
        by = Actor("client", check_in.client_id)
        security.audit(session, event, subject=check_in, by=by, at=at, detail=str(detail))
    session.commit()
