"""`flask audit`: who did what, and whether the trail is still as it was written."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app import clock, security
from app.extensions import db_session
from app.security import CHAINS, AuditEvent, Head

audit = AppGroup("audit", help="Who did what, and whether the trail is as it was written.")


@audit.command("verify")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `flask audit heads` said earlier: the trail must still hold all of that.",
)  # fmt: skip
def verify(against: Path | None) -> None:
    """Check every row of the trail. Names the first bad one, and fails, if there is any."""
    kept = _read_heads(against) if against else []
    _hold_still()
    fault = security.verify(db_session(), kept)
    if fault:
        raise click.ClickException(
            f"Chain {fault.chain}, row {fault.position}: {fault.reason}. "
            "Every row before it in that chain is as it was written."
        )
    rows = db_session().scalar(select(func.count()).select_from(AuditEvent))
    said = f"The audit trail is whole: {rows} rows, each as it was written."
    click.echo(f"{said} It holds all that {against} has." if against else said)


@audit.command("heads")
def heads() -> None:
    """Each chain's number, length and head. Keep what this says on another machine.

    Whoever puts back an older copy of the whole trail is found by `flask audit verify --against`.
    """
    found = security.heads(db_session())
    if not found:
        raise click.ClickException("There is no audit trail yet, or all of it was removed.")
    for head in found:
        click.echo(f"{head.chain} {head.length} {head.head}")


@audit.command("show")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 100_000),
              help="How many rows, the newest ones.")  # fmt: skip
def show(last: int) -> None:
    """The newest rows of the trail, the oldest of them first."""
    newest = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.position.desc())
    for row in reversed(db_session().scalars(newest.limit(last)).all()):
        click.echo(_line(row))


def _hold_still() -> None:
    """Look at one moment of the trail, while others go on writing, and do not make them wait."""
    session = db_session()
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"reads_only": True})
    else:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _read_heads(file: Path) -> list[Head]:
    """The heads in a file that `flask audit heads` wrote. Part of them would prove too little."""
    try:
        lines = [line.split() for line in file.read_text().splitlines() if line.strip()]
        found = [Head(int(chain), int(length), head) for chain, length, head in lines]
    except ValueError:
        found = []
    if sorted(head.chain for head in found) != list(range(CHAINS)):
        raise click.ClickException(
            f"{file} is not what `flask audit heads` says: one line for each of {CHAINS} chains."
        )
    return found


def _line(row: AuditEvent) -> str:
    by = f"{row.actor_kind} {row.actor_id}" if row.actor_id else row.actor_kind
    of = f"{row.subject_kind} {row.subject_id}" if row.subject_id else ""
    words = [f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", row.event, by, of, row.detail]
    return "  ".join(word for word in words if word)
