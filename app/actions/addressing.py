"""Where letters to somebody go."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import security
from app.care import Client, PostalAddress
from app.outbox import Channel, Message
from app.scheduling import CheckIn, Invitation
from app.security import Actor


def change_address(
    session: Session, client: Client, address: PostalAddress, *, by: Actor, at: datetime
) -> int:
    """Write to them there from now on, or by letter no more; how many links that took away.

    What was posted to the old address may be in wrong hands: its links end (SEC-16).
    """
    if address.text == client.address:
        return 0
    posted = _posted_links(session, client) if client.address else []
    client.address = address.text
    for invitation in posted:
        invitation.revoked_at = at
        security.end_visits_to(session, invitation.check_in_id)
        security.audit(session, "link.revoked", subject=invitation, by=by, at=at)
    security.audit(session, "contact.address_changed", subject=client, by=by, at=at)
    session.commit()
    return len(posted)


def _posted_links(session: Session, client: Client) -> list[Invitation]:
    """The links that were posted to them and have not ended."""
    posted = (
        select(Message.id)
        .where(Message.check_in_id == Invitation.check_in_id)
        .where(Message.channel == Channel.LETTER, Message.sent_at.is_not(None))
        .where(Message.created_at >= Invitation.created_at)
    )
    found = (
        select(Invitation)
        .join(CheckIn)
        .where(CheckIn.client_id == client.id, CheckIn.completed_at.is_(None))
        .where(Invitation.replaced_at.is_(None), Invitation.revoked_at.is_(None), posted.exists())
    )
    return list(session.scalars(found))
