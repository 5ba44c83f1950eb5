"""What waits is sent, once, without holding up anybody else."""

from datetime import timedelta

from sqlalchemy import select

from app.actions import send_due_messages
from app.care import ContactBy
from app.db import session_factory
from app.outbox import Channel, Job
from app.scheduling import find_invitation
from tests.actions.messaging.conftest import Postbox, events, postroom
from tests.dump import everything_stored


def test_a_message_is_sent_and_its_token_is_gone(engine, session, send, queue, at):
    message = queue(email="zofia@example.org")
    token = message.token
    postbox = Postbox()

    delivery = send(postbox, at)

    assert (delivery.sent, delivery.waiting, delivery.dropped) == (1, 0, 0)
    [text] = postbox.texts
    assert (text.to, text.reference) == ("zofia@example.org", str(message.id))
    assert f"\nhttps://heard.test/c/{token}\n" in text.body
    assert "11 March 2026" in text.body
    session.expire_all()
    assert (message.sent_at, message.problem, message.token_sealed) == (at, "", None)
    assert events(session) == ["message.sent"]
    assert find_invitation(session, token) is not None
    session.commit()
    assert token.encode() not in everything_stored(engine)


def test_running_twice_sends_once(send, queue, at):
    queue()
    postbox = Postbox()

    send(postbox, at)
    again = send(postbox, at + timedelta(days=1))

    assert len(postbox.texts) == 1
    assert again.sent == 0


def test_two_runs_at_the_same_time_send_once(engine, queue, at):
    """While one run talks to the mail server, another one finds nothing to do."""
    queue()

    class Slow(Postbox):
        def send(self, text):
            with session_factory(engine)() as other_run:
                other = send_due_messages(other_run, postroom(Postbox()), at=at, limit=9)
            assert other.sent == 0
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        send_due_messages(run, postroom(postbox), at=at, limit=9)

    assert len(postbox.texts) == 1


def test_rel_01_nobody_waits_for_the_mail_server_to_save_an_answer(engine, queue, make, at):
    queue()

    class Slow(Postbox):
        def send(self, text):
            make.submission()  # would wait for ever if a transaction were open
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        assert send_due_messages(run, postroom(postbox), at=at, limit=9).sent == 1


def test_no_more_than_the_limit_is_tried(send, queue, at):
    for _ in range(3):
        queue()

    assert send(Postbox(), at, limit=2).sent == 2
    assert send(Postbox(), at, limit=2).sent == 1


def test_eq_14_a_text_message_goes_to_the_phone_in_the_persons_language(send, queue, at):
    message = queue(contact_by=ContactBy.SMS, phone="07700 900456", language="pl")
    postbox = Postbox()

    send(postbox, at)

    [text] = postbox.texts
    assert (text.to, text.channel, text.language) == ("07700 900456", Channel.SMS, "pl")
    assert "11 marca" in text.body
    assert message.channel is Channel.SMS


def test_eq_15_a_message_waits_for_the_morning_and_goes_then(session, send, queue, at):
    message = queue()
    night = at.replace(hour=22)

    delivery = send(Postbox(), night)

    assert (delivery.waiting, delivery.sent) == (1, 0)
    morning = at.replace(hour=9) + timedelta(days=1)
    assert message.send_after == morning
    assert session.scalars(select(Job)).one().attempts == 0
    assert send(Postbox(), morning - timedelta(minutes=1)).sent == 0
    assert send(Postbox(), morning).sent == 1
