"""`flask alerts`: look after the alerts that wait. The worker does it by itself each minute."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from app import actions, clock
from app.extensions import db_session

alerts = AppGroup("alerts", help="Answers that somebody must look at.")


@alerts.command("watch")
def watch() -> None:
    """Bring every open alert to who has to act by now. Safe to run twice, at any time."""
    done = actions.watch_alerts(db_session(), at=clock.now())
    click.echo(f"Looked at {done.watched}, passed {done.passed_on} on.")
    if done.failed:
        raise click.ClickException(f"{done.failed} could not be looked after: see the log.")


@alerts.command("sweep")
@click.option("--days", default=31, show_default=True, help="How far back to look.")
def sweep(days: int) -> None:
    """Raise an alert for every answer that should have one and has none."""
    at = clock.now()
    found = actions.sweep_answers(db_session(), since=at - timedelta(days=days), at=at)
    click.echo(f"{found} had no alert." if found else "Every answer that needs an alert has one.")
