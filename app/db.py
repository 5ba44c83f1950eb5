"""The ground every table stands on: base class, time and JSON types, engines for both databases."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any, cast

import psycopg
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Seconds after which a connection may have been closed by something between us and the server.
RESTED = 5

ROLE = "database_role"

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time. Refuses one without a time zone; always gives one back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """A row with an id of our own making, known before it is stored."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        dict[str, int | None]: Json,
        dict[str, str]: Json,
        list[str]: Json,
    }

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)

    def __init__(self, **values: Any) -> None:
        # The id comes first: encrypted fields are bound to it.
        self.id = values.pop("id", None) or uuid.uuid4()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)


def choice(values: type[Any]) -> Enum:
    """A column type for an enumeration, kept by value and checked by the database."""
    return Enum(
        values,
        native_enum=False,
        name=values.__name__.lower(),
        create_constraint=True,
        length=30,
        values_callable=lambda members: [member.value for member in members],
    )


def new_engine(url: str, **options: Any) -> Engine:
    """An engine for SQLite or PostgreSQL, set up so that nothing acknowledged is lost."""
    # What goes wrong is logged; whose row it was and what they answered is not (SEC-52).
    options.setdefault("hide_parameters", True)
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, **options)
    engine = create_engine(url, **options)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ask_after_rest)
    return engine


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after the commit, as pages need them to."""
    return sessionmaker(engine, expire_on_commit=False)


def act_as(session: Session, role: str) -> None:
    """Ask the database for no more than this role may, until the session is closed.

    For PostgreSQL; SQLite knows no roles.
    """
    session.info[ROLE] = role
    if session.in_transaction():
        _take_role(session, None, session.connection())


@event.listens_for(Session, "after_begin")
def _take_role(session: Session, _transaction: Any, connection: Connection) -> None:
    role = session.info.get(ROLE)
    if role and connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.quote_identifier(role)
        connection.exec_driver_sql(f"SET LOCAL ROLE {name}")


def table_of(rows: type[Base]) -> Table:
    """The table itself, for statements on busy paths that need no objects made of their rows."""
    return cast(Table, rows.__table__)


def insert_unless_there(session: Session, rows: type[Base], values: dict[str, Any]) -> None:
    """Add the row, or do nothing if one with the same unique key is there. Safe in a race."""
    statement = upsert(dialect_of(session), rows).values(values)
    session.execute(statement.on_conflict_do_nothing())


def upsert(dialect: str, rows: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can be given an ON CONFLICT clause, for that database."""
    table = table_of(rows)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@contextmanager
def giving_way(session: Session, refusal: Exception) -> Iterator[None]:
    """Undo everything, and raise the refusal, when others hold for long what is needed here.

    For what takes many rows at once and can be tried again: a knot of people who wait for each
    other is undone at its expense, before the database chooses somebody who just answers.
    """
    if dialect_of(session) == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '800ms'"))
    try:
        yield
    except OperationalError as error:
        session.rollback()
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise refusal from error
        raise
    except type(refusal):
        session.rollback()
        raise


def dialect_of(session: Session) -> str:
    """Which database this is: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _ask_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Whether the server is still there: asked where it matters, and not ten times a second."""
    rests_since = record.info.get("rests_since")
    if rests_since is None or monotonic() - rests_since < RESTED:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error  # the pool opens another one


def _sqlite_engine(url: str, **options: Any) -> Engine:
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: we begin them ourselves, below.
    connection.isolation_level = None
    run: Callable[[str], Any] = connection.execute
    run("PRAGMA journal_mode=WAL")
    run("PRAGMA foreign_keys=ON")
    run("PRAGMA busy_timeout=5000")
    # FULL, because "Saved" is a promise that must outlive a power cut; NORMAL loses the last ones.
    run("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts as a reader and turns writer fails under load with "database is
    # locked"; one that says at once that it will write only waits its turn. Pages that only read
    # say so with the execution option, and never wait.
    reads_only = connection.get_execution_options().get("reads_only", False)
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")
