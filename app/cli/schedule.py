"""`flask schedule`: give what is due. Safe to run twice, at any time, on several machines."""

import click
from flask import current_app
from flask.cli import AppGroup

from app import actions, clock
from app.extensions import db_session
from config import Settings

schedule = AppGroup("schedule", help="Measures that come round by themselves.")


@schedule.command("run")
def run() -> None:
    """Give every check-in whose time has come. Looks only at what can have changed."""
    settings: Settings = current_app.config["HEARD"]
    done = actions.run_schedule(db_session(), at=clock.now(), days=settings.invitation_days)
    click.echo(f"Looked at {done.looked_at}, gave {done.given}.")
    if done.failed:
        click.echo(f"{done.failed} could not be looked at and wait until tomorrow: see the log.")
    if done.nothing_to_ask:
        click.echo(
            f"{done.nothing_to_ask} have nothing that may be asked: a licence or a form is missing."
        )
