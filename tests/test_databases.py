"""The ground that every other test stands on: a clean database, and tables as the code has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Inspector, inspect, select
from sqlalchemy.schema import CreateSchema, DropSchema

from app.care import Trust
from app.db import Base, new_engine


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_starts_with_an_empty_database(session, make, time):
    make.trust()

    assert len(session.scalars(select(Trust)).all()) == 1


def test_the_migrations_make_the_tables_in_the_code(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)

        differences = compare_metadata(context, Base.metadata)

    assert differences == [], "flask db revision 'what changed' writes the missing step"


def test_the_migrations_make_the_rules_in_the_code(engine):
    """Alembic overlooks CHECK constraints."""
    with engine.connect() as connection, tables_of_the_code(engine) as wanted:
        migrated = rules(inspect(connection))

        assert migrated == wanted


@contextmanager
def tables_of_the_code(engine: Engine) -> Iterator[dict[str, Any]]:
    """The rules of the tables as the code would make them, with no migration."""
    if engine.dialect.name == "sqlite":
        fresh = new_engine("sqlite://")
        Base.metadata.create_all(fresh)
        yield rules(inspect(fresh))
        fresh.dispose()
        return
    schema = "wanted"
    with engine.connect() as connection:
        connection.execute(CreateSchema(schema))
        there = connection.execution_options(schema_translate_map={None: schema})
        Base.metadata.create_all(there)
        yield rules(inspect(connection), schema)
        connection.execute(DropSchema(schema, cascade=True))
        connection.rollback()


def rules(inspector: Inspector, schema: str | None = None) -> dict[str, Any]:
    """What each table refuses to hold."""
    return {
        table.name: {
            "checks": {
                (check["name"], " ".join(str(check["sqltext"]).split()))
                for check in inspector.get_check_constraints(table.name, schema)
            },
            "keys": {
                (key["name"], key["referred_table"], str(key["options"]))
                for key in inspector.get_foreign_keys(table.name, schema)
            },
            "unique": {key["name"] for key in inspector.get_unique_constraints(table.name, schema)},
            "must be there": {
                column["name"]
                for column in inspector.get_columns(table.name, schema)
                if not column["nullable"]
            },
        }
        for table in Base.metadata.sorted_tables
    }
