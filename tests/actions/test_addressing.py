"""Where letters to somebody go, and what becomes of links that went elsewhere."""

import pytest
from sqlalchemy import select

from app.actions import change_address
from app.care import PostalAddress
from app.outbox import Channel, Message, MessageKind
from app.scheduling import LinkState, link_state
from app.security import AuditEvent
from tests.dump import everything_stored

NEW = PostalAddress(("9 Canary Lane",), "QX1 1AB")


def test_SEC_42_an_address_is_kept_sealed_and_its_change_is_audited(engine, session, make, by, at):
    client = make.client()

    assert change_address(session, client, NEW, by=by, at=at) == 0

    assert client.postal_address == NEW
    [event] = session.scalars(select(AuditEvent))
    assert (event.event, event.subject_id) == ("contact.address_changed", client.id)
    session.commit()
    assert b"Canary" not in everything_stored(engine)


def test_an_address_that_stays_as_it_was_is_no_change(session, make, by, at):
    client = make.client(address=NEW.text)

    change_address(session, client, NEW, by=by, at=at)

    assert session.scalars(select(AuditEvent)).all() == []


@pytest.fixture
def sent(session, make, at):
    """A link that was sent to a client in this way."""

    def do(channel, **client):
        link = make.invitation(client=make.client(**client))
        session.add(Message(
            key=f"k{link.id}", kind=MessageKind.INVITATION, recipient_id=link.client_id,
            check_in_id=link.check_in_id, created_at=at, send_after=at, channel=channel,
            sent_at=at, attempts=1,
        ))  # fmt: skip
        session.commit()
        return link

    return do


@pytest.mark.parametrize("new", [NEW, PostalAddress()])
def test_SEC_16_what_was_posted_to_the_old_address_stops_working(session, sent, by, at, new):
    link = sent(Channel.LETTER, address="1 Old Road\nQX2 2AB")

    assert change_address(session, link.check_in.client, new, by=by, at=at) == 1

    assert link_state(link, at=at) is LinkState.REVOKED


@pytest.mark.parametrize(
    ("channel", "address"), [(Channel.SMS, "1 Old Road\nQX2 2AB"), (Channel.LETTER, "")]
)
def test_other_links_go_on_working(session, sent, by, at, channel, address):
    link = sent(channel, address=address)

    assert change_address(session, link.check_in.client, NEW, by=by, at=at) == 0

    assert link_state(link, at=at) is LinkState.OPEN
