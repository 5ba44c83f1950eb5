"""What a client will be asked next and when, and what clinicians changed about it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, scheduling
from app.care import Client, Episode
from app.scheduling import Ask, Occasion, Plan, PlanDecision, ScheduleState
from app.security import User


@dataclass(frozen=True)
class Decided:
    """A change to the plan, by whom and why."""

    decision: PlanDecision
    by: str


@dataclass(frozen=True)
class CourseSchedule:
    """One open course of care: its plan, how it stands with it, and what was changed."""

    episode: Episode
    plan: Plan | None
    state: ScheduleState | None
    decided: tuple[Decided, ...]

    @property
    def asks(self) -> list[Ask]:
        """How it stands with each occasion, in the order of a course."""
        order = list(Occasion)
        asks = self.state.asks if self.state else ()
        return sorted(asks, key=lambda ask: order.index(ask.occasion))


def schedules_of(session: Session, client: Client, *, at: datetime) -> list[CourseSchedule]:
    """Every course of the client that goes on, or ended so lately that something may be asked."""
    today = clock.local(at).date()
    episodes = _episodes(session, client.id, today)
    plans = scheduling.newest_plans(session, {episode.pathway_id for episode in episodes})
    found = scheduling.histories(session, episodes)
    return [
        CourseSchedule(
            episode=episode,
            plan=plans[episode.pathway_id].plan if episode.pathway_id in plans else None,
            state=scheduling.state(plans[episode.pathway_id].plan, found[episode.id], today)
            if episode.pathway_id in plans
            else None,
            decided=_decided(session, episode.id),
        )
        for episode in episodes
    ]


def _episodes(session: Session, client_id: UUID, today: date) -> list[Episode]:
    recently = today - scheduling.ASKED_AFTER_THE_END
    found = (
        select(Episode)
        .where(Episode.client_id == client_id)
        .where(or_(Episode.ended_on.is_(None), Episode.ended_on >= recently))
        .order_by(Episode.started_on.desc())
        .options(joinedload(Episode.pathway))
    )
    return list(session.scalars(found))


def _decided(session: Session, episode_id: UUID) -> tuple[Decided, ...]:
    found = (
        select(PlanDecision, User)
        .join(User, User.id == PlanDecision.decided_by)
        .where(PlanDecision.episode_id == episode_id)
        .order_by(PlanDecision.decided_on.desc())
    )
    rows = session.execute(found)
    return tuple(Decided(decision, user.name) for decision, user in rows)
