"""`flask audit`: who did what, and whether the trail is still as it was written."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app import clock, security
from app.extensions import db_session
from app.security import AuditEvent

audit = AppGroup("audit", help="Who did what, and whether the trail is as it was written.")


@audit.command("verify")
def verify() -> None:
    """Check every row of the trail. Names the first bad one, and fails, if there is any."""
    fault = security.verify(db_session())
    if fault:
        raise click.ClickException(
            f"Chain {fault.chain}, row {fault.position}: {fault.reason}. "
            "Every row before it in that chain is as it was written."
        )
    rows = db_session().scalar(select(func.count()).select_from(AuditEvent))
    click.echo(f"The audit trail is whole: {rows} rows, each as it was written.")


@audit.command("show")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 100_000),
              help="How many rows, the newest ones.")  # fmt: skip
def show(last: int) -> None:
    """The newest rows of the trail, the oldest of them first."""
    newest = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.position.desc())
    for row in reversed(db_session().scalars(newest.limit(last)).all()):
        click.echo(_line(row))


def _line(row: AuditEvent) -> str:
    by = f"{row.actor_kind} {row.actor_id}" if row.actor_id else row.actor_kind
    of = f"{row.subject_kind} {row.subject_id}" if row.subject_id else ""
    words = [f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", row.event, by, of, row.detail]
    return "  ".join(word for word in words if word)
