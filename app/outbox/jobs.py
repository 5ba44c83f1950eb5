"""Work to be done soon, written in the transaction that causes it (REL-05)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Job(Base):
    """One piece of work, done at least once; `key` stops a second one for the same purpose."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_claim", "done_at", "failed_at", "due_at"),)

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    # Whoever works on it has it until then; after a crash somebody else takes it up.
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    # Set when it failed too often: a person has to look at it.
    failed_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
