"""Commands for the people who run the portal: `flask --help` lists them."""

from flask import Flask

from app.cli.db import db
from app.cli.serve import serve

COMMANDS = (db, serve)


def add_commands(app: Flask) -> None:
    """Give the app its `flask ...` commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
