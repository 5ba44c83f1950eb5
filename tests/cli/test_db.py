"""`flask db`: tables are made by steps, and a check says when one is missing."""

from dataclasses import replace

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect

from app import create_app
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
