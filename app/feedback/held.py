"""Anonymous answers that wait until there are enough of them to be read without a trace."""

import json
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.codesign import FormAnswer, FormVersion
from app.db import Base, insert_unless_there
from app.feedback.sealing import padded, room_for, secret_hash
from app.security import keyring


class FeedbackAdmission(Base):
    """A ticket was spent for this: whoever knows the secret may hand in one set of answers."""

    __tablename__ = "feedback_admission"

    secret_hash: Mapped[str] = mapped_column(unique=True)


class HeldFeedback(Base):
    """One set of anonymous answers, sealed and of the same length as any other."""

    __tablename__ = "held_feedback"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"), index=True)
    sealed: Mapped[str]

    def open(self) -> tuple[UUID, dict[str, FormAnswer]]:
        """Which version was answered, and how."""
        stored = json.loads(keyring().unseal(self.sealed, _place(self.id)))
        answers = {key: tuple(answer) for key, answer in stored["answers"].items()}
        return UUID(stored["version"]), answers


def admit(session: Session, secret: str) -> None:
    """Let the browser with this secret hand in one set of answers. Twice is once."""
    values = {"id": uuid4(), "secret_hash": secret_hash("admission", secret)}
    insert_unless_there(session, FeedbackAdmission, values)


def use_admission(session: Session, secret: str) -> bool:
    """Whether the browser with this secret may hand in now. It may only once."""
    mine = FeedbackAdmission.secret_hash == secret_hash("admission", secret)
    used = session.execute(delete(FeedbackAdmission).where(mine))
    return cast(CursorResult[Any], used).rowcount == 1


def hold_answers(
    session: Session, version: FormVersion, answers: Mapping[str, FormAnswer]
) -> HeldFeedback:
    """Keep these answers until there are enough of them. Nothing else about them is kept."""
    given = {key: list(answer) for key, answer in answers.items() if answer}
    row = HeldFeedback(id=uuid4(), form_id=version.form_id)
    text = padded({"version": str(version.id), "answers": given}, room_for(version.content))
    row.sealed = keyring().seal(text, _place(row.id))
    session.add(row)
    session.flush()
    return row


def _place(row_id: UUID) -> str:
    return f"{HeldFeedback.__tablename__}.sealed.{row_id}"
