"""Codes by which people in therapy sign in: six digits, sent to the contact that is on record.

Asking for one stores the same for everybody, known or not (SEC-20): whose it is, and whether there
is a code at all, is found out afterwards, by a worker. The web session of the browser that asked
holds the row's id, and no other browser can use it (SEC-19).
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base
from app.security.crypto import keyring
from app.security.passwords import hash_password, password_is

DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
# So that nobody is sent a hundred codes, or has them guessed at one after the other for days.
MOST_PER_HOUR, MOST_PER_DAY = 5, 10
FORGOTTEN_AFTER = timedelta(days=2)


class SignInCode(Base):
    """One request for a code, and what became of it. The code is kept only as a salted hash."""

    __tablename__ = "sign_in_code"

    # What was typed, as a keyed hash, or who was on a check-in. Neither: it was asked too often.
    contact_lookup: Mapped[str | None]
    client_id: Mapped[UUID | None] = mapped_column(index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    code_hash: Mapped[str | None]
    made_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    # Used, or of no use any more: a newer one took its place, or it may be in wrong hands.
    ended_at: Mapped[datetime | None]


def ask_for_code(
    session: Session, *, contact_lookup: str | None, client_id: UUID | None, at: datetime
) -> SignInCode:
    """A request for a code. Those that are past any use are forgotten."""
    session.execute(delete(SignInCode).where(SignInCode.asked_at < at - FORGOTTEN_AFTER))
    asked = SignInCode(contact_lookup=contact_lookup, client_id=client_id, asked_at=at)
    session.add(asked)
    session.flush()
    return asked


def may_have_code(session: Session, client_id: UUID, *, at: datetime) -> bool:
    """Whether so few were made for this person of late that there may be one more."""
    return all(
        _count(session, client_id, since=at - span) < most
        for span, most in ((timedelta(hours=1), MOST_PER_HOUR), (timedelta(days=1), MOST_PER_DAY))
    )


def make_code(session: Session, asked: SignInCode, client_id: UUID, *, at: datetime) -> str:
    """The code, seen here once and never again; older ones of this person end (SEC-19)."""
    end_codes_of(session, client_id, at=at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    asked.client_id, asked.made_at = client_id, at
    asked.code_hash = hash_password(_keyed(asked.id, code))
    return code


def is_code_live(session: Session, client_id: UUID, *, made_at: datetime, at: datetime) -> bool:
    """Whether the code that was made for this person at that moment can still be used."""
    if at >= made_at + CODE_LIFE:
        return False
    live = select(SignInCode.id).where(
        SignInCode.client_id == client_id,
        SignInCode.made_at == made_at,
        SignInCode.ended_at.is_(None),
    )
    return session.scalar(live) is not None


def use_code(session: Session, code_id: UUID, typed: str, *, at: datetime) -> UUID | None:
    """Whose code it is, if it is right; then it is used up. Every try counts, and so does this one.

    It takes as long when there is no code at all.
    """
    code = _count_try(session, code_id)
    is_right = password_is(_keyed(code_id, typed), code.code_hash if code else None)
    if not (is_right and code and code.made_at and at < code.made_at + CODE_LIFE):
        return None
    code.ended_at = at
    return code.client_id


def end_codes_of(session: Session, client_id: UUID, *, at: datetime) -> None:
    """No code that this person was sent until now can be used any more."""
    session.execute(
        update(SignInCode)
        .where(SignInCode.client_id == client_id, SignInCode.ended_at.is_(None))
        .where(SignInCode.made_at.is_not(None))
        .values(ended_at=at)
    )


def _count_try(session: Session, code_id: UUID) -> SignInCode | None:
    """The request, if it can still be tried. Of tries at the same moment each counts."""
    counted = (
        update(SignInCode)
        .where(SignInCode.id == code_id, SignInCode.ended_at.is_(None))
        .where(SignInCode.tries < MOST_TRIES)
        .values(tries=SignInCode.tries + 1)
        .returning(SignInCode)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalar(counted)


def _count(session: Session, client_id: UUID, *, since: datetime) -> int:
    made = select(func.count(SignInCode.id)).where(
        SignInCode.client_id == client_id, SignInCode.made_at > since
    )
    return session.scalar(made) or 0


def _keyed(code_id: UUID, code: str) -> str:
    """A million codes are soon tried by who has the database; not without our key."""
    return keyring().lookup("sign_in_code", f"{code_id}\0{code}")
