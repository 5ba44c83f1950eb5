"""The audit trail: who did what to which record, when. Added to, never changed (SEC-39, SEC-40).

Each row carries an HMAC over itself and the row before it. A row changed, removed, added in the
middle or moved breaks its chain, and `verify` names the first bad one; each chain's head says
how long it is, so a missing tail shows as well. The head is an HMAC over the last row's, so that
whoever cuts the tail off cannot make a head that fits from the rows that are left.

There are several chains, and a subject's rows always share one. A single chain would make
everybody in the service wait for one another to save an answer.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, dialect_of, insert_unless_there, table_of
from app.prepared import Prepared
from app.security.crypto import keyring

CHAINS = 16
START = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who does something: a member of staff, a client, or the portal itself."""

    kind: str
    id: UUID | None = None


SYSTEM = Actor("system")


class Auditable(Protocol):
    """Something that the trail can name: a row of a table."""

    @property
    def __tablename__(self) -> str:
        """Which table."""

    @property
    def id(self) -> UUID:
        """Which row."""


@dataclass(frozen=True)
class Subject:
    """A row by its table's name and its id, where nobody needs more of it."""

    __tablename__: str
    id: UUID


class AuditIsFinal(Exception):
    """Audit rows cannot be changed or deleted."""


class AuditChain(Base):
    """The head of one chain: how long it is and an HMAC over the last row's."""

    __tablename__ = "audit_chain"

    number: Mapped[int] = mapped_column(unique=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default=START)


class AuditEvent(Base):
    """One thing that was done. Holds no answer, name, contact or token."""

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("chain", "position"),)

    chain: Mapped[int]
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(default="")
    mac: Mapped[str]

    def as_text(self) -> str:
        """Everything the HMAC covers, in one unambiguous line."""
        return _text(
            self.chain,
            self.position,
            self.at,
            self.event,
            self.actor_kind,
            self.actor_id,
            self.subject_kind,
            self.subject_id,
            self.detail,
        )


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse(_mapper: object, _connection: object, row: AuditEvent) -> None:
    raise AuditIsFinal(f"Audit event {row.id} cannot be changed or deleted")


def audit(
    session: Session,
    event: str,
    *,
    by: Actor,
    at: datetime,
    subject: Auditable | None = None,
    detail: str = "",
) -> None:
    """Add one row to the trail, in the caller's own transaction.

    Call it last in an action: from here to the commit, others who write to the same chain wait.
    `detail` says what a reader of the trail needs, never an answer, a name or a token.
    """
    subject_kind, subject_id = (subject.__tablename__, subject.id) if subject else (None, None)
    chain = _chain_for(subject_id or by.id)
    length, head = _lock_head(session, chain)
    row = (chain, length + 1, at, event, by.kind, by.id, subject_kind, subject_id, detail)
    mac = keyring().sign(head + _text(*row))
    values = dict(zip(_COLUMNS, row, strict=True)) | {"id": uuid4(), "mac": mac}
    head_moves = {"of_chain": chain, "new_length": length + 1, "new_head": _head_after(mac)}
    for statement in _WRITE[dialect_of(session)]:
        statement.run(session, **values, **head_moves)


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was written."""

    chain: int
    position: int
    reason: str


def verify(session: Session) -> Fault | None:
    """The first bad row of the trail, or None when every row is as it was written."""
    heads = {chain.number: chain for chain in session.scalars(select(AuditChain))}
    for number in sorted(heads.keys() | set(session.scalars(select(AuditEvent.chain).distinct()))):
        if number not in heads:
            return Fault(number, 1, "the head of the chain is missing")
        if fault := _fault_in(session, heads[number]):
            return fault
    return None


_CHAINS = table_of(AuditChain)
_HEAD = Prepared(
    select(_CHAINS.c.length, _CHAINS.c.head)
    .where(_CHAINS.c.number == bindparam("of_chain"))
    .with_for_update()
)
_MOVE_HEAD = (
    update(_CHAINS)
    .where(_CHAINS.c.number == bindparam("of_chain"))
    .values(length=bindparam("new_length"), head=bindparam("new_head"))
)
_ADD_EVENT = insert(table_of(AuditEvent))
# PostgreSQL does both in one journey to the server and back.
_WRITE = {
    "sqlite": (Prepared(_ADD_EVENT), Prepared(_MOVE_HEAD)),
    "postgresql": (Prepared(_ADD_EVENT.add_cte(_MOVE_HEAD.cte("moved"))),),
}
_COLUMNS = (
    "chain", "position", "at", "event", "actor_kind", "actor_id",
    "subject_kind", "subject_id", "detail",
)  # fmt: skip


def _fault_in(session: Session, chain: AuditChain) -> Fault | None:
    rows = select(AuditEvent).where(AuditEvent.chain == chain.number).order_by(AuditEvent.position)
    with session.scalars(rows.execution_options(yield_per=1000)) as found:
        return _first_fault(chain, found)


def _first_fault(chain: AuditChain, rows: Iterable[AuditEvent]) -> Fault | None:
    head, position = START, 0
    for row in rows:
        position += 1
        if row.position != position:
            return Fault(chain.number, position, "a row is missing")
        if row.mac != keyring().sign(head + row.as_text()):
            return Fault(chain.number, position, f"row {row.id} was changed, added or moved")
        head = _head_after(row.mac)
    if (position, head) != (chain.length, chain.head):
        return Fault(chain.number, position + 1, "the end of the chain is missing")
    return None


def _lock_head(session: Session, number: int) -> tuple[int, str]:
    """The chain's length and head, held for this transaction."""
    found = _HEAD.one_or_none(session, of_chain=number)
    if found is None:
        new = {"id": uuid4(), "number": number, "length": 0, "head": START}
        insert_unless_there(session, AuditChain, new)
        [found] = _HEAD.all(session, of_chain=number)
    length, head = found
    return length, head


def _head_after(mac: str) -> str:
    return keyring().sign(f"head {mac}")


def _chain_for(subject: UUID | None) -> int:
    return subject.int % CHAINS if subject else 0


def _text(
    chain: int, position: int, at: datetime, event: str, actor_kind: str, actor_id: UUID | None,
    subject_kind: str | None, subject_id: UUID | None, detail: str,
) -> str:  # fmt: skip
    ids = [str(actor_id), subject_kind, str(subject_id)]
    moment = at.astimezone(UTC).isoformat()
    return json.dumps([chain, position, moment, event, actor_kind, *ids, detail])
