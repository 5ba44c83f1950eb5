"""Links with which anybody may try a version of a form, for some days, keeping nothing."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.codesign.comments import TryLink

TRY_DAYS = 14
TOKEN_BYTES = 16


def new_try_link(
    session: Session, version_id: UUID, *, by: UUID, at: datetime
) -> tuple[TryLink, str]:
    """A link and its token, which is kept nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = TryLink(
        version_id=version_id, token_hash=_hash(token), made_at=at, made_by=by,
        expires_at=at + timedelta(days=TRY_DAYS),
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link, token


def find_try_link(session: Session, token: str, *, at: datetime) -> TryLink | None:
    """The link with this token, as long as it works."""
    link = session.scalar(select(TryLink).where(TryLink.token_hash == _hash(token)))
    works = link is not None and link.ended_at is None and at < link.expires_at
    return link if works else None


def try_links_to(session: Session, version_id: UUID, *, at: datetime) -> Sequence[TryLink]:
    """The links to a version that work, the newest first."""
    found = select(TryLink).where(
        TryLink.version_id == version_id, TryLink.ended_at.is_(None), TryLink.expires_at > at
    )
    return session.scalars(found.order_by(TryLink.made_at.desc(), TryLink.id)).all()


def _hash(token: str) -> str:
    """It has 128 random bits, so a plain hash of it cannot be reversed."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
