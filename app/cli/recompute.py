"""`flask measures recompute`: whether stored scores are still what the published rules give."""

import click
from flask.cli import with_appcontext

from app import actions
from app.extensions import db_session
from app.responses import Recomputed


@click.command("recompute")
@with_appcontext
def recompute() -> None:
    """Score everything that is stored again, and name what differs. Changes nothing."""
    read, unknown, differing = 0, 0, 0
    for batch in actions.recompute_scores(db_session()):
        read += len(batch)
        unknown += sum(not one.is_known for one in batch)
        for one in batch:
            if one.differing:
                differing += 1
                click.echo(_line(one))
    click.echo(f"{read} submissions, {differing} differ.")
    if unknown:
        click.echo(f"{unknown} are of versions that are not here, and were not recomputed.")
    if differing:
        raise SystemExit(1)


def _line(one: Recomputed) -> str:
    return f"{one.submission_id}  {one.measure} {one.version}: {', '.join(one.differing)}"
