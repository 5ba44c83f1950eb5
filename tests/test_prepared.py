"""Prepared statements: what SQLAlchemy would have done, without its taking part each time."""

from uuid import uuid4

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db import table_of
from app.prepared import Prepared
from app.security import WebSession
from tests.statements import statements

ROWS = table_of(WebSession)
ADD = Prepared(insert(ROWS))
NAMES = ("id", "key_hash", "data", "user_id", "created_at", "last_active_at")
FORGET = Prepared(delete(ROWS).where(ROWS.c.key_hash == bindparam("key")))
FIND = Prepared(select(*ROWS.c[NAMES]).where(ROWS.c.key_hash == bindparam("key")))


@pytest.fixture
def row(at):
    """A row with values of every kind that busy tables hold."""
    return {
        "id": uuid4(),
        "key_hash": "k" * 64,
        "data": {"visit": "żółć \N{SLIGHTLY SMILING FACE}"},
        "user_id": None,
        "created_at": at,
        "last_active_at": at,
    }


def test_what_goes_in_comes_out_as_it_was(session, row):
    ADD.run(session, **row)

    assert FIND.all(session, key=row["key_hash"]) == [tuple(row.values())]
    assert dict(session.execute(select(ROWS)).one()._mapping) == row


def test_nothing_found_is_none(session):
    assert FIND.one_or_none(session, key="nobody") is None


def test_it_says_how_many_rows_it_changed(session, row):
    ADD.run(session, **row)

    assert FORGET.run(session, key="nobody") == 0
    assert FORGET.run(session, key=row["key_hash"]) == 1


def test_it_takes_part_in_the_sessions_transaction(session, row):
    ADD.run(session, **row)
    session.rollback()

    assert FIND.one_or_none(session, key=row["key_hash"]) is None


def test_a_refusal_of_the_database_is_the_error_that_sqlalchemy_gives(session, row):
    ADD.run(session, **row)

    with pytest.raises(IntegrityError) as refused:
        ADD.run(session, **row | {"id": uuid4()})

    assert row["key_hash"] not in str(refused.value).split("[SQL")[-1], "no values in logs"


def test_a_forgotten_value_is_an_error_and_not_a_null(session):
    with pytest.raises(KeyError):
        FIND.all(session)


def test_who_listens_to_the_database_hears_it(engine, session, row):
    session.commit()

    with statements(engine) as heard:
        ADD.run(session, **row)
        found = FIND.all(session, key=row["key_hash"])

    assert found == [tuple(row.values())]
    assert [statement.split()[0] for statement in heard[-2:]] == ["INSERT", "SELECT"]


def test_a_value_written_in_the_statement_is_used(session, row):
    ADD.run(session, **row)
    end = Prepared(update(ROWS).where(ROWS.c.id == bindparam("row")).values(key_hash="another"))

    end.run(session, row=row["id"])

    assert FIND.one_or_none(session, key="another") is not None
