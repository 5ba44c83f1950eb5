"""When a service is at work, and how long an alert may wait in that time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, risk, security
from app.care import Nation, NeverOpen, Service, ServiceCalendar
from app.risk import AlertPolicy, Clock
from app.security import Actor


class NotAPromise(Exception):
    """An alert is taken up within some time, and goes to the lead no sooner than that."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """What a service sets: its hours by weekday ("0" is Monday), its days off, its promise."""

    nation: Nation
    hours: dict[str, str]
    closed_on: tuple[date, ...]
    acknowledge_hours: int
    escalate_hours: int

    @property
    def clock(self) -> Clock:
        """The clock by which alerts would be counted."""
        closed = frozenset(day.isoformat() for day in self.closed_on)
        return Clock(
            care.working_time(self.nation, self.hours, closed),
            timedelta(hours=self.acknowledge_hours),
            timedelta(hours=self.escalate_hours),
        )


def change_hours(
    session: Session, service: Service, new: Hours, *, by: Actor, at: datetime
) -> None:
    """Count by these hours from now on. What was promised before is kept: no open alert changes.

    Raises NeverOpen for a week in which nobody is at work, and NotAPromise.
    """
    if not 0 < new.acknowledge_hours <= new.escalate_hours:
        raise NotAPromise
    if not new.hours:
        raise NeverOpen
    new.clock.escalate_by(at)  # raises NeverOpen for a year of closed days
    calendar = _calendar(session, service)
    calendar.nation, calendar.hours = new.nation, new.hours
    calendar.closed_on = sorted(day.isoformat() for day in new.closed_on)
    policy = _policy(session, service)
    policy.acknowledge_hours, policy.escalate_hours = new.acknowledge_hours, new.escalate_hours
    session.flush()
    security.audit(
        session, "calendar.changed", subject=service, by=by, at=at, detail=_in_short(new)
    )
    session.commit()


def hours_of(session: Session, service: Service) -> Hours:
    """What counts now, whether the service has set it or not."""
    calendar = service.calendar
    clock = risk.clock_of(session, service.id)
    return Hours(
        nation=calendar.nation if calendar else Nation.ENGLAND,
        hours=dict(calendar.hours if calendar and calendar.hours else care.USUAL_HOURS),
        closed_on=tuple(map(date.fromisoformat, calendar.closed_on if calendar else ())),
        acknowledge_hours=int(clock.acknowledge.total_seconds() // 3600),
        escalate_hours=int(clock.escalate.total_seconds() // 3600),
    )


def _calendar(session: Session, service: Service) -> ServiceCalendar:
    found = select(ServiceCalendar).where(ServiceCalendar.service_id == service.id)
    calendar = session.scalar(found) or ServiceCalendar(service_id=service.id)
    session.add(calendar)
    return calendar


def _policy(session: Session, service: Service) -> AlertPolicy:
    found = select(AlertPolicy).where(AlertPolicy.service_id == service.id)
    policy = session.scalar(found) or AlertPolicy(service_id=service.id)
    session.add(policy)
    return policy


def _in_short(new: Hours) -> str:
    hours = " ".join(f"{weekday}={times}" for weekday, times in sorted(new.hours.items()))
    closed = " ".join(day.isoformat() for day in sorted(new.closed_on))
    return f"{new.nation}; {hours}; closed {closed}; {new.acknowledge_hours}/{new.escalate_hours} h"
