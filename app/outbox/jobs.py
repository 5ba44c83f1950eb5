"""Work to be done soon, written in the transaction that causes it (REL-05)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, insert_unless_there

LONGEST_PAUSE = timedelta(hours=12)
# With the growing pauses between them, a day and a half.
MOST_ATTEMPTS = 10


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

    @property
    def is_last_attempt(self) -> bool:
        """Whether nobody tries again by themselves if it fails now."""
        return self.attempts >= MOST_ATTEMPTS


def add_job(
    session: Session, kind: str, payload: dict[str, Any], *, key: str, due_at: datetime
) -> None:
    """Have something done. A second job with the same key changes nothing."""
    values = {
        "id": uuid4(),
        "key": key,
        "kind": kind,
        "payload": payload,
        "due_at": due_at,
        "attempts": 0,
        "problem": "",
    }
    insert_unless_there(session, Job, values)


def claim(
    session: Session, *, kinds: Collection[str], at: datetime, lease: timedelta, limit: int = 1
) -> list[Job]:
    """Jobs whose time has come, the oldest first, for this worker alone until the lease ends."""
    # In a CTE, as PostgreSQL may ask a plain subquery more than once, and then lock too many. On
    # SQLite, which has no row locks, writers come one after the other anyway.
    due = (
        select(Job.id)
        .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= at)
        .where(Job.kind.in_(kinds), or_(Job.leased_until.is_(None), Job.leased_until <= at))
        .order_by(Job.due_at, Job.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due_jobs")
    )
    taken = (
        update(Job)
        .where(Job.id.in_(select(due.c.id)))
        .values(leased_until=at + lease, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(session.scalars(taken), key=lambda job: (job.due_at, job.key))


def finish(job: Job, *, at: datetime) -> None:
    """It is done, and is never done again."""
    job.done_at, job.leased_until, job.problem = at, None, ""


def postpone(job: Job, *, until: datetime) -> None:
    """It has to wait for a better moment. That is no failure, and does not count as one."""
    job.due_at, job.leased_until, job.attempts = until, None, job.attempts - 1


def retry(job: Job, problem: str, *, at: datetime) -> None:
    """It failed: try again after a pause that grows, or give it to a person after too many."""
    job.problem, job.leased_until = problem, None
    job.due_at = at + pause_after(job.attempts)
    if job.is_last_attempt:
        job.failed_at = at


def give_up(job: Job, problem: str, *, at: datetime) -> None:
    """It failed, and trying again would not help: a person has to look at it."""
    job.problem, job.leased_until, job.failed_at = problem, None, at


def revive(job: Job, *, at: datetime) -> None:
    """Somebody put right what was wrong: begin anew, now."""
    job.failed_at, job.leased_until, job.attempts, job.due_at = None, None, 0, at


def find_job(session: Session, key: str) -> Job | None:
    """The job with this key."""
    return session.scalar(select(Job).where(Job.key == key))


def unfinished_jobs(session: Session) -> list[Job]:
    """What is still to be done: first what failed for good, then the rest as it falls due."""
    left = select(Job).where(Job.done_at.is_(None))
    return sorted(session.scalars(left), key=lambda job: (job.failed_at is None, job.due_at))


def failed_jobs(session: Session) -> list[Job]:
    """What was given up and waits for a person, the latest first."""
    failed = select(Job).where(Job.done_at.is_(None), Job.failed_at.is_not(None))
    return list(session.scalars(failed.order_by(Job.failed_at.desc(), Job.key)))


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: twice as long each time, half a day at most."""
    return min(timedelta(minutes=2 ** min(attempts, 20)), LONGEST_PAUSE)
