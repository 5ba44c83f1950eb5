"""Answers while they are given: readable only with a secret that only the person's browser has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self, cast
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.codesign import FormAnswer, FormVersion
from app.db import Base
from app.feedback.sealing import padded, room_for, seal_with, secret_hash, unseal_with


class FeedbackDraft(Base):
    """Unfinished answers, sealed with a key that is in no database. Leads to no person."""

    __tablename__ = "feedback_draft"

    # A keyed hash of the browser's secret.
    secret_hash: Mapped[str] = mapped_column(unique=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    sealed: Mapped[str]
    # Thrown away after that day.
    last_day: Mapped[date]


@dataclass(frozen=True)
class GivenSoFar:
    """What somebody has answered and not sent, and with which ticket, as their browser opens it."""

    ticket_id: UUID
    version_id: UUID
    answers: Mapping[str, FormAnswer] = field(default_factory=dict)
    # They have been told that something they wrote could say who they are.
    warned: bool = False

    def with_answers(self, answers: Mapping[str, FormAnswer]) -> Self:
        """The same with these answers in place of those to the same questions."""
        return replace(self, answers={**self.answers, **answers})

    def as_warned(self) -> Self:
        """The same, and they were told."""
        return replace(self, warned=True)

    def as_json(self) -> dict[str, Any]:
        """As it is sealed. The version stands beside it."""
        answers = {key: list(answer) for key, answer in self.answers.items() if answer}
        return {"ticket": str(self.ticket_id), "warned": self.warned, "answers": answers}

    @classmethod
    def from_json(cls, version_id: UUID, stored: Mapping[str, Any]) -> Self:
        """What was sealed."""
        answers = {key: tuple(answer) for key, answer in stored["answers"].items()}
        return cls(UUID(stored["ticket"]), version_id, answers, stored["warned"])


def keep_draft(
    session: Session, secret: str, given: GivenSoFar, version: FormVersion, *, last_day: date
) -> None:
    """Store what was answered so far, in place of what was there."""
    row = _find(session, secret) or FeedbackDraft(
        id=uuid4(), secret_hash=secret_hash("draft", secret), version_id=version.id
    )
    text = padded(given.as_json(), room_for(version.content))
    row.sealed = seal_with(secret, text, str(row.id))
    row.last_day = last_day
    session.add(row)
    session.flush()


def open_draft(session: Session, secret: str, *, hold: bool = False) -> GivenSoFar | None:
    """What was answered so far in the browser with this secret; None where there is nothing.

    With `hold` nobody else changes it while this transaction lasts.
    """
    row = _find(session, secret, hold=hold)
    opened = unseal_with(secret, row.sealed, str(row.id)) if row else None
    return GivenSoFar.from_json(row.version_id, json.loads(opened)) if row and opened else None


def drop_draft(session: Session, secret: str) -> None:
    """Throw it away."""
    mine = FeedbackDraft.secret_hash == secret_hash("draft", secret)
    session.execute(delete(FeedbackDraft).where(mine))


def forget_drafts(session: Session, *, today: date) -> int:
    """Throw away what nobody has gone on with in time; how many there were."""
    statement = delete(FeedbackDraft).where(FeedbackDraft.last_day < today)
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def _find(session: Session, secret: str, *, hold: bool = False) -> FeedbackDraft | None:
    mine = FeedbackDraft.secret_hash == secret_hash("draft", secret)
    found = select(FeedbackDraft).where(mine).execution_options(populate_existing=True)
    return session.scalar(found.with_for_update() if hold else found)
