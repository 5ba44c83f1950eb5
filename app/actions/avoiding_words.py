"""The words that a service would rather not use."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import codesign, security
from app.codesign import Jargon
from app.db import insert_unless_there
from app.security import Subject, User


def avoid_words(
    session: Session, service_id: UUID, words: Mapping[str, str], *, user: User, at: datetime
) -> None:
    """Remark on these words from now on; each with what to say instead, "" for nothing else.

    What is on the list already stays as it is there.
    """
    for word, instead in words.items():
        row = {
            "id": uuid4(), "service_id": service_id, "word": _short(word),
            "instead": _short(instead), "added_at": at, "added_by": user.id,
        }  # fmt: skip
        insert_unless_there(session, Jargon, row)
    _audit(session, "jargon.added", service_id, ", ".join(map(_short, words)), user=user, at=at)
    session.commit()


def allow_word(session: Session, service_id: UUID, word: str, *, user: User, at: datetime) -> None:
    """Remark on this word no more."""
    session.execute(delete(Jargon).where(Jargon.service_id == service_id, Jargon.word == word))
    _audit(session, "jargon.removed", service_id, _short(word), user=user, at=at)
    session.commit()


def _short(word: str) -> str:
    return " ".join(word.replace("\0", "").split())[: codesign.LONGEST_JARGON]


def _audit(
    session: Session, event: str, service_id: UUID, detail: str, *, user: User, at: datetime
) -> None:
    subject = Subject("service", service_id)
    security.audit(session, event, subject=subject, by=user.actor, at=at, detail=detail[:500])
