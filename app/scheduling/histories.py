"""Reads from the database what `state` needs to know: plans and histories, many at a time."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.care import (
    CAME_TO_AN_END,
    Appointment,
    AppointmentStatus,
    Client,
    ContactPause,
    ContactPreference,
    Episode,
)
from app.scheduling.check_ins import CheckIn
from app.scheduling.planning import MeasurePlan, PlanDecision
from app.scheduling.state import Asked, Decision, History, Pause
from app.scheduling.tickets import FeedbackTicket

Row = TypeVar("Row")


def newest_plans(session: Session, pathway_ids: Collection[UUID]) -> dict[UUID, MeasurePlan]:
    """The version of each pathway's plan that counts today. Who has none is not in it."""
    found = (
        select(MeasurePlan)
        .where(MeasurePlan.pathway_id.in_(pathway_ids))
        .order_by(MeasurePlan.version)
    )
    return {plan.pathway_id: plan for plan in session.scalars(found)}


def histories(session: Session, episodes: Collection[Episode]) -> dict[UUID, History]:
    """The history of each episode, in as many queries for a thousand as for one."""
    ids, clients = [e.id for e in episodes], [e.client_id for e in episodes]
    attended = _grouped(session, _attended(ids), lambda row: (row[0], _day(row[1])))
    asked = _grouped(
        session, _asked(ids, clients), lambda row: (row[0].episode_id, _as_asked(row[0]))
    )
    decided = _grouped(session, _decided(ids), lambda row: (row[0].episode_id, _decision(row[0])))
    pauses = _grouped(session, _paused(clients), lambda row: (row[0], Pause(row[1], row[2])))
    stopped = {row[0]: (row[1], row[2]) for row in session.execute(_stopped(clients))}
    return {
        episode.id: History(
            started_on=episode.started_on,
            ended_on=episode.ended_on,
            came_to_an_end=episode.ended_how in CAME_TO_AN_END,
            died_on=stopped[episode.client_id][0],
            opted_out_on=stopped[episode.client_id][1],
            attended=tuple(attended.get(episode.id, ())),
            asked=tuple(asked.get(episode.id, ())),
            decisions=tuple(decided.get(episode.id, ())),
            pauses=tuple(pauses.get(episode.client_id, ())),
        )
        for episode in episodes
    }


def _attended(episode_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return select(Appointment.episode_id, Appointment.starts_at).where(
        Appointment.episode_id.in_(episode_ids),
        Appointment.status == AppointmentStatus.ATTENDED,
    )


def _asked(episode_ids: Collection[UUID], client_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(CheckIn)
        .where(CheckIn.client_id.in_(client_ids))  # which has an index
        .where(CheckIn.episode_id.in_(episode_ids))
        .options(
            selectinload(CheckIn.assignments),
            selectinload(CheckIn.tickets).joinedload(FeedbackTicket.form),
        )
    )


def _decided(episode_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return select(PlanDecision).where(PlanDecision.episode_id.in_(episode_ids))


def _paused(client_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return select(ContactPause.client_id, ContactPause.starts_on, ContactPause.ends_on).where(
        ContactPause.client_id.in_(client_ids)
    )


def _stopped(client_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(Client.id, Client.died_on, ContactPreference.opted_out_on)
        .outerjoin(ContactPreference, ContactPreference.client_id == Client.id)
        .where(Client.id.in_(client_ids))
    )


def _grouped(
    session: Session, found: Select[*tuple[Any, ...]], read: Callable[[Any], tuple[UUID, Row]]
) -> dict[UUID, list[Row]]:
    rows: dict[UUID, list[Row]] = {}
    pairs: Iterable[tuple[UUID, Row]] = map(read, session.execute(found))
    for key, row in pairs:
        rows.setdefault(key, []).append(row)
    return rows


def _as_asked(check_in: CheckIn) -> Asked:
    return Asked(
        check_in.id,
        check_in.occasion,
        _day(check_in.created_at),
        _what_was_asked(check_in),
        completed_on=_day(check_in.completed_at) if check_in.completed_at else None,
        closed_on=_day(check_in.closed_at) if check_in.closed_at else None,
    )


def _what_was_asked(check_in: CheckIn) -> tuple[str, ...]:
    """Its questionnaires, and the service's own forms by what they are for."""
    measures = [assignment.measure for assignment in check_in.assignments]
    return (*measures, *(ticket.form.purpose.value for ticket in check_in.tickets))


def _decision(row: PlanDecision) -> Decision:
    return Decision(row.kind, row.occasion, row.decided_on, row.until, tuple(row.measures))


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
