"""The audit trail: who did what to which record, when. Added to, never changed (SEC-39, SEC-40).

Each row carries an HMAC over itself and the row before it. A row changed, removed, added in the
middle or moved breaks its chain, and `verify` names the first bad one; each chain's head says
how long it is, so a missing tail shows as well. The head is an HMAC over the last row's, so that
whoever cuts the tail off cannot make a head that fits from the rows that are left.

There are several chains, and a subject's rows always share one. A single chain would make
everybody in the service wait for one another to save an answer. All of them begin together, with
the first row of the trail, and each with a head that takes the audit key: none can be taken away,
or put back to its beginning, without that key.

What no chain can show is that all of it is as it was some time ago: rows and heads together, put
back from a copy. `heads` is for that: kept elsewhere, it is what `verify` compares with.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

from sqlalchemy import (
    RowMapping,
    Select,
    UniqueConstraint,
    bindparam,
    event,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import NullType

from app.db import Base, dialect_of, insert_unless_there, table_of
from app.prepared import Prepared
from app.security.crypto import keyring

CHAINS = 16
# What the first rows of chains were bound to before chains began with a head that takes the key.
# Nothing is bound to it any more: a head that says so was put there by somebody without the key.
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
    length: Mapped[int]
    head: Mapped[str]


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


def audit_order(subject: Auditable) -> int:
    """What to sort by when one transaction audits many subjects.

    Two transactions that lock the same chains in the same order never wait for each other.
    """
    return _chain_for(subject.id)


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was written."""

    chain: int
    position: int
    reason: str


class Head(NamedTuple):
    """How far a chain had come, and the proof of it."""

    chain: int
    length: int
    head: str


def heads(session: Session) -> list[Head]:
    """Every chain's head, to be kept where nobody can reach it who can reach the database."""
    found = select(AuditChain.number, AuditChain.length, AuditChain.head)
    return [Head(*row) for row in session.execute(found.order_by(AuditChain.number))]


def verify(session: Session, kept: Sequence[Head] = ()) -> Fault | None:
    """The first bad row of the trail, or None when every row is as it was written.

    Each chain must also hold the head that was kept of it earlier, if there is one.
    """
    there = {head.chain: head for head in heads(session)}
    earlier = {head.chain: head for head in kept}
    if not there and session.scalar(select(AuditEvent.chain).limit(1)) is None:
        return Fault(0, 1, "the trail is empty: nothing was done yet, or all of it was removed")
    for number in range(CHAINS):
        if number not in there:
            return Fault(number, 1, "the head of the chain is missing")
        if fault := _fault_in(session, there[number], earlier.get(number)):
            return fault
    return _fault_outside(session)


_CHAINS, _EVENTS = table_of(AuditChain), table_of(AuditEvent)
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
_ADD_EVENT = insert(_EVENTS)
# PostgreSQL does both in one journey to the server and back.
_WRITE = {
    "sqlite": (Prepared(_ADD_EVENT), Prepared(_MOVE_HEAD)),
    "postgresql": (Prepared(_ADD_EVENT.add_cte(_MOVE_HEAD.cte("moved"))),),
}
_COLUMNS = (
    "chain", "position", "at", "event", "actor_kind", "actor_id",
    "subject_kind", "subject_id", "detail",
)  # fmt: skip


def _fault_in(session: Session, there: Head, earlier: Head | None) -> Fault | None:
    position, head, read = 0, START, _reader(session)
    try:
        with session.execute(_stored(there.chain)) as stored:
            rows = map(read, stored.mappings())
            for position, found in enumerate(_walk(there.chain, rows)):
                if isinstance(found, Fault):
                    return found
                head = found
                if earlier and earlier.length == position and earlier.head != head:
                    return Fault(there.chain, position, "is not what it was when its head was kept")
    except DBAPIError as error:  # SQLite keeps whatever it is given, also what is no text
        return Fault(there.chain, position + 1, f"from here on, a row cannot be read: {error.orig}")
    return _fault_at_end(Head(there.chain, position, head), there, earlier)


