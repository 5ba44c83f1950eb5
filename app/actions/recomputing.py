"""Every night the engine scores again what is stored, and whoever runs the portal hears of it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, outbox, responses
from app.actions.working import Done, Failed, Later, Outcome
from app.outbox import Job
from app.responses import Recomputed

log = logging.getLogger(__name__)

RECOMPUTE = "recompute_scores"
AT_ONCE = 500
# So many of them are one job, which is done well before its lease ends.
BATCHES_A_JOB = 20
# On the clock on the wall. It comes once on every day of the year, also when the clocks change.
NIGHTLY_AT = time(3, 0)
# The hours in UTC around which a day is this one here and that one there (REL-12).
NOT_BEFORE, NOT_AFTER = time(1, 0), time(23, 0)


def recompute_scores(
    session: Session, *, after: UUID | None = None, at_once: int = AT_ONCE
) -> Iterator[list[Recomputed]]:
    """All submissions scored again, some at a time, in the order of their ids. Changes nothing."""
    while found := responses.recomputed_after(session, after, limit=at_once):
        session.rollback()  # nobody waits for this reading, and nothing of it is kept
        yield found
        after = found[-1].submission_id


def plan_nightly_recompute(session: Session, *, at: datetime) -> None:
    """Have the scores recomputed in the night to come. However often it is called: once a day."""
    now = clock.local(at)
    day = now.date() + timedelta(days=now.time() >= NIGHTLY_AT)
    key = f"{RECOMPUTE}:{day}"
    if outbox.find_job(session, key) is None:
        due_at = datetime.combine(day, NIGHTLY_AT, clock.LOCAL)
        outbox.add_job(session, RECOMPUTE, {}, key=key, due_at=due_at)
    session.commit()


def recompute_job(
    session: Session, job: Job, at: datetime,
    *, at_once: int = AT_ONCE, batches: int = BATCHES_A_JOB,
) -> Outcome:  # fmt: skip
    """The job that recomputes some submissions, and leaves the rest to the next job.

    A difference is no matter of trying again: the job fails, and stays in the list of failed jobs
    until a person has looked at it.
    """
    if not NOT_BEFORE <= at.astimezone(UTC).time() < NOT_AFTER:
        return Later(_next(at.astimezone(UTC)))
    night, after = job.key.partition("/")[0], job.payload.get("after")
    last, differing = None, 0
    rest_of_all = recompute_scores(session, after=UUID(after) if after else None, at_once=at_once)
    for batch in islice(rest_of_all, batches):
        last, differing = batch[-1].submission_id, differing + sum(map(_tell, batch))
    if last is not None:
        rest = {"after": str(last)}
        outbox.add_job(session, RECOMPUTE, rest, key=f"{night}/{last}", due_at=at)
    if differing:
        return Failed(f"submissions whose stored scores differ: {differing} (see the log)")
    return Done("recomputed")


def _tell(one: Recomputed) -> bool:
    """Write down one that differs; whether it does. Neither answers nor scores are in the log."""
    if one.differing:
        what = ", ".join(one.differing)
        log.error("Submission %s (%s %s): %s", one.submission_id, one.measure, one.version, what)
    return bool(one.differing)


def _next(at: datetime) -> datetime:
    """When the next good hour begins."""
    day = at.date() + timedelta(days=at.time() >= NOT_AFTER)
    return datetime.combine(day, NOT_BEFORE, at.tzinfo)
