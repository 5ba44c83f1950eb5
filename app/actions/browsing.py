"""Remembering a browser between its requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import security


@dataclass(frozen=True, kw_only=True)
class BrowserChange:
    """What became of a web session during one request."""

    key: str
    found: UUID | None
    user_id: UUID | None
    data: dict[str, Any]
    changed: bool
    ended: UUID | None
    at: datetime


def remember_browser(session: Session, change: BrowserChange) -> None:
    """Store the web session, and end the one it replaces."""
    # What the page itself left unfinished must not be stored along with it.
    session.rollback()
    if change.ended:
        security.end_web_session(session, change.ended)
    if change.found:
        values = {"data": change.data} if change.changed else {}
        security.change_web_session(session, change.found, last_active_at=change.at, **values)
    elif change.data:
        security.forget_old_web_sessions(session, change.at)
        security.add_web_session(session, change.key, change.data, change.user_id, change.at)
    session.commit()