def _fault_at_end(found: Head, there: Head, earlier: Head | None) -> Fault | None:
    if found != there:
        return Fault(found.chain, found.length + 1, "the end of the chain is missing")
    if earlier and earlier.length > found.length:
        reason = f"the chain ends here, and had {earlier.length} rows when its head was kept"
        return Fault(found.chain, found.length + 1, reason)
    return None


class _Row(NamedTuple):
    """A row as it is there. Its text is all that the HMAC covers, None where that is damaged."""

    id: str
    position: int
    mac: str
    text: str | None


def _walk(chain: int, rows: Iterable[_Row]) -> Iterator[str | Fault]:
    """The head that the chain had before its first row and after each; a fault where it breaks."""
    yield (head := _beginning_of(chain))
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            yield Fault(chain, position, "a row is missing")
        elif row.text is None:
            yield Fault(chain, position, f"row {row.id} was changed into what cannot be read")
        elif not _is_bound(row, {head} if position > 1 else {head, START}):
            yield Fault(chain, position, f"row {row.id} was changed, added or moved")
        yield (head := _head_after(row.mac))


def _stored(chain: int) -> Select[*tuple[Any, ...]]:
    """The rows as the driver gives them: what was tampered with may have no meaning."""
    columns = [type_coerce(column, NullType()).label(column.name) for column in _EVENTS.columns]
    rows = select(*columns).where(_EVENTS.c.chain == chain).order_by(_EVENTS.c.position)
    return rows.execution_options(yield_per=1000)


def _reader(session: Session) -> Callable[[RowMapping], _Row]:
    """What makes a row of one as the driver gives it."""
    dialect = session.get_bind().dialect
    meanings = {
        name: _EVENTS.c[name].type.dialect_impl(dialect).result_processor(dialect, None)
        for name in ("id", *_COLUMNS)
    }

    def read(found: RowMapping) -> _Row:
        text = None
        try:
            values: dict[str, Any] = {
                name: f(found[name]) if f else found[name] for name, f in meanings.items()
            }
            text = _text(*(values[name] for name in _COLUMNS))
        except (ValueError, TypeError, AttributeError):
            pass
        return _Row(_id(found["id"]), found["position"], str(found["mac"]), text)

    return read


def _id(found: object) -> str:
    """A row's id as the trail shows it, or what stands in its place."""
    try:
        return str(UUID(str(found)))
    except ValueError:
        return str(found)


def _is_bound(row: _Row, heads: set[str]) -> bool:
    return any(row.mac == keyring().sign(f"{head}{row.text}") for head in heads)


def _fault_outside(session: Session) -> Fault | None:
    """Rows of chains that there are none of."""
    stray = select(AuditEvent.chain, AuditEvent.position).where(
        AuditEvent.chain.not_in(range(CHAINS))
    )
    found = session.execute(stray.limit(1)).one_or_none()
    return Fault(*found, "there is no such chain") if found else None


def _lock_head(session: Session, number: int) -> tuple[int, str]:
    """The chain's length and head, held for this transaction."""
    found = _HEAD.one_or_none(session, of_chain=number)
    if found is None:
        _begin(session, number)
        [found] = _HEAD.all(session, of_chain=number)
    length, head = found
    # The row is written, as what it tells of has been done; but it proves nothing, so it shows.
    return length, "nothing" if head == START else head


def _begin(session: Session, missing: int) -> None:
    """Begin all chains at once. One that is missing alone was removed, and must stay a fault."""
    if session.scalar(select(AuditChain.number).limit(1)) is None:
        for number in range(CHAINS):
            new = {"id": uuid4(), "number": number, "length": 0, "head": _beginning_of(number)}
            insert_unless_there(session, AuditChain, new)
    else:
        lost = {"id": uuid4(), "number": missing, "length": 0, "head": START}
        insert_unless_there(session, AuditChain, lost)


def _beginning_of(chain: int) -> str:
    return keyring().sign(f"beginning of chain {chain}")


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
