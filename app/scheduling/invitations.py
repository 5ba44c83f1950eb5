"""Links: made, recognised, replaced, revoked."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from app.care import Client
from app.scheduling.check_ins import CheckIn, Invitation

TOKEN_BYTES = 16
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")


class LinkState(StrEnum):
    """Whether a link still opens its check-in, and if not, why."""

    OPEN = "open"
    FINISHED = "finished"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


def invite(
    session: Session, check_in: CheckIn, *, at: datetime, days: int
) -> tuple[Invitation, str]:
    """A new link to the check-in and its token, seen here once and never again.

    Links made before it stop working, so that a forwarded or forgotten one does no harm (SEC-16).
    """
    replace_links(session, check_in.id, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        check_in_id=check_in.id,
        token_hash=token_hash(token),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def find_invitation(session: Session, token: str) -> Invitation | None:
    """The invitation with this token, dead or alive; None for one that we never made."""
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    return session.scalar(_INVITATION, {"hash": token_hash(token)})


def link_state(invitation: Invitation, *, at: datetime) -> LinkState:
    """Whether the link is open at that moment. Having been opened before is no reason not to be."""
    if invitation.check_in.completed_at:
        return LinkState.FINISHED
    if invitation.revoked_at:
        return LinkState.REVOKED
    if invitation.replaced_at:
        return LinkState.REPLACED
    return LinkState.OPEN if at < invitation.expires_at else LinkState.EXPIRED


def newest_invitation(session: Session, check_in_id: UUID) -> Invitation | None:
    """The link that took the place of all others to the check-in, whatever became of it since."""
    found = select(Invitation).where(
        Invitation.check_in_id == check_in_id, Invitation.replaced_at.is_(None)
    )
    return session.scalar(found)


def replace_links(session: Session, check_in_id: UUID, *, at: datetime) -> None:
    """End every link to the check-in that has not ended, because a newer one takes its place."""
    session.execute(
        update(Invitation)
        .where(Invitation.check_in_id == check_in_id, Invitation.replaced_at.is_(None))
        .values(replaced_at=at)
    )


def token_hash(token: str) -> str:
    """What is stored of a token. It has 128 random bits, so a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode()).hexdigest()


_INVITATION = (
    select(Invitation)
    .where(Invitation.token_hash == bindparam("hash"))
    .options(
        joinedload(Invitation.check_in, innerjoin=True)
        .joinedload(CheckIn.client, innerjoin=True)
        .load_only(Client.language)
    )
)
