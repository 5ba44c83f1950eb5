"""The audit trail: whatever is done to it shows."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from app.actions import record_view
from app.security import SYSTEM, Actor, AuditChain, AuditEvent, AuditIsFinal, audit, verify
from tests.together import together


@pytest.fixture
def trail(session, by, at):
    """Five rows in one chain."""
    for number in range(1, 6):
        audit(session, "record.viewed", by=by, at=at, detail=f"row {number}")
    session.commit()
    assert verify(session) is None
    return session.scalars(select(AuditEvent).order_by(AuditEvent.position)).all()


def tamper(session, statement, **values):
    """What somebody does who has the database's password but not the audit key."""
    session.execute(text(statement), values)
    session.commit()
    session.expunge_all()


def first_fault(session):
    fault = verify(session)
    assert fault is not None, "The trail was changed and nobody noticed"
    return fault.position, fault.reason


def test_an_untouched_trail_has_no_fault(session, trail):
    assert verify(session) is None


def test_an_empty_trail_has_no_fault(session):
    assert verify(session) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-03-05 10:00:00"),
        ("event", "record.changed"),
        ("actor_kind", "client"),
        ("actor_id", None),
        ("subject_kind", "client"),
        ("detail", ""),
    ],
)
def test_sec_40_an_altered_row_is_named(session, trail, column, value):
    tamper(session, f"UPDATE audit_event SET {column} = :value WHERE position = 3", value=value)

    position, reason = first_fault(session)

    assert position == 3
    assert str(trail[2].id) in reason


def test_sec_40_a_row_altered_to_another_subject_is_named(session, trail):
    tamper(session, "UPDATE audit_event SET subject_id = id WHERE position = 3")

    assert first_fault(session)[0] == 3


def test_sec_40_a_row_deleted_in_the_middle_is_named(session, trail):
    tamper(session, "DELETE FROM audit_event WHERE position = 3")

    assert first_fault(session) == (3, "a row is missing")


def test_sec_40_a_deleted_tail_shows(session, trail):
    tamper(session, "DELETE FROM audit_event WHERE position >= 4")

    assert first_fault(session) == (4, "the end of the chain is missing")


def test_sec_40_a_deleted_tail_shows_when_the_head_was_rewritten_to_fit(session, trail):
    tamper(session, "DELETE FROM audit_event WHERE position >= 4")
    tamper(
        session,
        "UPDATE audit_chain SET length = 3, "
        "head = (SELECT mac FROM audit_event WHERE position = 3)",
    )

    assert first_fault(session) == (4, "the end of the chain is missing")


def test_sec_40_rows_whose_head_was_deleted_show(session, trail):
    tamper(session, "DELETE FROM audit_chain")

    assert first_fault(session) == (1, "the head of the chain is missing")


def test_sec_40_reordered_rows_are_named(session, trail):
    for old, new in [(2, 20), (3, 2), (20, 3)]:
        tamper(session, "UPDATE audit_event SET position = :new WHERE position = :old",
               old=old, new=new)  # fmt: skip

    assert first_fault(session)[0] == 2


@pytest.mark.parametrize("place", [3, 6])
def test_sec_40_an_inserted_row_is_named(session, trail, place):
    for position in range(5, place - 1, -1):
        tamper(session, "UPDATE audit_event SET position = position + 1 WHERE position = :position",
               position=position)  # fmt: skip
    forged = {c.name: getattr(trail[0], c.name) for c in AuditEvent.__table__.columns}
    session.execute(AuditEvent.__table__.insert(), forged | {"id": uuid4(), "position": place})
    session.commit()

    assert first_fault(session)[0] == place


def test_sec_40_nothing_in_the_portal_can_change_or_delete_a_row(session, trail):
    trail[2].detail = "nothing happened"
    with pytest.raises(AuditIsFinal):
        session.flush()
    session.rollback()

    session.delete(trail[2])
    with pytest.raises(AuditIsFinal):
        session.flush()


def test_sec_40_fifty_parallel_writers_keep_one_valid_chain(engine, session, by, at):
    def write(session, number):
        audit(session, "record.viewed", by=by, at=at, detail=str(number))
        session.commit()

    results = together(engine, 50, write)

    assert results == [None] * 50
    assert verify(session) is None
    assert session.scalars(select(AuditChain.length)).all() == [50]
    assert session.scalar(select(func.max(AuditEvent.position))) == 50


def test_rows_of_different_subjects_do_not_wait_for_one_another(session, make, by, at):
    subjects = [make.client() for _ in range(20)]

    for subject in subjects:
        audit(session, "record.viewed", subject=subject, by=by, at=at)

    assert session.scalar(select(func.count()).select_from(AuditChain)) > 1
    assert verify(session) is None


def test_a_moment_on_a_summer_clock_is_the_same_moment_in_the_trail(session, by):
    moment = datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=ZoneInfo("Europe/London"))

    audit(session, "record.viewed", by=by, at=moment)
    session.commit()
    session.expunge_all()

    assert verify(session) is None
    assert session.scalars(select(AuditEvent.at)).one() == moment


def test_the_trail_says_who_did_what_to_which_record_and_when(session, make, at):
    client = make.client()
    somebody = Actor("user", UUID(int=7))

    audit(session, "record.viewed", subject=client, by=somebody, at=at, detail="page 2")

    row = session.scalars(select(AuditEvent)).one()
    assert (row.event, row.at, row.detail) == ("record.viewed", at, "page 2")
    assert (row.actor_kind, row.actor_id) == ("user", UUID(int=7))
    assert (row.subject_kind, row.subject_id) == ("client", client.id)


def test_what_the_portal_does_by_itself_is_in_the_trail_too(session, at):
    audit(session, "links.expired", by=SYSTEM, at=at)
    session.commit()

    assert session.scalars(select(AuditEvent.actor_kind)).all() == ["system"]
    assert verify(session) is None


def test_a_row_is_only_there_when_what_it_tells_of_is(session, by, at):
    audit(session, "record.viewed", by=by, at=at)
    session.rollback()

    assert session.scalars(select(AuditEvent)).all() == []
    assert verify(session) is None


def test_sec_39_a_view_that_cannot_be_audited_does_not_happen(session, make, by, at):
    client = make.client()
    session.commit()
    session.execute(text("ALTER TABLE audit_event RENAME TO audit_event_away"))
    session.commit()
    try:
        with pytest.raises(Exception, match="audit_event"):
            record_view(session, client, "record", by=by, at=at)
    finally:
        session.rollback()
        session.execute(text("ALTER TABLE audit_event_away RENAME TO audit_event"))
        session.commit()


def test_sec_39_a_view_is_audited(session, make, by, at):
    client = make.client()

    record_view(session, client, "record", by=by, at=at)

    row = session.scalars(select(AuditEvent)).one()
    assert (row.event, row.actor_id, row.subject_id) == ("record.viewed", by.id, client.id)
