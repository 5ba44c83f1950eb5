"""What the figures about alerts are made of: how many forms, and what became of each alert.

The only questions about alerts that reports ask the database. They bring no name, no answer and no
number of any client along.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app import instruments
from app.care import Client, Episode, Gender, Pathway, Service
from app.reports.months import Month
from app.responses import DraftAnswer, Submission
from app.risk import Alert, AlertStep, Rung
from app.scheduling import Assignment, AssignmentState, CheckIn
from app.security import AuditEvent


class By(StrEnum):
    """What people are told apart by, to see whether all are served alike. Never by clinician."""

    LANGUAGE = "language"
    GENDER = "gender"
    PATHWAY = "pathway"


@dataclass(frozen=True)
class Kind:
    """The groups that somebody's course of care belongs to."""

    language: str
    gender: Gender
    pathway: str

    def group(self, by: By) -> str:
        """Its group in one of the three ways."""
        return {By.LANGUAGE: self.language, By.GENDER: self.gender, By.PATHWAY: self.pathway}[by]


@dataclass(frozen=True)
class AlertFacts:
    """What became of one alert. `owner` is only ever counted: see `suppression`."""

    kind: Kind
    raised_at: datetime
    acknowledge_by: datetime
    taken_up_at: datetime | None
    closed_at: datetime | None
    owner: UUID | None
    was_passed_on: bool

    @property
    def was_in_time(self) -> bool:
        """Whether somebody had taken it up when they should have."""
        return self.taken_up_at is not None and self.taken_up_at <= self.acknowledge_by

    @property
    def is_open(self) -> bool:
        """Whether it is not closed yet."""
        return self.closed_at is None


_KIND = (Client.language, Client.gender, Pathway.name)


def groups_of(session: Session, service: Service, by: By) -> list[str]:
    """Every group of the service's people, the largest first; whatever happened in a month.

    They are counted over all time, so that neither a row nor its place says anything of a month.
    """
    column = dict(zip(By, _KIND, strict=True))[by]
    size = func.count(Episode.client_id.distinct())
    found = select(column).select_from(Episode).join(Pathway, Pathway.id == Episode.pathway_id)
    found = found.join(Client, Client.id == Episode.client_id).group_by(column)
    found = found.where(Pathway.service_id == service.id)
    return list(session.scalars(found.order_by(size.desc(), column)))


def forms_begun(session: Session, service: Service, month: Month) -> Counter[Kind]:
    """How many forms with a risk item were begun in that month, sent by now or not."""
    counts = Counter[Kind]()
    for found in (_sent(service, month), _not_sent(service, month)):
        for language, gender, pathway, number in session.execute(found.group_by(*_KIND)):
            counts[Kind(language, gender, pathway)] += number
    return counts


def alerts_raised(session: Session, service: Service, month: Month) -> list[AlertFacts]:
    """What became of every alert that was raised in that month."""
    was_passed_on = select(AlertStep.id).where(
        AlertStep.alert_id == Alert.id, AlertStep.rung.in_([Rung.DUTY, Rung.LEAD])
    )
    found = (
        select(
            *(*_KIND, Alert.raised_at, Alert.acknowledge_by, Alert.acting_at, Alert.closed_at),
            *(Alert.owner_id, was_passed_on.exists()),
        )
        .select_from(Alert)
        .join(CheckIn, CheckIn.id == Alert.check_in_id)
        .join(Episode, Episode.id == CheckIn.episode_id)
        .join(Pathway, Pathway.id == Episode.pathway_id)
        .join(Client, Client.id == Alert.client_id)
        .where(Alert.service_id == service.id, _is_in(Alert.raised_at, month))
    )
    return [AlertFacts(Kind(*row[:3]), *row[3:]) for row in session.execute(found)]


def count_found_missing(session: Session, service: Service, month: Month) -> int:
    """How many answers had no alert until the sweep found them. There must never be one."""
    found = (
        select(func.count())
        .select_from(Alert)
        .join(AuditEvent, AuditEvent.subject_id == Alert.id)
        .where(Alert.service_id == service.id, AuditEvent.event == "alert.found_missing")
        .where(_is_in(AuditEvent.at, month))
    )
    return session.scalar(found) or 0


_Counted = Select[str, Gender, str, int]


def _sent(service: Service, month: Month) -> _Counted:
    found = (
        select(*_KIND, func.count())
        .select_from(Submission)
        .join(Episode, Episode.id == Submission.episode_id)
    )
    return _of_service(found, service).where(
        Submission.measure.in_(_measures()),
        Submission.submitted_at >= month.begins_at,  # which has an index, and follows from the next
        _is_in(Submission.started_at, month),
    )


def _not_sent(service: Service, month: Month) -> _Counted:
    earlier = aliased(DraftAnswer)
    began_before = select(earlier.id).where(
        earlier.assignment_id == DraftAnswer.assignment_id, earlier.answered_at < month.begins_at
    )
    found = (
        select(*_KIND, func.count(DraftAnswer.assignment_id.distinct()))
        .select_from(DraftAnswer)
        .join(Assignment, Assignment.id == DraftAnswer.assignment_id)
        .join(CheckIn, CheckIn.id == Assignment.check_in_id)
        .join(Episode, Episode.id == CheckIn.episode_id)
    )
    return _of_service(found, service).where(
        Assignment.measure.in_(_measures()),
        Assignment.state == AssignmentState.WAITING,
        _is_in(DraftAnswer.answered_at, month),
        ~began_before.exists(),
    )


def _of_service(found: _Counted, service: Service) -> _Counted:
    joined = found.join(Pathway, Pathway.id == Episode.pathway_id)
    return joined.join(Client, Client.id == Episode.client_id).where(
        Pathway.service_id == service.id
    )


def _is_in(moment: InstrumentedAttribute[datetime], month: Month) -> ColumnElement[bool]:
    return (moment >= month.begins_at) & (moment < month.ends_at)


def _measures() -> Sequence[str]:
    every = map(instruments.get_instrument, instruments.keys())
    return [instrument.key for instrument in every if instrument.risk_items]
