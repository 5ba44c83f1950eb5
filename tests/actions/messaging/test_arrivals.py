"""What a provider tells us later."""

from datetime import timedelta

import pytest

from app.actions import Arrival, note_arrival
from app.outbox import Reason, undelivered
from tests.actions.messaging.conftest import Postbox, events


@pytest.fixture
def tell(session, queue, send, at):
    """A message that was sent, and what is told of it, in this order."""

    def do(*arrivals):
        message = queue()
        send(Postbox(), at)
        for minute, arrival in enumerate(arrivals, 1):
            note_arrival(session, message.id, arrival, at=at + timedelta(minutes=minute))
        session.refresh(message)
        return message

    return do


def test_a_delivered_message_says_when(session, tell, at):
    message = tell(Arrival.ON_ITS_WAY, Arrival.DELIVERED)

    assert message.delivered_at == at + timedelta(minutes=2)
    assert events(session) == ["message.sent", "message.delivered"]


@pytest.mark.parametrize(
    "late", [Arrival.ON_ITS_WAY, Arrival.ADDRESS_REFUSED, Arrival.NOT_DELIVERED, Arrival.DELIVERED]
)
def test_int_14_nothing_overwrites_that_a_message_was_delivered(session, tell, at, late):
    message = tell(Arrival.DELIVERED, late)

    assert message.delivered_at == at + timedelta(minutes=1)
    assert (message.failed_at, message.reason) == (None, None)
    assert events(session) == ["message.sent", "message.delivered"]


@pytest.mark.parametrize("arrival", [Arrival.ADDRESS_REFUSED, Arrival.NOT_DELIVERED])
def test_int_14_what_did_not_arrive_is_a_to_do_however_often_it_is_told(session, tell, at, arrival):
    message = tell(arrival, arrival, Arrival.ON_ITS_WAY)

    assert message.failed_at == at + timedelta(minutes=1)
    assert [one.reason for one in undelivered(session)] == [Reason(arrival.value)]
    assert len(events(session)) == 2


def test_int_14_a_message_that_arrived_after_all_is_no_longer_a_to_do(session, tell):
    message = tell(Arrival.NOT_DELIVERED, Arrival.DELIVERED)

    assert message.delivered_at
    assert undelivered(session) == []


def test_int_14_a_message_that_is_not_ours_changes_nothing(session, make, by):
    note_arrival(session, by.id, Arrival.DELIVERED, at=make.at)

    assert events(session) == []
