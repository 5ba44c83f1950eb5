"""Doing the jobs that wait: each at least once, by as many workers as there are."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app import outbox, security
from app.outbox import Job
from app.security import SYSTEM, Actor

log = logging.getLogger(__name__)

# Longer than any job takes: a mail server is given up on after 20 seconds.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Done:
    """The job is done. What the handler changed is stored together with that, or not at all."""

    what: str = "done"


@dataclass(frozen=True)
class Later:
    """There is nothing wrong, but its moment has not come."""

    until: datetime
    what: str = "waiting"


@dataclass(frozen=True)
class Again:
    """It did not work, and is tried again after a while."""

    problem: str
    what: str = "failed"


@dataclass(frozen=True)
class Failed:
    """It did not work, and trying again would not help: a person has to look at it."""

    problem: str
    what: str = "failed"


Outcome = Done | Later | Again | Failed
# Does one kind of job. It must bear to be called twice for the same job, as a worker may be killed
# when all is done but that is not yet stored. What has to be stored earlier it commits itself.
Handler = Callable[[Session, Job, datetime], Outcome]


def work(
    session: Session,
    handlers: Mapping[str, Handler],
    *,
    at: datetime,
    limit: int,
    lease: timedelta = LEASE,
) -> Counter[str]:
    """Do what is due, oldest first, and say how often each thing came of it."""
    outcomes = Counter[str]()
    for _ in range(limit):
        # One at a time, so that none waits behind a slow one while its lease runs out.
        claimed = outbox.claim(session, kinds=list(handlers), at=at, lease=lease)
        session.commit()
        if not claimed:
            break
        outcomes[_do(session, claimed[0], handlers, at=at)] += 1
    return outcomes


def retry_job(session: Session, job: Job, *, by: Actor, at: datetime) -> None:
    """Have a job tried again now, because somebody put right what was wrong."""
    outbox.revive(job, at=at)
    security.audit(session, "job.revived", subject=job, by=by, at=at)
    session.commit()


def _do(
    session: Session, job: Job, handlers: Mapping[str, Handler], *, at: datetime
) -> str:  # fmt: skip
    outcome = _outcome(session, job, handlers[job.kind], at=at)
    match outcome:
        case Done():
            outbox.finish(job, at=at)
        case Later(until):
            outbox.postpone(job, until=until)
        case Again(problem):
            outbox.retry(job, problem, at=at)
        case Failed(problem):
            outbox.give_up(job, problem, at=at)
    if job.failed_at:
        security.audit(session, "job.failed", subject=job, by=SYSTEM, at=at)
    session.commit()
    return outcome.what


def _outcome(session: Session, job: Job, handler: Handler, *, at: datetime) -> Outcome:
    if job.attempts > outbox.MOST_ATTEMPTS:
        return Again("every worker that took it up was killed")
    try:
        return handler(session, job, at)
    except Exception as error:
        # Whatever it was, the other jobs go on, and a person sees this one in the list.
        session.rollback()
        log.exception("Job %s (%s) failed", job.id, job.kind)
        return Again(f"a fault in the portal: {type(error).__name__}")
