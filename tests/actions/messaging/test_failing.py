"""Whatever fails is tried again, later and later, and at last becomes a to-do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import job_handlers, send_due_messages, work
from app.db import session_factory
from app.outbox import MOST_ATTEMPTS, Job, NotSent, Reason, undelivered
from app.scheduling import find_invitation
from tests.actions.messaging.conftest import Postbox, events, postroom


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
        send_due_messages(run, postroom(Dying()), at=at, limit=9)
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


def test_an_address_that_takes_no_messages_is_not_tried_again(session, send, queue, at):
    message = queue()

    delivery = send(Postbox("refused the address", is_final=True), at)

    assert delivery.dropped == 1
    assert message.reason is Reason.ADDRESS_REFUSED
    assert [one.reason for one in undelivered(session)] == [Reason.ADDRESS_REFUSED]
    assert send(Postbox(), at + timedelta(days=1)).sent == 0


def test_rel_05_the_second_attempt_says_that_the_first_may_have_left(send, queue, at):
    queue()
    asked = []

    class Dying(Postbox):
        def send(self, text):
            asked.append((text.is_again, text.reference))
            raise NotSent("no answer")

    send(Dying(), at)
    send(Dying(), at + timedelta(minutes=5))

    assert [again for again, _reference in asked] == [False, True]
    assert len({reference for _again, reference in asked}) == 1


def test_what_fails_too_often_becomes_a_to_do_and_still_waits(session, send, queue, at):
    message = queue()
    invitation = find_invitation(session, message.token)
    invitation.expires_at = at + timedelta(days=30)
    session.commit()
    moment = at
    for _ in range(MOST_ATTEMPTS):
        send(Postbox("no answer"), moment)
        moment = max(session.scalars(select(Job)).one().due_at, message.send_after)
        moment = moment if 9 <= moment.hour < 20 else moment.replace(hour=9) + timedelta(days=1)

    job = session.scalars(select(Job)).one()
    assert job.failed_at is not None
    assert message.reason is Reason.GAVE_UP
    assert message.is_waiting
    assert [one.reason for one in undelivered(session)] == [Reason.GAVE_UP]


def test_a_fault_in_the_portal_stops_no_other_job(session, send, queue, at):
    bad = queue(email="bad@example.org")
    queue(email="good@example.org")

    class Faulty(Postbox):
        def send(self, text):
            if text.to.startswith("bad"):
                raise ZeroDivisionError
            super().send(text)

    delivery = send(Faulty(), at)

    assert (delivery.sent, delivery.waiting) == (1, 1)
    job = session.scalars(select(Job).where(Job.done_at.is_(None))).one()
    assert job.payload == {"message_id": str(bad.id)}
    assert job.problem == "a fault in the portal: ZeroDivisionError"


def test_a_job_that_kills_its_workers_is_taken_away_from_them(session, queue, at):
    queue()
    job = session.scalars(select(Job)).one()
    job.attempts = MOST_ATTEMPTS
    session.commit()
    postbox = Postbox()

    work(session, job_handlers(postroom(postbox)), at=at, limit=1)

    assert postbox.texts == []
    assert job.failed_at == at
    assert job.problem == "every worker that took it up was killed"
