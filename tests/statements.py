"""What a database is asked in the meantime, and one that refuses some of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

Hear = Callable[[Connection, str], None]


@contextmanager
def listening(engine: Engine, hear: Hear) -> Iterator[None]:
    """Calls `hear(connection, statement)` before each statement is run."""

    def listen(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        hear(connection, statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The list of what the database is asked, which grows as it is asked."""
    asked: list[str] = []
    with listening(engine, lambda _connection, statement: asked.append(statement)):
        yield asked


@contextmanager
def refusing(engine: Engine, words: str) -> Iterator[None]:
    """Every statement with these words fails, as with a database that is down."""

    def refuse(_connection: Connection, statement: str) -> None:
        if words in statement:
            raise engine.dialect.loaded_dbapi.OperationalError(f"the database refuses {words}")

    with listening(engine, refuse):
        yield
