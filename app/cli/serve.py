"""`flask serve`: what `make run` starts, from an empty folder to a page that opens."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.db import upgrade
from app.db import new_engine

ROOT = Path(__file__).parents[2]


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="Where to listen, on 127.0.0.1.")
@click.option("--workers", default=2, show_default=True, help="Processes that answer requests.")
@with_appcontext
def serve(port: int, workers: int) -> None:
    """Bring the database up to date and serve Heard on this machine, with its demo service."""
    upgrade(new_engine(current_app.config["HEARD"].database_url))
    address = f"http://127.0.0.1:{port}"
    if current_app.config["HEARD"].demo:
        _run("demo", "seed", "--if-empty")
        _run("demo", "show", "--base-url", address)
    click.echo(f"\nHeard is on {address}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    # The server replaces this process, so that stopping it is stopping the server.
    environment = os.environ | {"HEARD_BASE_URL": address}
    command = server_command(port, workers)
    os.execve(sys.executable, command, environment)  # noqa: S606 (no shell meant)


def server_command(port: int, workers: int, app: str = "wsgi:app") -> list[str]:
    """The command that serves: one request at a time in each process, as was measured best."""
    options = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--working-dir": str(ROOT),
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *words, "--no-ws", app]


def _run(*words: str) -> None:
    """Run another of our commands in this process, as if it had been typed."""
    group = current_app.cli.commands[words[0]]
    group.main(list(words[1:]), prog_name=f"flask {words[0]}", standalone_mode=False)
