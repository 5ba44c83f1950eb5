"""Plans as they are stored, and what clinicians changed about them for one person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care import Episode, Pathway
from app.db import Base, Json, choice
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
