"""`flask serve`: what `make run` starts, from an empty folder to a page that opens."""

import os
import sys
from contextvars import Context
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.db import upgrade
from app.cli.demo import demo
from app.cli.instance import remember_address
from app.cli.worker import worker_beside
from app.extensions import db_session
from config import INSTANCE, Settings

ROOT = Path(__file__).parents[2]


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="Where to listen, on 127.0.0.1.")
@click.option("--workers", default=2, show_default=True, help="Processes that answer requests.")
@with_appcontext
def serve(port: int, workers: int) -> None:
    """Bring the database up to date and serve Heard on this machine, with its demo service."""
    from granian.cli import cli as granian  # no other command needs it

    os.umask(0o077)  # the database is for this user's eyes only
    address = f"http://127.0.0.1:{port}"
    prepare(address, INSTANCE / "settings.env")
    click.echo(f"\nHeard is on {address}  (Ctrl-C stops it)\n")
    # In this process, as its workers then start with everything imported (half the time), but in
    # an empty context: pages must not share the session that was opened here.
    options = server_command(port, workers)[3:]
    with worker_beside():
        Context().run(granian, options, prog_name="flask serve")


def server_command(port: int, workers: int, app: str = "wsgi:app") -> list[str]:
    """The command that serves: one request at a time in each process, as was measured best."""
    options = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--runtime-mode": "st",
        "--working-dir": str(ROOT),
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *words, "--no-ws", app]


def prepare(address: str, settings_file: Path) -> None:
    """Bring the database up to date, fill an empty one with the demo, and say how to get in."""
    upgrade(current_app.extensions["engine"])
    settings: Settings = current_app.config["HEARD"]
    if settings.demo:
        remember_address(settings_file, settings.base_url)
        _demo("seed", "--if-empty")
        _demo("show", "--base-url", address)
    db_session().close()
    current_app.extensions["engine"].dispose()


def _demo(*words: str) -> None:
    """Run one of the demo's commands, as if it had been typed."""
    demo.main(list(words), prog_name="flask demo", standalone_mode=False)
