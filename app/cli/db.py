"""`flask db`: bring the database's tables in line with the code, by the steps in migrations/."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Connection, Engine

from app.codesign import make_workshop_role

MIGRATIONS = Path(__file__).parents[2] / "migrations"

db = AppGroup("db", help="The database's tables.")


def upgrade(engine: Engine, to: str = "head") -> None:
    """Take the database to the newest tables, or to those of one step. Safe to run again."""
    with _connection(engine) as connection:
        command.upgrade(_config(connection), to)


@db.command("upgrade")
def upgrade_database() -> None:
    """Take the database to the newest tables. Safe to run again."""
    upgrade(_engine())


@db.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write the step from the tables there are to those in the code. Read it before you commit."""
    with _connection(_engine()) as connection:
        command.upgrade(_config(connection), "head")
        command.revision(_config(connection), message, autogenerate=True)


@db.command("workshop-role")
@click.argument("name", default="heard_workshop")
def workshop_role(name: str) -> None:
    """Make the role of who only writes forms: it sees no table about clients (SEC-37).

    Run it again after each upgrade. Then set HEARD_WORKSHOP_ROLE to its name.
    """
    with _engine().begin() as connection:
        if connection.dialect.name != "postgresql":
            raise click.ClickException("Only PostgreSQL knows roles: SQLite has nothing to set up.")
        make_workshop_role(connection, name)
    click.echo(f"The role {name} may use the workshop's tables, and no others.")


@db.command("check")
def check() -> None:
    """Fail when the tables in the code are not those that the steps make."""
    with _connection(_engine()) as connection:
        command.check(_config(connection))


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    """A connection on which tables may be rebuilt."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        # SQLite changes a table by copying it and dropping the old one, which the foreign keys of
        # other tables forbid. The pragma counts only outside a transaction, hence the driver's own.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            connection.invalidate()  # no one else may be given a connection that does not check


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine
