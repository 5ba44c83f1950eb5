"""Plans as they are stored, and what clinicians changed about them for one person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship
from sqlalchemy.sql.elements import ClauseElement

from app.care import Episode, Pathway
from app.db import Base, Json, choice, upsert
from app.prepared import Prepared
from app.scheduling.plan import Occasion, Plan
from app.scheduling.state import Decided
from app.security import Sealed, SealedColumn


class MeasurePlan(Base):
    """One version of what a pathway asks. A change is a new version; the older ones stay."""

    __tablename__ = "measure_plan"
    __table_args__ = (UniqueConstraint("pathway_id", "version"),)

    pathway_id: Mapped[UUID] = mapped_column(ForeignKey("pathway.id"))
    version: Mapped[int]
    content: Mapped[dict[str, object]] = mapped_column(Json)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    reason = Sealed()
    reason_sealed: SealedColumn

    pathway: Mapped[Pathway] = relationship()

    @property
    def plan(self) -> Plan:
        """What it says."""
        return Plan.from_json(self.content)


class PlanDecision(Base):
    """A clinician brought forward, deferred, skipped or added something, and why."""

    __tablename__ = "plan_decision"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), index=True)
    kind: Mapped[Decided] = mapped_column(choice(Decided))
    occasion: Mapped[Occasion] = mapped_column(choice(Occasion))
    decided_on: Mapped[date]
    until: Mapped[date | None]
    measures: Mapped[list[str]] = mapped_column(default=list)
    decided_by: Mapped[UUID]
    reason = Sealed()
    reason_sealed: SealedColumn

    episode: Mapped[Episode] = relationship()


class ScheduleMark(Base):
    """The day on which an episode's schedule has to be looked at again.

    None: not before something happens in it. What happens sets it to today, so that a pass over
    all episodes reads only those that can have changed.
    """

    __tablename__ = "schedule_mark"

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), unique=True)
    look_on: Mapped[date | None] = mapped_column(index=True)

    episode: Mapped[Episode] = relationship()


def hold_due_episodes(session: Session, *, on: date, limit: int) -> list[Episode]:
    """Episodes whose schedule has to be looked at, held so that no other pass takes them too."""
    due = (
        select(ScheduleMark)
        .where(ScheduleMark.look_on <= on)
        .order_by(ScheduleMark.look_on)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [mark.episode_id for mark in session.scalars(due)]
    found = select(Episode).where(Episode.id.in_(ids)).options(joinedload(Episode.pathway))
    return list(session.scalars(found))


def look_again(session: Session, episode_ids: Sequence[UUID], *, on: date | None) -> None:
    """Look at these episodes' schedules on that day; None: not before something happens."""
    for episode_id in episode_ids:
        _LOOK_AGAIN.run(session, id=uuid4(), episode_id=episode_id, look_on=on)


def look_again_at_pathway(session: Session, pathway_id: UUID, *, on: date) -> None:
    """Look at every open course on this pathway, because its plan has changed."""
    is_open = (Episode.pathway_id == pathway_id) & Episode.ended_on.is_(None)
    look_again(session, list(session.scalars(select(Episode.id).where(is_open))), on=on)


def _look_again(dialect: str) -> ClauseElement:
    mark = upsert(dialect, ScheduleMark)
    return mark.on_conflict_do_update(
        index_elements=["episode_id"], set_={"look_on": mark.excluded.look_on}
    )


_LOOK_AGAIN = Prepared(_look_again)
