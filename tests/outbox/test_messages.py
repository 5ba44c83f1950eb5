"""The outbox: each message once, sealed, with the job that sends it, and what became of it."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from app.outbox import (
    FOR_STAFF,
    SEND_MESSAGE,
    Channel,
    Job,
    Message,
    MessageKind,
    Reason,
    enqueue,
    undelivered,
    waiting_messages,
)
from tests.statements import statements

CLIENT = uuid4()


def put(session, key="a", *, at, token="secret-token", client=CLIENT, **values):
    enqueue(
        session, MessageKind.INVITATION, key=key, recipient_id=client, token=token, at=at, **values
    )
    return session.scalars(select(Message).where(Message.key == key)).one()


def test_a_second_message_with_the_same_key_changes_nothing(session, at):
    put(session, "same", at=at, token="first")
    put(session, "same", at=at + timedelta(days=1), token="second")

    message = session.scalars(select(Message)).one()
    job = session.scalars(select(Job)).one()

    assert (message.token, message.created_at) == ("first", at)
    assert job.due_at == at


def test_rel_05_a_message_comes_with_the_job_that_sends_it(session, at):
    tomorrow = at + timedelta(days=1)

    message = put(session, at=at, send_after=tomorrow)

    job = session.scalars(select(Job)).one()
    assert (job.kind, job.due_at) == (SEND_MESSAGE, tomorrow)
    assert job.payload == {"message_id": str(message.id)}
    assert message.send_after == tomorrow


def test_sec_18_the_token_of_a_message_is_stored_encrypted(session, at):
    put(session, at=at)

    stored = session.execute(select(Message.__table__.c.token_sealed)).scalar_one()
    jobs = session.execute(select(Job.__table__)).all()

    assert "secret-token" not in stored
    assert "secret-token" not in str(jobs)
    assert session.scalars(select(Message)).one().token == "secret-token"


def test_what_was_sent_or_never_will_be_does_not_wait(session, at):
    put(session, "sent", at=at).sent_at = at
    put(session, "dropped", at=at).dropped_at = at
    put(session, "waits", at=at)
    session.flush()

    assert [message.key for message in waiting_messages(session)] == ["waits"]


def test_what_did_not_arrive_is_a_to_do_with_its_reason(session, at):
    later = at + timedelta(hours=1)
    for number, reason in enumerate(Reason):
        message = put(session, str(number), at=at, client=uuid4())
        message.reason, message.dropped_at = reason, later
    put(session, "fine", at=at).sent_at = at
    session.flush()

    found = undelivered(session)

    assert {one.reason for one in found} == FOR_STAFF
    assert {one.at for one in found} == {later}


def test_only_these_people_are_asked_about_and_in_one_query(engine, session, at):
    for number in range(3):
        message = put(session, str(number), at=at, client=uuid4(), check_in_id=uuid4())
        message.failed_at, message.reason = at, Reason.ADDRESS_REFUSED
        message.channel = Channel.SMS
    session.flush()

    with statements(engine) as asked:
        [one] = undelivered(session, [message.recipient_id])

    assert len(asked) == 1
    assert (one.message_id, one.check_in_id) == (message.id, message.check_in_id)
    assert (one.kind, one.channel) == (MessageKind.INVITATION, Channel.SMS)
    assert undelivered(session, []) == []


def test_a_newer_message_about_the_same_thing_settles_an_older_one(session, at):
    about = uuid4()
    old = put(session, "old", at=at, check_in_id=about)
    other = put(session, "other", at=at, check_in_id=uuid4())
    for message in (old, other):
        message.reason, message.dropped_at = Reason.NO_CONTACT, at
    put(session, "new", at=at + timedelta(days=1), check_in_id=about)
    session.flush()

    assert [one.message_id for one in undelivered(session, [CLIENT])] == [other.id]


def test_a_reminder_that_was_sent_settles_the_invitation_and_one_that_waits_does_not(session, at):
    about = uuid4()
    invitation = put(session, "invitation", at=at, check_in_id=about)
    invitation.reason, invitation.dropped_at = Reason.NO_CONTACT, at
    reminder = put(session, "reminder", at=at, check_in_id=about)
    session.flush()

    assert [one.message_id for one in undelivered(session)] == [invitation.id]
    reminder.sent_at = at + timedelta(days=3)
    session.flush()
    assert undelivered(session) == []


def test_of_several_that_could_not_be_sent_only_the_last_is_a_to_do(session, at):
    about = uuid4()
    for days, key in enumerate(("invitation", "reminder 1", "reminder 2")):
        message = put(session, key, at=at, check_in_id=about)
        message.reason, message.dropped_at = Reason.NO_CONTACT, at + timedelta(days=days)
    session.flush()

    assert [one.message_id for one in undelivered(session)] == [message.id]


def test_what_arrived_after_all_is_no_to_do(session, at):
    message = put(session, at=at)
    message.reason, message.delivered_at = Reason.NOT_DELIVERED, at
    session.flush()

    assert undelivered(session) == []
