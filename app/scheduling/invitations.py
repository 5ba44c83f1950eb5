"""Links: made, recognised, replaced, revoked."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.care import Client
from app.db import table_of
from app.prepared import Prepared
from app.scheduling.check_ins import CheckIn, Invitation

TOKEN_BYTES = 16
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")


class LinkState(StrEnum):
    """Whether a link still opens its check-in, and if not, why."""

    OPEN = "open"
    FINISHED = "finished"
    CLOSED = "closed"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Link:
    """What a link opens, and whether it still does, as plain values for whoever holds it."""

    __tablename__ = Invitation.__tablename__

    id: UUID
    check_in_id: UUID
    expires_at: datetime
    replaced_at: datetime | None
    revoked_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    client_id: UUID
    language: str


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
    """The invitation with this token, dead or alive; None for one that we never made, or that
    leads to what was set aside."""
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    return session.scalar(LEADS_SOMEWHERE.where(Invitation.token_hash == token_hash(token)))


def find_link(session: Session, token: str) -> Link | None:
    """The same for whoever opens it: which check-in it leads to, and in which language."""
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    row = _LINK.one_or_none(session, hash=token_hash(token))
    return Link(*row) if row else None


def link_state(link: Invitation | Link, *, at: datetime) -> LinkState:
    """Whether the link is open at that moment. Having been opened before is no reason not to be."""
    if link.completed_at:
        return LinkState.FINISHED
    if link.closed_at:
        return LinkState.CLOSED
    if link.revoked_at:
        return LinkState.REVOKED
    if link.replaced_at:
        return LinkState.REPLACED
    return LinkState.OPEN if at < link.expires_at else LinkState.EXPIRED


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


def revoke_open_links(session: Session, episode_ids: Collection[UUID], *, at: datetime) -> None:
    """Take away every link to what these courses have asked and nobody has finished."""
    unfinished = select(CheckIn.id).where(
        CheckIn.episode_id.in_(episode_ids), CheckIn.completed_at.is_(None)
    )
    session.execute(
        update(Invitation)
        .where(Invitation.check_in_id.in_(unfinished))
        .where(Invitation.replaced_at.is_(None), Invitation.revoked_at.is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session="fetch")
    )


def token_hash(token: str) -> str:
    """What is stored of a token. It has 128 random bits, so a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode()).hexdigest()


# What was set aside is nobody's, and as if it had never been asked.
LEADS_SOMEWHERE = (
    select(Invitation)
    .join(CheckIn, CheckIn.id == Invitation.check_in_id)
    .where(CheckIn.client_id.is_not(None))
)

_I, _C = table_of(Invitation), table_of(CheckIn)
_LINK = Prepared(
    select(
        *(_I.c.id, _I.c.check_in_id, _I.c.expires_at, _I.c.replaced_at, _I.c.revoked_at),
        *(_C.c.completed_at, _C.c.closed_at, _C.c.client_id, table_of(Client).c.language),
    )
    .join_from(_I, _C)
    .join(table_of(Client), table_of(Client).c.id == _C.c.client_id)
    .where(_I.c.token_hash == bindparam("hash"))
)
