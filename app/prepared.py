"""Statements for the paths that everybody waits on, run by the database's driver itself.

Saving one answer takes six small statements. SQLAlchemy needs some forty microseconds to run each,
the driver three: on these paths it was most of what a save cost. So the statement is written and
compiled with SQLAlchemy, once, and what happens again and again is left to the driver.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
HELD = "prepared.driver"


class Prepared:
    """A statement that is compiled once for each database. Its values are named as in `bindparam`.

    No objects are made of its rows, and it does not write out what the session has pending.
    """

    def __init__(self, statement: Callable[[str], ClauseElement] | ClauseElement) -> None:
        """The statement, or what makes it for "sqlite" and for "postgresql"."""
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: Session, **values: Any) -> list[Row]:
        """Run it in the session's transaction, and give back its rows.

        Values that it has no use for are left out, so that a pair of statements can share theirs.
        """
        compiled, result = self._execute(session, values)
        return compiled.rows(result.fetchall())

    def one_or_none(self, session: Session, **values: Any) -> Row | None:
        """The only row, or None. Raises ValueError when there are more."""
        rows = self.all(session, **values)
        if not rows:
            return None
        [row] = rows
        return row

    def run(self, session: Session, **values: Any) -> int:
        """Run it for what it changes; how many rows that were."""
        _compiled, result = self._execute(session, values)
        count: int = result.rowcount
        return count

    def _execute(self, session: Session, values: dict[str, Any]) -> tuple["_Compiled", Any]:
        driver: _Driver = session.info.get(HELD) or _hold(session)
        compiled = self._compiled.get(driver.dialect.name) or self._compile(driver.dialect)
        return compiled, driver.execute(compiled.text, compiled.parameters(values))

    def _compile(self, dialect: Dialect) -> "_Compiled":
        make = self._statement
        statement = make(dialect.name) if callable(make) else make
        compiled = self._compiled[dialect.name] = _compile(statement, dialect)
        return compiled


class _Driver:
    """A transaction as the database's driver sees it."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        # Whoever listens to SQLAlchemy's statements hears ours too: then they go by way of it.
        self._is_watched = bool(connection.engine.dispatch.before_cursor_execute)
        self._cursor: Any = connection.connection.cursor()

    def execute(self, text: str, parameters: Any) -> Any:
        """Run it; what rows can be fetched from."""
        if self._is_watched:
            return self._connection.exec_driver_sql(text, parameters)
        base = self.dialect.loaded_dbapi.Error
        try:
            self._cursor.execute(text, parameters)
        except base as error:
            raise DBAPIError.instance(
                text, None, error, base, True, dialect=self.dialect
            ) from error
        return self._cursor


def _hold(session: Session) -> _Driver:
    """Ask SQLAlchemy for the session's connection, once in each transaction."""
    driver = session.info[HELD] = _Driver(session.connection())
    return driver


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(HELD, None)


@dataclass(frozen=True)
class _Compiled:
    """The text for one kind of database, and how values get in and out."""

    text: str
    fixed: dict[str, Any]
    order: Sequence[str]
    given: dict[str, Convert]
    found: list[tuple[int, Convert]]

    def parameters(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The values as the driver takes them, each in its place."""
        wanted = self.fixed | values
        for name, convert in self.given.items():
            wanted[name] = convert(wanted[name])
        return tuple([wanted[name] for name in self.order])

    def rows(self, rows: list[Row]) -> list[Row]:
        """The rows as Python knows them."""
        found = [list(row) for row in rows]
        for row in found:
            for place, convert in self.found:
                row[place] = convert(row[place])
        return [tuple(row) for row in found]


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    # Values by their place: drivers need longer to find them by name.
    style = "qmark" if dialect.name == "sqlite" else "format"
    kind: Any = type(dialect)
    compiled = cast(SQLCompiler, statement.compile(dialect=kind(paramstyle=style)))
    columns = getattr(statement, "selected_columns", ())
    into = {name: _into(bind.type, dialect) for bind, name in compiled.bind_names.items()}
    out_of = [_out_of(column.type, dialect) for column in columns]
    return _Compiled(
        text=compiled.string,
        fixed={name: value for name, value in compiled.params.items() if value is not None},
        order=compiled.positiontup or (),
        given={name: convert for name, convert in into.items() if convert},
        found=[(place, convert) for place, convert in enumerate(out_of) if convert],
    )


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
