"""Links that were to be sent and have not left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions, scheduling
from app.caseload.unsent import UnsentLink, unsent_links
from app.outbox import Message, MessageKind, Reason


@pytest.fixture
def sent_to(make, session, by, at):
    """A check-in whose link was put in the queue, and its message."""
    check_in = make.check_in()
    actions.send_link(session, check_in, by=by, at=at, days=7)
    return check_in, session.scalars(select(Message)).one()


def test_a_link_in_the_queue_has_not_left(sent_to, session):
    check_in, message = sent_to

    assert message.check_in_id == check_in.id
    assert unsent_links(session, [check_in.id]) == {check_in.id: UnsentLink(None)}


def test_what_keeps_it_there_is_told(sent_to, session):
    check_in, message = sent_to
    message.reason = Reason.BY_LETTER
    session.commit()

    assert unsent_links(session, [check_in.id]) == {check_in.id: UnsentLink(Reason.BY_LETTER)}


def test_a_link_that_left_is_nothing_to_tell(sent_to, session, at):
    check_in, message = sent_to
    message.sent_at = at
    session.commit()

    assert unsent_links(session, [check_in.id]) == {}


def test_a_link_that_was_replaced_or_taken_away_is_not_waited_for(sent_to, session, make, by, at):
    check_in, _message = sent_to
    make.invitation(check_in, at=at + timedelta(minutes=5))
    assert unsent_links(session, [check_in.id]) == {}

    later = at + timedelta(minutes=9)
    actions.send_link(session, check_in, by=by, at=later, days=7)
    assert unsent_links(session, [check_in.id]) == {check_in.id: UnsentLink(None)}
    newest = scheduling.newest_invitation(session, check_in.id)
    actions.revoke_link(session, newest, by=by, at=later)
    assert unsent_links(session, [check_in.id]) == {}


def test_a_link_that_somebody_asked_for_counts_too(session, make, at):
    dead = make.invitation(days=1, at=at - timedelta(days=9))
    actions.send_new_link(session, dead, at=at, days=7)

    assert unsent_links(session, [dead.check_in_id]) == {dead.check_in_id: UnsentLink(None)}


def test_HAZ_02_a_message_that_left_and_came_back_is_told(sent_to, session, at):
    check_in, message = sent_to
    message.sent_at, message.failed_at, message.reason = at, at, Reason.NOT_DELIVERED
    session.commit()

    assert unsent_links(session, [check_in.id]) == {check_in.id: UnsentLink(Reason.NOT_DELIVERED)}


def test_a_reminder_that_arrived_is_a_link_that_arrived(sent_to, session, at):
    check_in, message = sent_to
    message.dropped_at, message.reason = at, Reason.PAUSED
    session.add(Message(
        key="reminder", kind=MessageKind.REMINDER, recipient_id=message.recipient_id,
        check_in_id=check_in.id, created_at=message.created_at,
        send_after=at + timedelta(days=3), sent_at=at + timedelta(days=3),
    ))  # fmt: skip
    session.commit()

    assert unsent_links(session, [check_in.id]) == {}
