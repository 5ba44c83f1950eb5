"""Anonymous answers that wait until there are enough of them to be read without a trace."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class FeedbackAdmission(Base):
    """A ticket was spent for this: whoever knows the secret may hand in one set of answers."""

    __tablename__ = "feedback_admission"

    secret_hash: Mapped[str] = mapped_column(unique=True)


class HeldFeedback(Base):
    """One set of anonymous answers, sealed and of the same length as any other."""

    __tablename__ = "held_feedback"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"), index=True)
    sealed: Mapped[str]
