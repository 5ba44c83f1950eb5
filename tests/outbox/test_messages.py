"""The outbox: each message once, sealed, and due at its time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import session_factory
from app.outbox import (
    Message,
    MessageKind,
    due_messages,
    enqueue,
    pause_after,
    waiting_messages,
)

CLIENT = uuid4()


def put(session, key="a", *, at, token="secret-token"):
    enqueue(session, MessageKind.INVITATION, key=key, recipient_id=CLIENT, token=token, at=at)


def test_a_second_message_with_the_same_key_changes_nothing(session, at):
    put(session, "same", at=at, token="first")
    put(session, "same", at=at + timedelta(days=1), token="second")

    message = session.scalars(select(Message)).one()

    assert (message.token, message.created_at) == ("first", at)


def test_sec_18_the_token_of_a_message_is_stored_encrypted(session, at):
    put(session, at=at)

    stored = session.execute(select(Message.__table__.c.token_sealed)).scalar_one()

    assert "secret-token" not in stored
    assert session.scalars(select(Message)).one().token == "secret-token"


def test_messages_are_due_when_their_time_has_come_the_oldest_first(session, at):
    for key, minutes in [("later", 5), ("second", -1), ("first", -2), ("now", 0)]:
        put(session, key, at=at + timedelta(minutes=minutes))

    assert [m.key for m in due_messages(session, at=at, limit=10)] == ["first", "second", "now"]
    assert [m.key for m in due_messages(session, at=at, limit=1)] == ["first"]


def test_what_was_sent_is_neither_due_nor_waiting(session, at):
    put(session, at=at)
    session.scalars(select(Message)).one().sent_at = at
    session.flush()

    assert due_messages(session, at=at, limit=10) == []
    assert waiting_messages(session) == []


def test_a_message_that_somebody_is_sending_is_passed_over(engine, session, at):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time: the other waits")
    put(session, "a", at=at)
    put(session, "b", at=at)
    session.commit()

    first = due_messages(session, at=at, limit=1)
    with session_factory(engine)() as another:
        second = due_messages(another, at=at, limit=10)

    assert {m.key for m in [*first, *second]} == {"a", "b"}
    assert len(second) == 1


def test_the_pause_grows_and_is_never_longer_than_half_a_day():
    pauses = [pause_after(attempts) for attempts in (1, 2, 3, 9, 10, 5000)]

    assert pauses[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=12)
