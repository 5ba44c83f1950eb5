"""Answers while they are being given: each one saved alone, safe the moment it is acknowledged."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ClauseElement,
    ForeignKey,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, table_of, upsert
from app.instruments import Instrument, Item
from app.prepared import Prepared
from app.scheduling import Assignment


class DraftAnswer(Base):
    """One answer of an unfinished questionnaire: a value, or "I'd rather not answer"."""

    __tablename__ = "draft_answer"
    __table_args__ = (
        UniqueConstraint("assignment_id", "item"),
        CheckConstraint("(value IS NULL) = declined", "value_or_declined"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"))
    item: Mapped[str]
    value: Mapped[int | None]
    declined: Mapped[bool]
    language: Mapped[str]
    # Only the visit that gave an answer may see it again (SEC-17).
    visit: Mapped[UUID]
    # Which page gave it, and that page's count: a late repeat never overwrites a newer answer.
    tab: Mapped[str]
    seq: Mapped[int]
    answered_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Answer:
    """What someone answered to one item. `value` None means "I'd rather not answer"."""

    item: str
    value: int | None
    language: str
    visit: UUID
    tab: str = ""
    seq: int = 0


@dataclass(frozen=True)
class GivenAnswer:
    """One stored answer as a plain value: what pages show and submissions are made of."""

    item: str
    value: int | None
    declined: bool
    language: str
    visit: UUID
    answered_at: datetime


class NotAnAnswer(Exception):
    """The questionnaire has no such item, or the item no such answer."""


@dataclass(frozen=True)
class Draft:
    """All that has been answered in one questionnaire so far."""

    answers: Mapping[str, DraftAnswer | GivenAnswer]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been answered or declined."""
        return not self.answers

    def first_unanswered(self, instrument: Instrument) -> Item | None:
        """Where someone who comes back goes on; None when every item has its answer."""
        return next((i for i in instrument.items if i.id not in self.answers), None)

    def given_in(self, visit: UUID) -> dict[str, DraftAnswer | GivenAnswer]:
        """The answers that this visit gave itself, the only ones it may be shown."""
        return {item: row for item, row in self.answers.items() if row.visit == visit}

    def values(self) -> dict[str, int | None]:
        """Item and value; declined items are there with None, unanswered ones are not."""
        return {item: row.value for item, row in self.answers.items()}


def check_answer(instrument: Instrument, item_id: str, value: int | None) -> None:
    """Raise NotAnAnswer unless the questionnaire prints that item with that option (SEC-07)."""
    item = next((i for i in instrument.items if i.id == item_id), None)
    if item is None or (value is not None and value not in item.values):
        raise NotAnAnswer(item_id)


def keep_answer(session: Session, assignment_id: UUID, answer: Answer, *, at: datetime) -> None:
    """Store the answer in place of any earlier one to the same item.

    A repeat of the same request changes nothing; a request that was overtaken by a later one from
    the same page changes nothing either.
    """
    values = {
        "id": uuid4(),
        "assignment_id": assignment_id,
        "item": answer.item,
        "value": answer.value,
        "declined": answer.value is None,
        "language": answer.language,
        "visit": answer.visit,
        "tab": answer.tab,
        "seq": answer.seq,
        "answered_at": at,
    }
    _KEEP.run(session, **values)


def _keep(dialect: str) -> ClauseElement:
    statement = upsert(dialect, DraftAnswer)
    table, new = table_of(DraftAnswer).c, statement.excluded
    place = ("id", "assignment_id", "item")
    return statement.on_conflict_do_update(
        index_elements=["assignment_id", "item"],
        set_={column.name: column for column in new if column.name not in place},
        where=(table.tab != new.tab) | (table.seq < new.seq),
    )


def draft_of(session: Session, assignment_id: UUID) -> Draft:
    """What has been answered so far; empty when nothing has."""
    given = (GivenAnswer(*row) for row in _DRAFT.all(session, assignment=assignment_id))
    return Draft({answer.item: answer for answer in given})


def answered_counts(session: Session, check_in_id: UUID) -> dict[UUID, int]:
    """How many items have an answer, by assignment; those with none are not in it."""
    counted = (
        select(DraftAnswer.assignment_id, func.count())
        .join(Assignment, Assignment.id == DraftAnswer.assignment_id)
        .where(Assignment.check_in_id == check_in_id)
        .group_by(DraftAnswer.assignment_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def forget_stale(session: Session, check_in_id: UUID, *, at: datetime, days: int) -> int:
    """Drop the drafts of this check-in that nobody has touched for so many days; how many answers.

    A questionnaire asks about the last week or two: old and new answers must not be added up.
    """
    since = at - timedelta(days=days)
    return _FORGET.run(session, check_in=check_in_id, since=since)


_ROWS = table_of(DraftAnswer)
_KEEP = Prepared(_keep)
_DRAFT = Prepared(
    select(*(_ROWS.c[field.name] for field in fields(GivenAnswer))).where(
        _ROWS.c.assignment_id == bindparam("assignment")
    )
)
_ASSIGNMENTS = select(Assignment.id).where(Assignment.check_in_id == bindparam("check_in"))
_FRESH = select(_ROWS.c.assignment_id).where(
    _ROWS.c.answered_at > bindparam("since"), _ROWS.c.assignment_id.in_(_ASSIGNMENTS)
)
_FORGET = Prepared(
    delete(_ROWS).where(
        _ROWS.c.assignment_id.in_(_ASSIGNMENTS), _ROWS.c.assignment_id.not_in(_FRESH)
    )
)
