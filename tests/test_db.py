"""The ground: moments in UTC, ids of our own, and writers that wait their turn."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.care import Appointment, Trust
from app.db import insert_unless_there, session_factory
from tests.together import together

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, tzinfo=LONDON),
        datetime(2026, 10, 25, 1, 30, tzinfo=LONDON),
        datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
        datetime(2027, 3, 28, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata")),
    ],
)
def test_rel_11_a_moment_comes_back_as_the_same_moment_in_utc(session, make, moment):
    appointment = make.appointment(starts_at=moment)
    session.expire_all()

    stored = session.get_one(Appointment, appointment.id).starts_at

    assert stored == moment.astimezone(UTC)
    assert stored.utcoffset() == timedelta(0)


def test_rel_11_the_hour_that_comes_twice_stays_two_hours(session, make):
    for fold in (0, 1):
        make.appointment(starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold))

    first, second = session.scalars(select(Appointment.starts_at).order_by(Appointment.starts_at))

    assert second - first == timedelta(hours=1)


def test_rel_11_a_moment_without_a_time_zone_is_refused(make):
    with pytest.raises(StatementError, match="without a time zone"):
        make.appointment(starts_at=datetime(2026, 3, 29, 12, 0))  # noqa: DTZ001 (that is the point)


def test_a_row_knows_its_id_before_it_is_stored():
    assert isinstance(Trust(name="North").id, UUID)


def test_a_row_takes_no_value_that_it_has_no_column_for():
    with pytest.raises(TypeError, match="no colour"):
        Trust(name="North", colour="blue")


def test_rows_that_point_at_nothing_are_refused_on_both_databases(session, make):
    client = make.client()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        session.execute(text("DELETE FROM trust"))
    session.rollback()
    assert client.trust.name


def test_inserting_what_is_there_already_changes_nothing(session, make):
    trust = make.trust("First")

    insert_unless_there(session, Trust, {"id": trust.id, "name": "Second"})

    session.expire_all()
    assert trust.name == "First"


def test_writers_wait_for_one_another_instead_of_failing(engine, session, make):
    """Each reads, then writes: what fails with "database is locked" when not begun as a writer."""
    trust_id = make.trust("0").id
    session.commit()

    def count_up(own, _number):
        trust = own.get_one(Trust, trust_id, with_for_update=True)
        trust.name = str(int(trust.name) + 1)
        own.commit()

    results = together(engine, 20, count_up)

    assert results == [None] * 20
    with session_factory(engine)() as another:
        assert another.get_one(Trust, trust_id).name == "20"


def test_what_was_read_stays_readable_after_the_commit(session, make):
    trust = make.trust("North")
    session.commit()
    session.close()

    assert trust.name == "North"
