"""Links that were to be sent to somebody and have not left."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox import Message, MessageKind
from app.scheduling import Invitation

LINKS = (MessageKind.INVITATION, MessageKind.NEW_LINK)


@dataclass(frozen=True)
class UnsentLink:
    """A link in the queue; `problem` says why it has not left, and is empty while it only waits."""

    problem: str


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
        select(Message.check_in_id, Message.problem)
        .where(Message.check_in_id.in_(check_in_ids), Message.kind.in_(LINKS))
        .where(Message.sent_at.is_(None), is_wanted)
        .order_by(Message.created_at)
    )
    return {id_: UnsentLink(problem) for id_, problem in session.execute(found) if id_}
