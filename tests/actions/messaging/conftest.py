"""An invitation in the outbox, and a sender that keeps what it is given, or fails."""

import pytest
from sqlalchemy import select

from app.actions import Postroom, send_due_messages, send_link
from app.care import ContactBy
from app.outbox import Channel, Message, NotSent
from app.security import AuditEvent


class Postbox:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, problem="", *, is_final=False):
        self.texts = []
        self.problem = problem
        self.is_final = is_final

    def send(self, text):
        if self.problem:
            raise NotSent(self.problem, is_final=self.is_final)
        self.texts.append(text)


def postroom(sender):
    ways = dict.fromkeys((Channel.SMS, Channel.EMAIL), sender)
    return Postroom(ways, "https://heard.test")


@pytest.fixture
def send(session):
    """Send what is due."""

    def do(sender, at, limit=100):
        return send_due_messages(session, postroom(sender), at=at, limit=limit)

    return do


@pytest.fixture
def queue(session, make, by, at):
    """Put an invitation in the outbox for a client with these values, who wants e-mail."""

    def do(**client):
        client = {"contact_by": ContactBy.EMAIL} | client
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        theirs = select(Message).where(Message.recipient_id == check_in.client_id)
        message = session.scalars(theirs).one()
        session.commit()  # a run with a session of its own must be able to write
        return message

    return do


def events(session):
    found = session.scalars(select(AuditEvent.event).order_by(AuditEvent.at, AuditEvent.position))
    return [event for event in found if event.startswith("message.")]
