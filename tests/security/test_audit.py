"""The audit trail: whatever is done to it shows."""

import json
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from app.actions import record_view
from app.security import (
    SYSTEM,
    Actor,
    AuditChain,
    AuditEvent,
    AuditIsFinal,
    Fault,
    audit,
    heads,
    keyring,
    verify,
)
from app.security.audit import START
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


@pytest.mark.parametrize("what_is_left", ["nothing", "heads"])
def test_sec_40_an_emptied_trail_is_no_whole_trail(session, trail, what_is_left):
    tamper(session, "DELETE FROM audit_event")
    if what_is_left == "nothing":
        tamper(session, "DELETE FROM audit_chain")

    assert first_fault(session)[0] == 1


@pytest.fixture
def two_chains(session, by, at):
    """Five rows in each of two chains, the second of which is chain 7."""
    for number in range(1, 6):
        audit(session, "record.viewed", by=by, at=at, detail=f"row {number}")
        audit(session, "page.refused", by=Actor("user", UUID(int=7)), at=at)
    session.commit()
    assert verify(session) is None


def test_sec_40_a_chain_that_was_removed_whole_is_named(session, two_chains):
    tamper(session, "DELETE FROM audit_event WHERE chain = 7")
    tamper(session, "DELETE FROM audit_chain WHERE number = 7")

    assert verify(session) == Fault(7, 1, "the head of the chain is missing")


@pytest.mark.parametrize("reset", ["DELETE FROM audit_chain WHERE number = 7",
                                   "UPDATE audit_chain SET length = 0, head = :start "
                                   "WHERE number = 7"])  # fmt: skip
def test_sec_40_a_chain_that_begins_again_is_named(session, two_chains, reset, at):
    tamper(session, "DELETE FROM audit_event WHERE chain = 7")
    tamper(session, reset, start=START)
    at_once = verify(session)

    audit(session, "page.refused", by=Actor("user", UUID(int=7)), at=at)
    session.commit()

    later = verify(session)
    assert at_once is not None
    assert later is not None
    assert (at_once.chain, at_once.position, later.chain, later.position) == (7, 1, 7, 1)


def test_sec_40_the_beginning_of_one_chain_is_not_that_of_another(session, two_chains):
    tamper(session, "DELETE FROM audit_event WHERE chain = 7")
    tamper(session, "UPDATE audit_chain SET length = 0, head = "
                    "(SELECT head FROM audit_chain WHERE length = 0 LIMIT 1) "
                    "WHERE number = 7")  # fmt: skip

    assert first_fault(session)[0] == 1


def test_sec_40_rows_of_a_chain_that_does_not_exist_are_named(session, trail):
    tamper(session, "UPDATE audit_event SET chain = 99 WHERE position = 5")
    tamper(session, "UPDATE audit_chain SET length = 4, head = :head WHERE length = 5",
           head=keyring().sign(f"head {trail[3].mac}"))  # fmt: skip

    assert verify(session) == Fault(99, 5, "there is no such chain")


def test_a_trail_from_before_chains_began_with_a_key_is_whole(session, by, at, trail):
    """Its first row is bound to what all chains began with then."""
    chain = trail[0].chain
    text_of_row = json.dumps([chain, 1, at.isoformat(), "record.viewed", "user", str(by.id),
                              None, "None", "row 1"])  # fmt: skip
    mac = keyring().sign(START + text_of_row)
    tamper(session, "DELETE FROM audit_event WHERE position > 1")
    tamper(session, "UPDATE audit_event SET mac = :mac", mac=mac)
    tamper(session, "UPDATE audit_chain SET length = 1, head = :head WHERE number = :chain",
           head=keyring().sign(f"head {mac}"), chain=chain)  # fmt: skip

    assert verify(session) is None


# ---- Compared with heads that were kept elsewhere


def test_sec_40_a_trail_that_went_on_holds_the_heads_that_were_kept(session, trail, by, at):
    kept = heads(session)
    audit(session, "record.viewed", by=by, at=at)
    session.commit()

    assert verify(session, kept) is None


def test_sec_40_a_deleted_tail_shows_although_the_head_of_then_was_put_back(session, trail, by, at):
    [before] = [head for head in heads(session) if head.length]
    audit(session, "record.viewed", by=by, at=at)
    session.commit()
    kept = heads(session)
    tamper(session, "DELETE FROM audit_event WHERE position = 6")
    tamper(session, "UPDATE audit_chain SET length = :length, head = :head WHERE number = :chain",
           **before._asdict())  # fmt: skip

    assert verify(session) is None, "without the kept heads there is nothing to see"
    assert verify(session, kept) == Fault(
        before.chain, 6, "the chain ends here, and had 6 rows when its head was kept"
    )


@pytest.mark.parametrize("length", [0, 3, 5])
def test_sec_40_another_history_than_the_one_that_was_kept_shows(session, trail, length):
    kept = [head._replace(length=length, head="f" * 64) for head in heads(session) if head.length]

    assert verify(session, kept) == Fault(
        kept[0].chain, length, "is not what it was when its head was kept"
    )


def test_sec_40_all_chains_begin_with_the_first_row(session, trail):
    assert [head.chain for head in heads(session)] == list(range(16))


@pytest.mark.parametrize("column", ["id", "actor_id", "subject_id", "at", "position", "mac"])
@pytest.mark.parametrize("value", ["'nobody'", "7", "x'ff00'"])
def test_sec_40_a_row_that_was_made_unreadable_is_named(session, trail, column, value):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses what is not of the column's type")
    tamper(session, f"UPDATE audit_event SET {column} = {value} WHERE position = 3")

    fault = verify(session)

    assert fault is not None
    assert fault.position == 3
    assert column in ("id", "position") or str(trail[2].id) in fault.reason


def test_sec_40_text_that_is_no_text_is_a_fault(session, trail):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses what is not of the column's type")
    tamper(session, "UPDATE audit_event SET detail = CAST(x'ff' AS TEXT) WHERE position = 3")

    assert "cannot be read" in first_fault(session)[1]


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
        "head = (SELECT mac FROM audit_event WHERE position = 3) WHERE length > 0",
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
    assert session.scalars(select(AuditChain.length).where(AuditChain.length > 0)).all() == [50]
    assert session.scalar(select(func.max(AuditEvent.position))) == 50


def test_rows_of_different_subjects_do_not_wait_for_one_another(session, make, by, at):
    subjects = [make.client() for _ in range(20)]

    for subject in subjects:
        audit(session, "record.viewed", subject=subject, by=by, at=at)

    assert len([head for head in heads(session) if head.length]) > 1
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
    assert heads(session) == []


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
