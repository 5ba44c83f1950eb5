"""Links that were to reach somebody and have not: waiting, not sent, or sent in vain."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox import Message, Reason
from app.scheduling import Invitation


@dataclass(frozen=True)
class UnsentLink:
    """A link that has not arrived; `reason` says why, and is None while it only waits.

    `to_post_since` is set while it waits as a letter for somebody to print and post it.
    """

    reason: Reason | None
    to_post_since: datetime | None = None


def unsent_links(session: Session, check_in_ids: Collection[UUID]) -> dict[UUID, UnsentLink]:
    """By check-in. A link that was taken away, or replaced by another, is not waited for."""
    is_wanted = (
        select(Invitation.id)
        .where(Invitation.check_in_id == Message.check_in_id)
        .where(Invitation.created_at <= Message.created_at)
        .where(Invitation.replaced_at.is_(None), Invitation.revoked_at.is_(None))
        .exists()
    )
    found = (
        select(Message)
        .where(Message.check_in_id.in_(check_in_ids), is_wanted)
        .order_by(Message.check_in_id, Message.send_after)
    )
    by_check_in = groupby(session.scalars(found), key=lambda message: message.check_in_id)
    states = {id_: _state(messages) for id_, messages in by_check_in if id_}
    return {id_: state for id_, state in states.items() if state}


def _state(messages: Iterable[Message]) -> UnsentLink | None:
    """None once any of them has left and was not sent back, be it a reminder."""
    every = list(messages)
    if any(message.sent_at and not message.failed_at for message in every):
        return None
    if letter := next((message for message in every if message.is_to_post), None):
        return UnsentLink(None, letter.to_post_since)
    tried = [message for message in every if message.reason]
    return UnsentLink(tried[-1].reason if tried else None)
