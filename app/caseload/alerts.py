"""Alerts as the team sees them: whose turn it is and why, by when, and what has been done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, clock, risk
from app.care import Client, Clinician, Post
from app.caseload.alert_answers import AlertForm, Asked, asked_in, forms_of
from app.caseload.contact import Contact, contact_of
from app.caseload.names import like_named
from app.risk import LADDER, Alert, AlertStep, Clock, FollowUpPreference, Rung, StepKind, Team
from app.security import Permission, User


class WhyTheirs(StrEnum):
    """Why an alert is with the people with whom it is."""

    OWN = "own"
    AWAY = "away"
    LATE = "late"
    PASSED_ON = "passed on"


@dataclass(frozen=True)
class OpenAlert:
    """One alert that is not closed, as the duty page lists it."""

    alert: Alert
    rung: Rung
    names: tuple[str, ...]
    why: WhyTheirs
    in_hand_of: User | None
    is_overdue: bool
    # Working time that is left to take it up; or, when it is overdue, that has passed since.
    working_time: timedelta
    has_like_name: bool = False

    @property
    def client(self) -> Client:
        """Whose answers they are."""
        return self.alert.client

    @property
    def was_left(self) -> bool:
        """Whether somebody has taken it up who works here no more."""
        return self.alert.acting_at is not None and self.in_hand_of is None

    @cached_property
    def asked(self) -> list[Asked]:
        """What it is about."""
        return asked_in(self.alert)


@dataclass(frozen=True)
class DutyList:
    """All open alerts that somebody may see, by the clock."""

    to_take_up: tuple[OpenAlert, ...]
    in_hand: tuple[OpenAlert, ...]

    @property
    def overdue(self) -> int:
        """How many were not taken up in time."""
        return sum(one.is_overdue for one in self.to_take_up)


@dataclass(frozen=True)
class AlertRecord:
    """One alert with all that somebody needs who has to act on it."""

    now: OpenAlert
    as_at: datetime
    forms: tuple[AlertForm, ...]
    contact: Contact
    own_clinician: Post | None
    before: Alert | None
    preferences: tuple[FollowUpPreference, ...]
    users: dict[UUID, User]
    # Whom it can be passed to from here.
    higher: tuple[Rung, ...]
    is_related: bool
    # May open the whole record; may answer for what the client prefers.
    may_open_record: bool
    may_agree: bool

    @property
    def alert(self) -> Alert:
        """What it is about."""
        return self.now.alert

    def name_of(self, user_id: UUID | None) -> str:
        """Who did something; empty for the client and the portal itself."""
        return self.users[user_id].name if user_id in self.users else ""


def duty_list(session: Session, clinician: Clinician, *, at: datetime) -> DutyList:
    """Every open alert that this colleague may see, the first due on top (SAF-10)."""
    alerts = risk.open_alerts_for(session, clinician, on=clock.local(at).date())
    team = risk.team_for(session, alerts, on=care.working_day(clinician.service, at))
    clocks = {id_: risk.clock_of(session, id_) for id_ in {one.service_id for one in alerts}}
    alike = _alike(alert.client for alert in alerts)
    rows = [_row(one, team, clocks[one.service_id], alike, at=at) for one in alerts]
    in_hand = [row for row in rows if row.in_hand_of]
    to_take_up = [row for row in rows if not row.in_hand_of]
    return DutyList(
        to_take_up=tuple(sorted(to_take_up, key=lambda row: row.alert.acknowledge_by)),
        in_hand=tuple(sorted(in_hand, key=lambda row: row.alert.acting_at or at)),
    )


def alert_record(
    session: Session, clinician: Clinician, alert: Alert, *, at: datetime
) -> AlertRecord:
    """The alert as it is now, for a colleague who may see it."""
    today, client = clock.local(at).date(), alert.client
    working_day = care.working_day(clinician.service, at)
    team = risk.team_for(session, [alert], on=working_day)
    own, before = team.own_clinician(client.id), risk.alert_before(session, alert)
    preferences = risk.preferences_of(session, client.id)
    is_related = care.find_client(session, client.id, seen_by=clinician, on=today) is not None
    return AlertRecord(
        now=_row(
            alert, team, risk.clock_of(session, alert.service_id),
            _like(session, clinician, client, on=today), at=at,
        ),
        as_at=at,
        forms=tuple(forms_of(session, alert.check_in, client.language)),
        contact=contact_of(session, client, at=at),
        own_clinician=own,
        before=before,
        preferences=tuple(preferences),
        users=_users(session, [alert, before], preferences),
        higher=_higher(alert, team),
        is_related=is_related,
        may_open_record=is_related and clinician.user.may(Permission.READ_ANSWERS),
        may_agree=own is not None and own.clinician.id == clinician.id,
    )  # fmt: skip


def _row(alert: Alert, team: Team, clock_: Clock, alike: set[UUID], *, at: datetime) -> OpenAlert:
    due, hours = alert.acknowledge_by, clock_.working_time
    is_overdue = alert.is_waiting and at >= due
    return OpenAlert(
        alert=alert,
        rung=alert.rung,
        names=tuple(user.name for user in team.responsible(alert)),
        why=_why(alert),
        in_hand_of=team.in_hand_of(alert),
        is_overdue=is_overdue,
        working_time=hours.between(due, at) if is_overdue else hours.between(at, due),
        has_like_name=alert.client_id in alike,
    )


def _why(alert: Alert) -> WhyTheirs:
    """Read from its course: how it came to whom it is with now."""
    if alert.rung is Rung.OWNER:
        return WhyTheirs.OWN
    moved = next(step for step in reversed(alert.steps) if step.rung)
    if moved.by is not None:
        return WhyTheirs.PASSED_ON
    return WhyTheirs.LATE if _was_late(alert, moved) else WhyTheirs.AWAY


def _was_late(alert: Alert, moved: AlertStep) -> bool:
    return moved.kind is StepKind.PASSED_ON and moved.at >= alert.acknowledge_by


def _higher(alert: Alert, team: Team) -> tuple[Rung, ...]:
    if not alert.is_waiting:
        return ()
    ladder = team.ladder(alert.client_id, alert.service_id)
    above = LADDER[LADDER.index(alert.rung) + 1 :]
    return tuple(rung for rung in above if rung in (Rung.DUTY, Rung.LEAD) and ladder[rung])


def _like(session: Session, clinician: Clinician, client: Client, *, on: date) -> set[UUID]:
    """Those with names alike among all whom this colleague may meet here (HAZ-09)."""
    theirs = care.clients_of(session, clinician, on=on)
    alerted = [alert.client for alert in risk.open_alerts_for(session, clinician, on=on)]
    return _alike((*theirs, *alerted, client))


def _alike(clients: Iterable[Client]) -> set[UUID]:
    return like_named({one.id: one for one in clients}.values())


def _users(
    session: Session, alerts: Sequence[Alert | None], preferences: Sequence[FollowUpPreference]
) -> dict[UUID, User]:
    """All who did something that the page tells of."""
    ids = {step.by for alert in alerts if alert for step in alert.steps}
    ids |= {alert.acting_by for alert in alerts if alert}
    ids |= {preference.reviewed_by for preference in preferences}
    found = select(User).where(User.id.in_(ids - {None}))
    return {user.id: user for user in session.scalars(found)}
