"""Sending what waits: at least once, never pointlessly, and whatever fails is tried again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import revoke_link, send_due_messages, send_link
from app.care import ContactBy
from app.db import session_factory
from app.outbox import Message, NotSent, Text
from app.scheduling import find_invitation
from app.security import AuditEvent
from tests.dump import everything_stored


class Postbox:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, problem=""):
        self.texts = []
        self.problem = problem

    def send(self, text):
        if self.problem:
            raise NotSent(self.problem)
        self.texts.append(text)


def write(message, client, invitation):
    return Text(client.email, "subject", f"link {message.token}", client.language)


@pytest.fixture
def send(session):
    """Send what is due."""

    def do(sender, at, limit=100):
        return send_due_messages(session, sender, write, at=at, limit=limit)

    return do


@pytest.fixture
def queue(session, make, by, at):
    """Put an invitation in the outbox for a client with these values."""

    def do(**client):
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        theirs = select(Message).where(Message.recipient_id == check_in.client_id)
        message = session.scalars(theirs).one()
        session.commit()  # a run with a session of its own must be able to write
        return message

    return do


def events(session):
    return [e for e in session.scalars(select(AuditEvent.event)) if e.startswith("message.")]


def test_a_message_is_sent_and_its_token_is_gone(engine, session, send, queue, at):
    message = queue(email="zofia@example.org")
    token = message.token
    postbox = Postbox()

    delivery = send(postbox, at)

    assert (delivery.sent, delivery.waiting, delivery.dropped) == (1, 0, 0)
    [text] = postbox.texts
    assert (text.to, text.body) == ("zofia@example.org", f"link {token}")
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
                other = send_due_messages(other_run, Postbox(), write, at=at, limit=9)
            assert other.sent == 0
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        send_due_messages(run, postbox, write, at=at, limit=9)

    assert len(postbox.texts) == 1


def test_rel_01_nobody_waits_for_the_mail_server_to_save_an_answer(engine, queue, make, at):
    queue()

    class Slow(Postbox):
        def send(self, text):
            make.submission()  # would wait for ever if a transaction were open
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        assert send_due_messages(run, postbox, write, at=at, limit=9).sent == 1


def test_a_failing_server_leaves_the_message_waiting_for_longer_each_time(session, send, queue, at):
    message = queue()
    moment, pauses = at, []
    for _ in range(3):
        delivery = send(Postbox("the mail server does not answer"), moment)
        assert (delivery.sent, delivery.waiting) == (0, 1)
        pauses.append(message.send_after - moment)
        assert send(Postbox(), moment).sent == 0  # not before its time
        moment = message.send_after

    assert pauses == sorted(set(pauses))
    assert (message.problem, message.attempts) == ("the mail server does not answer", 3)
    assert message.token
    assert events(session) == ["message.put_off"] * 3

    assert send(Postbox(), moment).sent == 1
    assert message.problem == ""


def test_rel_05_a_run_that_dies_while_sending_sends_again_later(engine, session, send, queue, at):
    queue()

    class PulledPlug(BaseException):
        pass

    class Dying(Postbox):
        def send(self, text):
            raise PulledPlug

    with session_factory(engine)() as run, pytest.raises(PulledPlug):
        send_due_messages(run, Dying(), write, at=at, limit=9)
    session.expire_all()

    assert send(Postbox(), at).sent == 0
    assert send(Postbox(), at + timedelta(minutes=2)).sent == 1


def test_one_bad_message_does_not_hold_up_the_others(send, queue, at):
    queue(email="bad@example.org")
    queue(email="good@example.org")

    class Picky(Postbox):
        def send(self, text):
            if text.to.startswith("bad"):
                raise NotSent("refused")
            super().send(text)

    postbox = Picky()
    delivery = send(postbox, at)

    assert (delivery.sent, delivery.waiting) == (1, 1)
    assert [text.to for text in postbox.texts] == ["good@example.org"]


def test_no_more_than_the_limit_is_tried(send, queue, at):
    for _ in range(3):
        queue()

    assert send(Postbox(), at, limit=2).sent == 2
    assert send(Postbox(), at, limit=2).sent == 1


@pytest.mark.parametrize(
    ("client", "problem"),
    [
        ({"email": ""}, "no e-mail address"),
        ({"contact_by": ContactBy.NOT_AT_ALL}, "does not want to be contacted"),
        ({"contact_by": ContactBy.LETTER}, "wants letters only"),
    ],
)
def test_eq_14_who_cannot_or_must_not_be_written_to_stays_visible(
    session, send, queue, at, client, problem
):
    message = queue(**client)
    postbox = Postbox()

    delivery = send(postbox, at)

    assert postbox.texts == []
    assert delivery.waiting == 1
    assert message.problem == problem
    assert message.sent_at is None
    assert message.send_after == at + timedelta(days=1)


def test_eq_15_somebody_who_has_died_is_not_written_to(session, send, queue, make, at):
    queue(died_on=make.today)

    delivery = send(Postbox(), at)

    assert (delivery.sent, delivery.dropped) == (0, 1)
    assert session.scalars(select(Message)).all() == []
    assert events(session) == ["message.dropped"]


@pytest.mark.parametrize("end", ["finished", "expired", "replaced", "revoked"])
def test_eq_15_a_link_that_has_ended_is_not_sent(session, send, queue, make, by, at, end):
    message = queue()
    invitation = find_invitation(session, message.token)
    moment = at
    if end == "finished":
        invitation.check_in.completed_at = at
    elif end == "expired":
        moment = at + timedelta(days=7)
    elif end == "replaced":
        make.invitation(invitation.check_in)
        session.refresh(invitation)
    else:
        revoke_link(session, invitation, by=by, at=at)
    session.commit()
    postbox = Postbox()

    assert send(postbox, moment).dropped == 1
    assert postbox.texts == []
