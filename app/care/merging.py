"""Two records of one person become one, and two again: what hangs on which is carried (HAZ-08).

Everything that names a client by a foreign key is found in the tables themselves, so that a table
that is added later is carried too. What was carried is written down row by row, and exactly that
goes back. The merged record stays as it was, without anything on it: its number still finds the
person, and nobody sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.care.clients import Client
from app.care.contact import ContactPreference
from app.db import Base, Json, table_of
from app.outbox import Message
from app.security import Sealed, SealedColumn, User

_STANDS = text("undone_at IS NULL")
Carried = dict[str, list[str]]
# A statement takes only so many values.
AT_A_TIME = 500


class MergeFault(StrEnum):
    """Why two records cannot become one as it is wanted."""

    NOT_THEIRS = "not on the caseload"
    SAME_RECORD = "one record"
    MERGED_ALREADY = "merged already"
    NUMBER_ON_OTHER = "the other one has the number"
    BIRTHDAYS_DIFFER = "dates of birth differ"
    DEATHS_DIFFER = "only one has died"
    CONTACT_DIFFERS = "contact is unsafe or unwanted on one"
    CHANGED = "changed in the meantime"


class MergeRefused(Exception):
    """The records cannot be merged or parted so, and this is why. Nothing was stored."""

    def __init__(self, fault: MergeFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class ClientMerge(Base):
    """One record was merged into another of the same person, and what was carried over."""

    __tablename__ = "client_merge"
    __table_args__ = (
        Index(
            "uq_client_merge_standing", "client_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", "undone_has_a_name"),
        CheckConstraint("client_id <> into_id", "two_records"),
    )  # fmt: skip

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    into_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    reason = Sealed()
    reason_sealed: SealedColumn
    # The ids of the rows that were carried, by "table.column".
    carried: Mapped[Carried] = mapped_column(Json)
    merged_at: Mapped[datetime]
    merged_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    client: Mapped[Client] = relationship(foreign_keys=client_id)
    into: Mapped[Client] = relationship(foreign_keys=into_id)
    merger: Mapped[User] = relationship(foreign_keys=merged_by)
    undoer: Mapped[User | None] = relationship(foreign_keys=undone_by)


@dataclass(frozen=True)
class TwoRecords:
    """A record that is to be merged, the one that stays, and what was said of them."""

    client: Client
    into: Client
    birthdays_may_differ: bool = False


def merge_fault(session: Session, two: TwoRecords) -> MergeFault | None:
    """Why these two cannot become one; None when they can."""
    client, into = two.client, two.into
    differ = client.birth_date != into.birth_date
    found = {
        MergeFault.SAME_RECORD: client.id == into.id or client.trust_id != into.trust_id,
        MergeFault.MERGED_ALREADY: bool(client.merged_into_id or into.merged_into_id),
        MergeFault.NUMBER_ON_OTHER: bool(client.nhs_number and not into.nhs_number),
        MergeFault.BIRTHDAYS_DIFFER: differ and not two.birthdays_may_differ,
        MergeFault.DEATHS_DIFFER: client.died_on != into.died_on,
        MergeFault.CONTACT_DIFFERS: _is_guarded(session, client) and not _is_guarded(session, into),
    }
    return next((fault for fault, is_so in found.items() if is_so), None)


def hold_clients(session: Session, *ids: UUID) -> None:
    """Nobody else merges these or changes their courses while this transaction lasts.

    What is answered meanwhile is not kept waiting.
    """
    rows = select(Client).where(Client.id.in_(ids)).order_by(Client.id)
    rows = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    session.scalars(rows).all()


def carry(session: Session, client_id: UUID, into_id: UUID) -> Carried:
    """Give all that is the one's to the other; which rows those were.

    What the other has already, such as a choice of how we write, stays behind.
    """
    carried: Carried = {}
    for column in client_columns():
        rows = column.table
        mine = select(rows.c.id).where(column == client_id, *_not_there(column, into_id))
        # Not so hard that whoever answers waits to name these rows; they may not read whose it is.
        held = mine.order_by(rows.c.id).with_for_update(key_share=True)
        ids = list(session.scalars(held))
        _give(session, column, ids, into_id)
        if ids:
            carried[f"{rows.name}.{column.name}"] = [str(id_) for id_ in ids]
    session.expire_all()
    return carried


def carry_back(session: Session, merge: ClientMerge) -> None:
    """Give back what was carried, as far as it is still where it was carried to."""
    for column in client_columns():
        ids = [UUID(id_) for id_ in merge.carried.get(f"{column.table.name}.{column.name}", ())]
        _give(session, column, ids, merge.client_id, only_of=merge.into_id)
    session.expire_all()


def client_columns() -> Iterator[Column[Any]]:
    """Every column that says whose something is, those that others depend on first."""
    apart = (Client.__tablename__, ClientMerge.__tablename__)
    for table in Base.metadata.sorted_tables:
        for column in table.columns if table.name not in apart else ():
            if any(key.column.table.name == Client.__tablename__ for key in column.foreign_keys):
                yield column
    yield table_of(Message).c.recipient_id  # messages know of no clients


def merges_into(session: Session, client_id: UUID) -> list[ClientMerge]:
    """What was merged into this record, also what was undone, the newest first."""
    found = (
        select(ClientMerge)
        .where(ClientMerge.into_id == client_id)
        .order_by(ClientMerge.merged_at.desc(), ClientMerge.id)
        .options(joinedload(ClientMerge.client), joinedload(ClientMerge.merger))
        .options(joinedload(ClientMerge.undoer))
    )
    return list(session.scalars(found))


def standing_for(session: Session, client: Client) -> Client:
    """The record of that person: itself, or the one that it was merged into."""
    while client.merged_into_id:
        client = session.get_one(Client, client.merged_into_id)
    return client


def counted(session: Session, client: Client) -> dict[str, int]:
    """How many rows of each table would be carried."""
    rows = {
        column.table.name: select(func.count()).where(column == client.id)
        for column in client_columns()
    }
    found = {name: session.scalar(count) or 0 for name, count in rows.items()}
    return {name: number for name, number in found.items() if number}


def _give(
    session: Session, column: Column[Any], ids: list[UUID], to: UUID, *, only_of: UUID | None = None
) -> None:
    rows = column.table
    for start in range(0, len(ids), AT_A_TIME):
        some = update(rows).where(rows.c.id.in_(ids[start : start + AT_A_TIME]))
        if only_of:
            some = some.where(column == only_of)
        session.execute(some.values({column: to}))


def _not_there(column: Column[Any], into_id: UUID) -> Iterator[ColumnElement[bool]]:
    """That the other has no such row already, where there may be only one."""
    theirs = column.table.alias()
    for rule in column.table.constraints:
        if isinstance(rule, UniqueConstraint) and column.name in rule.columns:
            same = [theirs.c[c.name] == c for c in rule.columns if c is not column]
            yield ~exists().where(theirs.c[column.name] == into_id, *same)


def _is_guarded(session: Session, client: Client) -> bool:
    """Whether writing to them is unsafe or unwanted: that must not be lost."""
    chosen = session.scalar(
        select(ContactPreference).where(ContactPreference.client_id == client.id)
    )
    return chosen is not None and (chosen.is_unsafe or chosen.opted_out_on is not None)
