"""How a client is reached: what they chose, what stops messages today, and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.care import Client, ContactPause, ContactPreference
from app.outbox import Message

MOST_MESSAGES = 50


@dataclass(frozen=True)
class Contact:
    """All that staff need to know before they write, or wonder why nothing was written."""

    client: Client
    preference: ContactPreference | None
    pause: ContactPause | None
    messages: tuple[Message, ...]

    @property
    def is_unsafe(self) -> bool:
        """Whether somebody else may read what we send."""
        return self.preference is not None and self.preference.is_unsafe

    @property
    def has_opted_out(self) -> bool:
        """Whether they want to be asked nothing."""
        return self.preference is not None and self.preference.opted_out_on is not None


def contact_of(session: Session, client: Client, *, at: datetime) -> Contact:
    """The client's contact as it is now, with the newest messages first."""
    today = clock.local(at).date()
    on_a_break = select(ContactPause).where(
        ContactPause.client_id == client.id,
        ContactPause.starts_on <= today,
        or_(ContactPause.ends_on.is_(None), ContactPause.ends_on >= today),
    )
    messages = session.scalars(
        select(Message)
        .where(Message.recipient_id == client.id)
        .order_by(Message.send_after.desc())
        .limit(MOST_MESSAGES)
    )
    return Contact(
        client=client,
        preference=session.scalar(
            select(ContactPreference).where(ContactPreference.client_id == client.id)
        ),
        pause=session.scalars(on_a_break).first(),
        messages=tuple(messages),
    )
