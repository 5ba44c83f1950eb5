"""What feedback readers do: they read what people wrote before anybody else does (EQ-08)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, feedback, security
from app.actions.changing import NotAChange, SomebodyChangedIt
from app.feedback import (
    CommentDecision,
    CommentState,
    FeedbackComment,
    FeedbackFlag,
    FeedbackResponse,
    FlagKind,
    ReplyWish,
)
from app.security import Actor, User


class NothingLeft(Exception):
    """Everything is blacked out: such a comment is kept back."""


def open_comment(session: Session, comment: FeedbackComment, *, by: Actor, at: datetime) -> None:
    """Write down who reads what nobody else may. Call it before anything is shown (SEC-39)."""
    security.audit(session, "feedback_comment.viewed", subject=comment, by=by, at=at)
    session.commit()


def open_response(session: Session, response: FeedbackResponse, *, by: Actor, at: datetime) -> None:
    """Write down who reads what somebody said in confidence. Call it before anything is shown."""
    security.audit(session, "feedback_response.viewed", subject=response, by=by, at=at)
    session.commit()


def release_comment(
    session: Session, comment_id: UUID, black: Collection[int], *, after: int, user: User,
    at: datetime,
) -> None:  # fmt: skip
    """Let others read it without the words with these numbers. Nobody does before (EQ-08).

    `after` is how often somebody had decided about it when the reader looked. Raises
    SomebodyChangedIt, or NothingLeft.
    """
    comment = _hold(session, comment_id, after)
    text = feedback.black_out(comment.text, black)
    if feedback.says_nothing(text):
        session.rollback()
        raise NothingLeft
    comment.released_text = text
    _decide(session, comment, CommentState.RELEASED, "", after=after, user=user, at=at)


def keep_back_comment(
    session: Session, comment_id: UUID, reason: str, *, after: int, user: User, at: datetime
) -> None:
    """Keep it from everybody else, also where it was released before.

    Raises NotAChange without a reason, or SomebodyChangedIt.
    """
    if not reason.strip():
        raise NotAChange
    comment = _hold(session, comment_id, after)
    comment.released_text = None
    state = CommentState.KEPT_BACK
    _decide(session, comment, state, reason.strip(), after=after, user=user, at=at)


def flag_feedback(
    session: Session, about: FeedbackComment | FeedbackResponse, kind: FlagKind, note: str, *,
    service_id: UUID, user: User, at: datetime,
) -> FeedbackFlag:  # fmt: skip
    """Put it on the lead's list. The lead reads the note. Raises NotAChange without one."""
    if not note.strip():
        raise NotAChange
    flag = FeedbackFlag(
        service_id=service_id, kind=kind, note=note.strip(),
        flagged_on=clock.local(at).date(), flagged_by=user.id,
    )  # fmt: skip
    if isinstance(about, FeedbackComment):
        flag.comment_id = about.id
        about.flagged = True
    else:
        flag.response_id = about.id
    session.add(flag)
    session.flush()
    security.audit(
        session, "feedback.flagged", subject=about, by=user.actor, at=at, detail=kind.value
    )
    session.commit()
    return flag


def deal_with_flag(
    session: Session, flag: FeedbackFlag, outcome: str, *, user: User, at: datetime
) -> None:
    """What the service did about it. Raises NotAChange without words, or SomebodyChangedIt."""
    if not outcome.strip():
        raise NotAChange
    session.refresh(flag, with_for_update=True)
    if flag.dealt_on:
        session.rollback()
        raise SomebodyChangedIt
    flag.outcome = outcome.strip()
    flag.dealt_on, flag.dealt_by = clock.local(at).date(), user.id
    security.audit(session, "feedback_flag.dealt_with", subject=flag, by=user.actor, at=at)
    session.commit()


def answer_wish(
    session: Session, wish_id: UUID, service_ids: Collection[UUID], *, user: User, at: datetime
) -> ReplyWish | None:
    """Somebody got their answer, or could not be reached. None for no such wish.

    The first who says so stands.
    """
    wish = feedback.hold_wish(session, wish_id, service_ids)
    if wish is None or wish.answered_on:
        session.rollback()
        return wish
    wish.answered_on, wish.answered_by = clock.local(at).date(), user.id
    security.audit(session, "reply_wish.answered", subject=wish, by=user.actor, at=at)
    session.commit()
    return wish


def _hold(session: Session, comment_id: UUID, after: int) -> FeedbackComment:
    """The comment, if nobody has decided about it since."""
    comment = feedback.hold_comment(session, comment_id)
    if len(feedback.decisions_about(session, comment_id)) != after:
        session.rollback()
        raise SomebodyChangedIt
    return comment


def _decide(
    session: Session, comment: FeedbackComment, state: CommentState, reason: str, *, after: int,
    user: User, at: datetime,
) -> None:  # fmt: skip
    today = clock.local(at).date()
    comment.state, comment.read_by, comment.read_on = state, user.id, today
    session.add(
        CommentDecision(
            comment_id=comment.id, number=after + 1, state=state, reason=reason,
            decided_on=today, decided_by=user.id,
        )
    )  # fmt: skip
    session.flush()
    event = f"feedback_comment.{state.value}"
    security.audit(session, event, subject=comment, by=user.actor, at=at)
    session.commit()
