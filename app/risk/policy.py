"""How long an alert may wait, as a service decides, and when that time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import care
from app.care import Service, ServiceCalendar, WorkingTime
from app.db import Base


class AlertPolicy(Base):
    """What a service promises: hours of its own working time. Without a row: 4, and then 8."""

    __tablename__ = "alert_policy"
    __table_args__ = (
        CheckConstraint("acknowledge_hours > 0", "acknowledged_some_day"),
        CheckConstraint("escalate_hours >= acknowledge_hours", "escalated_after_that"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), unique=True)
    acknowledge_hours: Mapped[int] = mapped_column(default=4)
    escalate_hours: Mapped[int] = mapped_column(default=8)


@dataclass(frozen=True)
class Clock:
    """A service's working time, and how much of it an alert may take."""

    working_time: WorkingTime
    acknowledge: timedelta
    escalate: timedelta

    def acknowledge_by(self, raised_at: datetime) -> datetime:
        """When somebody must have taken it up; then it goes to the duty team."""
        return self.working_time.after(raised_at, self.acknowledge)

    def escalate_by(self, raised_at: datetime) -> datetime:
        """When it goes to the lead."""
        return self.working_time.after(raised_at, self.escalate)


def clock_of(session: Session, service_id: UUID) -> Clock:
    """The clock by which this service's alerts are counted."""
    found = (
        select(AlertPolicy, ServiceCalendar)
        .select_from(Service)
        .outerjoin(AlertPolicy, AlertPolicy.service_id == Service.id)
        .outerjoin(ServiceCalendar, ServiceCalendar.service_id == Service.id)
        .where(Service.id == service_id)
    )
    policy, calendar = session.execute(found).one_or_none() or (None, None)
    acknowledge, escalate = (policy.acknowledge_hours, policy.escalate_hours) if policy else (4, 8)
    return Clock(
        care.working_time_in(calendar), timedelta(hours=acknowledge), timedelta(hours=escalate)
    )
