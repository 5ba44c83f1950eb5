"""Meetings about what people said, and what people get to hear of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, feedback, security
from app.actions.changing import NotAChange, SomebodyChangedIt
from app.feedback import ExperienceReview, PointWords, ReviewDecision, ReviewEdit, ReviewPoint
from app.security import User


class HeldInTheFuture(Exception):
    """A meeting that has not been yet was not held."""


class NotYoursToSign(Exception):
    """A co-designer signs, and a lead or clinician: nobody else."""


class IsPublished(Exception):
    """What people have read already is not changed: it is withdrawn, and said anew."""


@dataclass(frozen=True)
class ReviewWords:
    """What there is to write down about a meeting."""

    covers_from: date
    covers_until: date
    held_on: date | None = None
    findings: str = ""

    def parts(self) -> dict[str, str]:
        """Each part in words, as the history keeps it."""
        return {name: str(value or "") for name, value in asdict(self).items()}


def begin_review(
    session: Session, service_id: UUID, words: ReviewWords, *, user: User, at: datetime
) -> ExperienceReview:
    """A review to prepare, or one that was held. Raises NotAChange or HeldInTheFuture."""
    _check(words, at)
    review = ExperienceReview(service_id=service_id, begun_at=at, begun_by=user.id, **asdict(words))
    session.add(review)
    session.flush()
    security.audit(session, "experience_review.begun", subject=review, by=user.actor, at=at)
    session.commit()
    return review


def save_review(
    session: Session, review_id: UUID, words: ReviewWords, *, changes: int, user: User,
    at: datetime,
) -> None:  # fmt: skip
    """Change what is written. `changes` is the version that was looked at.

    Raises NotAChange, HeldInTheFuture or SomebodyChangedIt.
    """
    _check(words, at)
    review = feedback.hold_review(session, review_id)
    if review.version != changes:
        session.rollback()
        raise SomebodyChangedIt
    before = _words_of(review).parts()
    for name, after in words.parts().items():
        if after != before[name]:
            setattr(review, name, getattr(words, name))
            _keep(session, review.id, name, before[name], after, user=user, at=at)
    review.version += 1
    session.flush()
    security.audit(session, "experience_review.changed", subject=review, by=user.actor, at=at)
    session.commit()


def decide_in_review(
    session: Session, review_id: UUID, what: str, *, owner: User, due_on: date, user: User,
    at: datetime,
) -> ReviewDecision:  # fmt: skip
    """Something is to be done, by one person and a day. Raises NotAChange without words."""
    if not what.strip():
        raise NotAChange
    decision = ReviewDecision(
        review_id=review_id, what=what.strip(), owner_id=owner.id, due_on=due_on, made_at=at,
        made_by=user.id,
    )  # fmt: skip
    session.add(decision)
    _keep(session, review_id, "decision", "", what.strip(), user=user, at=at)
    session.flush()
    security.audit(session, "experience_decision.made", subject=decision, by=user.actor, at=at)
    session.commit()
    return decision


def finish_decision(
    session: Session, decision: ReviewDecision, outcome: str, *, user: User, at: datetime
) -> None:
    """It is done, or cannot be, and this came of it. Raises NotAChange or SomebodyChangedIt."""
    if not outcome.strip():
        raise NotAChange
    session.refresh(decision, with_for_update=True)
    if decision.done_on:
        session.rollback()
        raise SomebodyChangedIt
    decision.outcome = outcome.strip()
    decision.done_on, decision.done_by = clock.local(at).date(), user.id
    _keep(session, decision.review_id, "outcome", "", outcome.strip(), user=user, at=at)
    session.flush()
    security.audit(session, "experience_decision.done", subject=decision, by=user.actor, at=at)
    session.commit()


def write_point(
    session: Session, review: ExperienceReview, texts: Mapping[str, PointWords], *,
    point: ReviewPoint | None = None, changes: int = 0, user: User, at: datetime,
) -> ReviewPoint:  # fmt: skip
    """A point for people to read, new or in other words: who signed others signs again.

    Raises NotAChange for one that is not complete in English, SomebodyChangedIt or IsPublished.
    """
    kept = {code: asdict(words) for code, words in texts.items() if words.is_complete}
    if "en" not in kept or len(kept) < sum(any(asdict(one).values()) for one in texts.values()):
        raise NotAChange
    before = ""
    if point is None:
        made = ReviewPoint(
            review_id=review.id, service_id=review.service_id, texts=kept, made_at=at,
            made_by=user.id,
        )  # fmt: skip
        session.add(made)
    else:
        made = _hold_open(session, point.id, changes)
        before, made.texts = _in_words(made), kept
        made.version += 1
    _keep(session, review.id, "point", before, _in_words(made), user=user, at=at)
    session.flush()
    security.audit(session, "experience_point.written", subject=made, by=user.actor, at=at)
    session.commit()
    return made


def sign_point(
    session: Session, point_id: UUID, *, changes: int, user: User, at: datetime
) -> ReviewPoint:
    """Stand for these words. With the second of two people they are published, and stay so.

    Raises NotYoursToSign, SomebodyChangedIt for other words than were read, or IsPublished.
    """
    as_co_designer, as_staff = feedback.sides_of(user)
    if not (as_co_designer or as_staff):
        raise NotYoursToSign
    point = _hold_open(session, point_id, changes)
    feedback.put_signature(session, point, user, at=at)
    session.flush()
    if feedback.may_be_published(feedback.signatures_of(session, [point])[point.id]):
        point.published_on = clock.local(at).date()
    event = "experience_point.published" if point.published_on else "experience_point.signed"
    security.audit(session, event, subject=point, by=user.actor, at=at)
    session.commit()
    return point


def withdraw_point(session: Session, point_id: UUID, *, user: User, at: datetime) -> ReviewPoint:
    """Nobody reads it from now on. It stays in the review's history."""
    point = feedback.hold_point(session, point_id)
    if point.published_on and not point.withdrawn_on:
        point.withdrawn_on, point.withdrawn_by = clock.local(at).date(), user.id
        security.audit(session, "experience_point.withdrawn", subject=point, by=user.actor, at=at)
    session.commit()
    return point


def _check(words: ReviewWords, at: datetime) -> None:
    if words.covers_from > words.covers_until:
        raise NotAChange
    if words.held_on and words.held_on > clock.local(at).date():
        raise HeldInTheFuture


def _words_of(review: ExperienceReview) -> ReviewWords:
    return ReviewWords(review.covers_from, review.covers_until, review.held_on, review.findings)


def _hold_open(session: Session, point_id: UUID, changes: int) -> ReviewPoint:
    point = feedback.hold_point(session, point_id)
    if point.is_open and point.version == changes:
        return point
    was_open = point.is_open
    session.rollback()
    raise SomebodyChangedIt if was_open else IsPublished


def _in_words(point: ReviewPoint) -> str:
    return "\n".join(
        f"{code}: {said}" for code, one in sorted(point.texts.items()) for said in one.values()
        if said
    )  # fmt: skip


def _keep(
    session: Session, review_id: UUID, what: str, before: str, after: str, *, user: User,
    at: datetime,
) -> None:  # fmt: skip
    session.add(
        ReviewEdit(
            review_id=review_id, what=what, before=before, after=after, edited_at=at,
            edited_by=user.id,
        )
    )  # fmt: skip
