"""What was said in calls. It leads to a person only when they said that it may.

Otherwise it is held, sealed and without anything that leads to a call, until there are enough to be
let go together, in random order (EQ-05). Whenever one joins them all are written anew, so that
neither their order nor the transaction that wrote them says which one it was.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.codesign import (
    Form,
    FormContent,
    FormVersion,
    Purpose,
    Question,
    QuestionKind,
)
from app.db import Base
from app.feedback.given import FeedbackComment
from app.feedback.interviews import InterviewRequest
from app.security import Sealed, SealedColumn, keyring

# Fewer are no group.
FEWEST_TOGETHER = 5
LONGEST_NOTES = 4_000
TAKEN_BACK_WITHIN = timedelta(days=30)
# However long the notes are and whatever was ticked: each letter takes four bytes at most.
HELD_BYTES = 4 * LONGEST_NOTES + 4_000
# Whose options are the codes, and under which key notes stand among comments.
REASONS = "reason"
BARRIERS = "barriers"
NOTES = "interview"


class HeldInterview(Base):
    """What was said in a call that must lead to nobody, sealed, and as long as any other."""

    __tablename__ = "held_interview"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    sealed: Mapped[str]


class Interview(Base):
    """What was said in a call. Leads to a person only where they agreed to that."""

    __tablename__ = "interview"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    # The form whose codes these are, as it was then.
    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    # The first day of the month: of the call, or of the day on which a group was let go.
    month: Mapped[date]
    reasons: Mapped[list[str]]
    barriers: Mapped[list[str]]
    # Only where it leads to a person; the notes of others are comments, each alone.
    notes = Sealed()
    notes_sealed: SealedColumn
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("interview_request.id"), unique=True)

    version: Mapped[FormVersion] = relationship()
    request: Mapped[InterviewRequest | None] = relationship()


@dataclass(frozen=True)
class Said:
    """What was said in one call, in the codes of one version of the form."""

    version_id: UUID
    reasons: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    notes: str = ""

    def as_text(self) -> str:
        """As it is sealed."""
        kept = [str(self.version_id), list(self.reasons), list(self.barriers), self.notes]
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Said":
        """What was sealed."""
        version_id, reasons, barriers, notes = json.loads(text)
        return cls(UUID(version_id), tuple(reasons), tuple(barriers), notes)


def codes_version(session: Session, service_id: UUID) -> FormVersion | None:
    """The form whose codes interviewers use: the live one, or the last that was."""
    found = (
        select(FormVersion)
        .join(FormVersion.form)
        .where(Form.service_id == service_id, Form.purpose == Purpose.LEAVING)
        .where(FormVersion.released_at.is_not(None))
        .order_by(FormVersion.retired_at.is_not(None), FormVersion.released_at.desc())
    )
    return session.scalars(found.limit(1)).first()


def codes_in(content: FormContent, key: str) -> Question | None:
    """The question whose options are codes; None where the form does not ask it so."""
    question = content.find(key)
    has_options = question is not None and question.kind in (
        QuestionKind.SEVERAL, QuestionKind.ONE_CHOICE
    )  # fmt: skip
    return question if has_options else None


def keep_interview(session: Session, request: InterviewRequest, said: Said, *, month: date) -> None:
    """Keep what was said: with the call that it was said in only where they agreed to that."""
    if not request.may_link:
        _hold(session, request.service_id, said)
        return
    session.add(
        Interview(
            service_id=request.service_id, version_id=said.version_id, month=month,
            reasons=list(said.reasons), barriers=list(said.barriers), notes=said.notes,
            request_id=request.id,
        )
    )  # fmt: skip
    session.flush()


def release_interviews(session: Session, *, on: date) -> int:
    """Let go of what is held in every service that has enough of it; how many.

    Interviews and what was noted in them come apart, each in an order of its own.
    """
    enough = func.count() >= FEWEST_TOGETHER
    full = select(HeldInterview.service_id).group_by(HeldInterview.service_id).having(enough)
    return sum(_release(session, service_id, on) for service_id in session.scalars(full).all())


def linked_interviews_of(session: Session, client_id: UUID) -> dict[UUID, Interview]:
    """By course: what this client said in a call, where they agreed that it leads to them."""
    found = (
        select(Interview, InterviewRequest.episode_id)
        .join(Interview.request)
        .where(InterviewRequest.client_id == client_id)
    )
    return {episode_id: interview for interview, episode_id in session.execute(found)}


def linked_interviews_by(
    session: Session, interviewer: UUID, *, at: datetime
) -> Sequence[InterviewRequest]:
    """The calls of this interviewer whose words can still be taken back, the newest first."""
    found = (
        select(InterviewRequest)
        .join(Interview, Interview.request_id == InterviewRequest.id)
        .where(InterviewRequest.taken_by == interviewer)
        .where(InterviewRequest.ended_at > at - TAKEN_BACK_WITHIN)
        .order_by(InterviewRequest.ended_at.desc())
    )
    return session.scalars(found).all()


def linked_interview(session: Session, request_id: UUID) -> Interview | None:
    """What was said in this call, where it leads to them."""
    return session.scalar(select(Interview).where(Interview.request_id == request_id))


def _hold(session: Session, service_id: UUID, said: Said) -> None:
    every = [said.as_text(), *take_held(session, service_id)]
    secrets.SystemRandom().shuffle(every)
    for text in every:
        row = HeldInterview(id=uuid4(), service_id=service_id)
        row.sealed = keyring().seal(_padded(text), _place(row.id))
        session.add(row)
    session.flush()


def _release(session: Session, service_id: UUID, on: date) -> int:
    month, random = on.replace(day=1), secrets.SystemRandom()
    every = [Said.from_text(text) for text in take_held(session, service_id)]
    random.shuffle(every)
    session.add_all(
        Interview(
            service_id=service_id, version_id=said.version_id, month=month,
            reasons=list(said.reasons), barriers=list(said.barriers),
        )
        for said in every
    )  # fmt: skip
    random.shuffle(every)
    session.add_all(
        FeedbackComment(
            version_id=said.version_id, question=NOTES, month=month, text=said.notes, arrived_on=on
        )
        for said in every
        if said.notes
    )
    session.flush()
    return len(every)


def take_held(session: Session, service_id: UUID) -> list[str]:
    """All that is held, and taken away: whoever asks puts it back or lets it go."""
    held = select(HeldInterview).where(HeldInterview.service_id == service_id).with_for_update()
    rows = session.scalars(held.execution_options(populate_existing=True)).all()
    texts = [keyring().unseal(row.sealed, _place(row.id)).rstrip() for row in rows]
    for row in rows:
        session.delete(row)
    session.flush()
    return texts


def _padded(text: str) -> str:
    return text + " " * (HELD_BYTES - len(text.encode()))


def _place(row_id: UUID) -> str:
    return f"{HeldInterview.__tablename__}.sealed.{row_id}"
