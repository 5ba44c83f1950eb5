"""Statements for the paths that everybody waits on, run by the database's driver itself.

Saving one answer takes six small statements. SQLAlchemy needs some forty microseconds to run each,
the driver three: on these paths it was most of what a save cost. So the statement is written and
compiled with SQLAlchemy, once, and what happens again and again is left to the driver.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any] | None
Row = tuple[Any, ...]


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
        connection = session.connection()
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        if connection.dispatch.before_cursor_execute:
            return compiled.run_watched(connection, values)
        return compiled.run(connection, values)

    def one_or_none(self, session: Session, **values: Any) -> Row | None:
        """The only row, or None. Raises ValueError when there are more."""
        rows = self.all(session, **values)
        if not rows:
            return None
        [row] = rows
        return row

    def run(self, session: Session, **values: Any) -> None:
        """Run it for what it changes."""
        self.all(session, **values)

    def _compile(self, dialect: Dialect) -> "_Compiled":
        make = self._statement
        statement = make(dialect.name) if callable(make) else make
        compiled = self._compiled[dialect.name] = _compile(statement, dialect)
        return compiled


@dataclass(frozen=True)
class _Compiled:
    """The text for one kind of database, and how values get in and out."""

    text: str
    fixed: dict[str, Any]
    order: Sequence[str] | None
    given: dict[str, Convert]
    found: list[Convert]

    def run(self, connection: Connection, values: dict[str, Any]) -> list[Row]:
        """Hand it to the driver."""
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(self.text, self._parameters(values))
            return self._rows(cursor.fetchall()) if self.found else []
        except connection.dialect.loaded_dbapi.Error as error:
            base = connection.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(
                self.text, None, error, base, True, dialect=connection.dialect
            ) from error

    def run_watched(self, connection: Connection, values: dict[str, Any]) -> list[Row]:
        """The same by way of SQLAlchemy, when somebody listens to what it runs."""
        found = connection.exec_driver_sql(self.text, self._parameters(values))
        return self._rows([tuple(row) for row in found]) if found.returns_rows else []

    def _parameters(self, values: dict[str, Any]) -> Any:
        wanted = self.fixed | values
        values = {name: f(wanted[name]) if f else wanted[name] for name, f in self.given.items()}
        return values if self.order is None else tuple(values[name] for name in self.order)

    def _rows(self, rows: list[Row]) -> list[Row]:
        return [
            tuple(f(value) if f else value for f, value in zip(self.found, row, strict=True))
            for row in rows
        ]


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
    columns = getattr(statement, "selected_columns", ())
    return _Compiled(
        text=compiled.string,
        fixed={name: value for name, value in compiled.params.items() if value is not None},
        order=compiled.positiontup,
        given={name: _into(bind.type, dialect) for bind, name in compiled.bind_names.items()},
        found=[_out_of(column.type, dialect) for column in columns],
    )


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
