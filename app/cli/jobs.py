"""`flask jobs`: what is still to be done, and what a person has to look at."""

import click
from flask.cli import AppGroup

from app import actions, clock, outbox
from app.extensions import db_session
from app.outbox import Job
from app.security import SYSTEM

jobs = AppGroup("jobs", help="What is still to be done, and what failed too often.")


@jobs.command("list")
def list_jobs() -> None:
    """The jobs that are not done: first those that failed for good, then the rest."""
    left = outbox.unfinished_jobs(db_session())
    for job in left:
        click.echo(_line(job))
    failed = sum(job.failed_at is not None for job in left)
    click.echo(f"{len(left) - failed} to do, {failed} failed.")


@jobs.command("retry")
@click.argument("key")
def retry(key: str) -> None:
    """Try a job again now, once what was wrong is put right."""
    job = outbox.find_job(db_session(), key)
    if job is None or job.done_at:
        raise click.ClickException("There is no job with that key to be done")
    actions.retry_job(db_session(), job, by=SYSTEM, at=clock.now())
    click.echo("It is tried again now.")


def _line(job: Job) -> str:
    state = "failed" if job.failed_at else f"due {clock.local(job.due_at):%Y-%m-%d %H:%M}"
    return "  ".join([job.key, state, f"attempts: {job.attempts}", job.problem]).rstrip()
