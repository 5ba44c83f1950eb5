"""Years of answers: a thousand submissions made one by one, then copied as often as wanted."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Engine, Table
from sqlalchemy.orm import Session

from app import clock, instruments, responses
from app.care import Client, Episode
from app.db import new_engine, session_factory, table_of
from app.responses import Draft, GivenAnswer, Score, Submission
from app.scheduling import Assignment, CheckIn, Mode, mark_submitted, new_check_in
from tests.bench.people import add_people

CLIENTS, CHECK_INS, MEASURES = 25, 20, ("phq9", "gad7")
SUBMISSIONS = CLIENTS * CHECK_INS * len(MEASURES)
# What a client brings along. Copies belong to no clinician: the caseload under test stays as it is.
COPIED = [table_of(rows) for rows in (Client, Episode, CheckIn, Assignment, Submission, Score)]


def fill(url: str) -> tuple[UUID, UUID]:
    """A thousand submissions of one clinician's clients; the clinician's account and one client."""
    engine = new_engine(url)
    with session_factory(engine)() as session:
        clinician, episodes = add_people(session, CLIENTS)
        for episode in episodes:
            for weeks in range(CHECK_INS):
                _check_in(session, episode, clock.now() - timedelta(weeks=weeks))
        session.commit()
        found = clinician.user_id, episodes[0].client_id
    engine.dispose()
    return found


def multiply(url: str, times: int, *more: Table) -> None:
    """Let there be so many times as much, in the database's own words; of these tables too."""
    engine = new_engine(url)
    if times > 1:
        with engine.begin() as connection:
            for table in [*COPIED, *more]:
                connection.exec_driver_sql(_copies(table, connection.dialect.name, times - 1))
    _tidy(engine)
    engine.dispose()


def _tidy(engine: Engine) -> None:
    """What every database does by itself sooner or later."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _check_in(session: Session, episode: Episode, at: datetime) -> None:
    asked = [instruments.get_instrument(key) for key in MEASURES]
    check_in = new_check_in(session, episode, asked, at=at)
    for assignment, instrument in zip(check_in.assignments, asked, strict=True):
        answers = {
            item.id: GivenAnswer(item.id, at.day % 4, False, "en", uuid4(), at)
            for item in instrument.items
        }
        responses.freeze(session, assignment, Draft(answers), mode=Mode.SELF, at=at)
        mark_submitted(session, assignment, at=at)


def _copies(table: Table, dialect: str, number: int) -> str:
    """The statement that adds so many copies of every row, under ids of their own.

    The number of the copy takes the place of the first 32 random bits of each id, in the row and in
    whatever points at it.
    """
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_copied(column, dialect) for column in table.columns)
    if dialect == "sqlite":
        numbers = f"SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {number}"
    else:
        numbers = f"SELECT generate_series(1, {number})"
    return (
        f"WITH RECURSIVE copy(n) AS ({numbers}) "
        f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}", copy'
    )


def _copied(column: Column[Any], dialect: str) -> str:
    copied = {table.name for table in COPIED}
    points_at_copy = any(key.column.table.name in copied for key in column.foreign_keys)
    if not column.primary_key and not points_at_copy:
        return f'"{column.name}"'
    if dialect == "sqlite":
        return f"printf('%08x', n) || substr(\"{column.name}\", 9)"
    return f"(lpad(to_hex(n), 8, '0') || substr(\"{column.name}\"::text, 9))::uuid"
