"""Web sessions: what the portal knows about a browser, kept here and not in the browser.

The browser holds a random id and nothing else; we hold only the id's hash (SEC-23, SEC-26).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, table_of
from app.prepared import Prepared

TOUCH_AFTER = timedelta(seconds=60)
# Longer than any session may live, so that a page can still say why it ended.
FORGOTTEN_AFTER = timedelta(days=2)


class WebSession(Base):
    """One browser's session. `user_id` is set when a member of staff is signed in."""

    __tablename__ = "web_session"
    __table_args__ = (Index("ix_web_session_last_active_at", "last_active_at"),)

    key_hash: Mapped[str] = mapped_column(unique=True)
    data: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    last_active_at: Mapped[datetime]


_ROWS = table_of(WebSession)
_ADD = Prepared(insert(_ROWS))
_FIND = Prepared(
    select(*_ROWS.c["id", "data", "user_id", "created_at", "last_active_at"]).where(
        _ROWS.c.key_hash == bindparam("key_hash")
    )
)
_FORGET = Prepared(delete(_ROWS).where(_ROWS.c.last_active_at < bindparam("before")))


@dataclass(frozen=True)
class Limits:
    """How long a session lives: since its last real action, and at the very longest."""

    staff_idle: timedelta
    person_idle: timedelta
    longest: timedelta

    def idle_for(self, stored: "StoredSession") -> timedelta:
        """The idle limit of this session. A half-finished sign-in counts as staff."""
        is_staff = stored.user_id is not None or "tf_user_id" in stored.data
        return self.staff_idle if is_staff else self.person_idle


@dataclass(frozen=True)
class StoredSession:
    """A session as it was found."""

    id: UUID
    data: dict[str, Any]
    user_id: UUID | None
    created_at: datetime
    last_active_at: datetime

    def is_over(self, limits: Limits, at: datetime) -> bool:
        """Whether nothing of it may be used any more: too old, or a staff session left idle."""
        idle_staff = self.user_id is not None or "tf_user_id" in self.data
        too_old = at - self.created_at >= limits.longest
        return too_old or (idle_staff and self.is_idle(limits, at))

    def is_idle(self, limits: Limits, at: datetime) -> bool:
        """Whether nothing was done in it for longer than allowed."""
        return at - self.last_active_at >= limits.idle_for(self)


def new_session_key() -> str:
    """A session id to give to a browser: 256 random bits."""
    return secrets.token_urlsafe(32)


def find_web_session(session: Session, key: str) -> StoredSession | None:
    """What is known about the browser with this session id."""
    row = _FIND.one_or_none(session, key_hash=_hash(key))
    return None if row is None else StoredSession(*row)


def add_web_session(
    session: Session, key: str, data: dict[str, Any], user_id: UUID | None, at: datetime
) -> None:
    """Start to remember this browser."""
    values = {
        "id": uuid4(),
        "key_hash": _hash(key),
        "data": data,
        "user_id": user_id,
        "created_at": at,
        "last_active_at": at,
    }
    _ADD.run(session, **values)


def change_web_session(session: Session, found: UUID, **values: Any) -> None:
    """Store what changed. A session that was ended in the meantime stays ended."""
    session.execute(update(WebSession).where(WebSession.id == found).values(**values))


def end_web_session(session: Session, found: UUID) -> None:
    """Forget this session; its id opens nothing any more."""
    session.execute(delete(WebSession).where(WebSession.id == found))


def end_web_sessions_of(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of an account, on every device, but perhaps this one (SEC-25)."""
    statement = delete(WebSession).where(WebSession.user_id == user_id)
    session.execute(statement if but is None else statement.where(WebSession.id != but))


def end_visits_to(session: Session, check_in_id: UUID) -> None:
    """End every visit that was begun from a link to this check-in, in every browser."""
    on_it = WebSession.data["visit"]["check_in"].as_string() == str(check_in_id)
    session.execute(
        delete(WebSession).where(on_it), execution_options={"synchronize_session": False}
    )


def end_spaces_of(session: Session, client_id: UUID) -> None:
    """Sign somebody out of their own space, in every browser."""
    is_theirs = WebSession.data["space"]["client"].as_string() == str(client_id)
    session.execute(
        delete(WebSession).where(is_theirs), execution_options={"synchronize_session": False}
    )


def forget_old_web_sessions(session: Session, at: datetime) -> None:
    """Delete the sessions that are past any use, whatever their limits."""
    _FORGET.run(session, before=at - FORGOTTEN_AFTER)


def _hash(key: str) -> str:
    # No salt and no slow hash: nobody can guess 256 random bits.
    return hashlib.sha256(key.encode()).hexdigest()
