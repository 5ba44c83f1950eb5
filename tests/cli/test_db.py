"""`flask db`: tables are made by steps, and a check says when one is missing."""

from dataclasses import replace

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, text

from app import create_app
from app.cli.db import upgrade
from app.db import session_factory
from app.security import audit, heads, verify
from tests.databases import settings_for


@pytest.fixture
def empty(tmp_path):
    """The portal on a database with nothing in it."""
    app = create_app(replace(settings_for(f"sqlite:///{tmp_path}/heard.sqlite3"), demo=True))
    yield app
    app.extensions["engine"].dispose()


def test_an_empty_database_gets_its_tables_and_a_second_time_changes_nothing(empty):
    for _ in range(2):
        done = empty.test_cli_runner().invoke(args=["db", "upgrade"])

        assert done.exit_code == 0, done.output
    assert "submission" in inspect(empty.extensions["engine"]).get_table_names()


def test_the_check_passes_when_nothing_is_missing(empty):
    empty.test_cli_runner().invoke(args=["db", "upgrade"])

    done = empty.test_cli_runner().invoke(args=["db", "check"])

    assert done.exit_code == 0, done.output


def test_the_check_fails_where_a_step_is_missing(empty):
    done = empty.test_cli_runner().invoke(args=["db", "check"])

    assert done.exit_code != 0
    assert isinstance(done.exception, CommandError)


def test_HAZ_28_courses_that_ended_are_still_there_after_the_endings_became_a_list(empty):
    engine = empty.extensions["engine"]
    upgrade(engine, to="0001")
    endings = {"e1": "completed", "e2": "dropped out", "e3": ""}
    with engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table, columns in {
            "trust": "('t', 'A trust')",
            "service": "('t', 'A service', '', 0, 's')",
            "pathway": "('s', 'A pathway', 'p')",
        }.items():
            names = {"trust": "id, name", "service": "trust_id, name, phone, is_demo, id",
                     "pathway": "service_id, name, id"}[table]  # fmt: skip
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES {columns}"))
        connection.execute(text(
            "INSERT INTO client (trust_id, contact_by, language, gender, id) "
            "VALUES ('t', 'sms', 'en', 'X', '0123456789abcdef0123456789abcdef')"
        ))  # fmt: skip
        for key, how in endings.items():
            connection.execute(
                text("INSERT INTO episode (client_id, pathway_id, started_on, ended_how, id) "
                     "VALUES ('0123456789abcdef0123456789abcdef', 'p', '2026-01-05', :how, :key)"),
                {"how": how, "key": key},
            )  # fmt: skip

    upgrade(engine)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, ended_how FROM episode")).all()
    assert dict(found) == {"e1": "completed", "e2": "stopped coming", "e3": None}


def test_sec_40_an_older_trail_gets_the_chains_that_it_had_not_begun(empty, by, at):
    engine = empty.extensions["engine"]
    upgrade(engine, to="0002")
    with session_factory(engine)() as session:
        audit(session, "record.viewed", by=by, at=at)
        session.execute(text("DELETE FROM audit_chain WHERE length = 0"))
        session.commit()

    upgrade(engine)

    with session_factory(engine)() as session:
        assert len(heads(session)) == 16
        assert verify(session) is None
