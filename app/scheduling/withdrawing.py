"""Questionnaires that were given and are not asked any more, because they were withdrawn."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.orm import Session

from app.care import Episode, Pathway
from app.db import table_of
from app.scheduling.check_ins import Assignment, AssignmentState, CheckIn
from app.scheduling.planning import look_again_at_pathway

_A, _C, _E, _P = table_of(Assignment), table_of(CheckIn), table_of(Episode), table_of(Pathway)
_IS_WAITING = _A.c.state == AssignmentState.WAITING


class NoLongerAsked(Exception):
    """The questionnaire was withdrawn. What was answered before is kept."""


def stop_asking(
    session: Session, service_id: UUID, measure: str, version: int | None, *, at: datetime
) -> int:
    """Stop asking what was given and not sent yet; how many. Their answers stay as they are.

    A check-in in which something was sent and nothing is left to ask is complete.
    """
    wanted = [*_given(service_id, measure), _A.c.withdrawn_at.is_(None)]
    if version is not None:
        wanted.append(_A.c.version == version)
    stopped = session.connection().execute(update(_A).where(*wanted).values(withdrawn_at=at))
    session.connection().execute(
        update(_C)
        .where(_C.c.id.in_(_open_check_ins(service_id)))
        .where(_holds(_A.c.withdrawn_at.is_not(None)))
        .where(_holds(_A.c.state == AssignmentState.SUBMITTED))
        .where(~_holds(_IS_WAITING & _A.c.withdrawn_at.is_(None)))
        .values(completed_at=at)
    )
    session.expire_all()
    return stopped.rowcount


def ask_after_all(session: Session, service_id: UUID, measure: str) -> int:
    """Ask again what was stopped and can still be answered; how many."""
    wanted = [*_given(service_id, measure), _A.c.withdrawn_at.is_not(None)]
    asked = session.connection().execute(update(_A).where(*wanted).values(withdrawn_at=None))
    session.expire_all()
    return asked.rowcount


def look_again_at_service(session: Session, service_id: UUID, *, on: date) -> None:
    """Look at every open course of the service, because what may be asked has changed."""
    pathways = select(Pathway.id).where(Pathway.service_id == service_id)
    for pathway_id in list(session.scalars(pathways)):
        look_again_at_pathway(session, pathway_id, on=on)


def _given(service_id: UUID, measure: str) -> list[ColumnElement[bool]]:
    return [
        _A.c.measure == measure,
        _IS_WAITING,
        _A.c.check_in_id.in_(_open_check_ins(service_id)),
    ]


def _open_check_ins(service_id: UUID) -> Select[UUID]:
    return (
        select(_C.c.id)
        .join(_E, _E.c.id == _C.c.episode_id)
        .join(_P, _P.c.id == _E.c.pathway_id)
        .where(_P.c.service_id == service_id)
        .where(_C.c.completed_at.is_(None), _C.c.closed_at.is_(None))
    )


def _holds(one: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the check-in has such a questionnaire."""
    return exists().where(_A.c.check_in_id == _C.c.id, one)
