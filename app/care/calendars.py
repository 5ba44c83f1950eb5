"""The working calendar that a service sets: its nation, its hours, and the days it is closed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.care.services import Service
from app.care.working_time import WorkingTime
from app.db import Base, choice

if TYPE_CHECKING:
    from holidays import HolidayBase

USUAL_HOURS = {str(weekday): "09:00-17:00" for weekday in range(5)}


class Nation(StrEnum):
    """Whose bank holidays count (ISO 3166-2:GB)."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


class ServiceCalendar(Base):
    """When a service is at work. One that has set nothing keeps office hours in England."""

    __tablename__ = "service_calendar"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), unique=True)
    nation: Mapped[Nation] = mapped_column(choice(Nation), default=Nation.ENGLAND)
    # By weekday, "0" is Monday: "09:00-17:00". A weekday that is not there is closed.
    hours: Mapped[dict[str, str]] = mapped_column(default=lambda: dict(USUAL_HOURS))
    # Days on which it is closed beside bank holidays, as ISO dates.
    closed_on: Mapped[list[str]] = mapped_column(default=list)

    @property
    def working_time(self) -> WorkingTime:
        """Its hours as something that can count."""
        return working_time(self.nation, self.hours, frozenset(self.closed_on))


def working_time_of(session: Session, service_id: UUID) -> WorkingTime:
    """The working time of a service: the usual for one that has set none, or is never open."""
    found = select(ServiceCalendar).where(ServiceCalendar.service_id == service_id)
    return working_time_in(session.scalar(found))


def working_time_in(calendar: ServiceCalendar | None) -> WorkingTime:
    """The same, of the calendar that a service has set, if it has set one."""
    return calendar.working_time if calendar and calendar.hours else usual_working_time()


def working_day(service: Service, at: datetime) -> date:
    """The day whose rota counts at this moment: today, or the next one on which it is open."""
    calendar = service.calendar
    hours = calendar.working_time if calendar and calendar.hours else usual_working_time()
    return clock.local(hours.opens_after(at)).date()


def usual_working_time() -> WorkingTime:
    """Office hours in England: what counts until a service sets its own."""
    return working_time(Nation.ENGLAND, USUAL_HOURS, frozenset())


def working_time(nation: Nation, hours: dict[str, str], closed_on: frozenset[str]) -> WorkingTime:
    """Working time with these hours, without the nation's bank holidays and the days given."""
    shifts = {int(weekday): _read_hours(words) for weekday, words in hours.items()}
    is_holiday = bank_holidays(nation)
    return WorkingTime(shifts, lambda day: day.isoformat() in closed_on or is_holiday(day))


@cache
def bank_holidays(nation: Nation) -> Callable[[date], bool]:
    """Whether a day is a bank holiday there. Worked out by rule: no list can be out of date.

    A holiday that is proclaimed for one year, such as a coronation, is one of the days that a
    service enters itself until the next release knows of it.
    """
    calendar = _holidays(nation)
    return lambda day: day in calendar


def coming_bank_holidays(nation: Nation, *, since: date, days: int = 366) -> dict[date, str]:
    """The bank holidays of the coming year with their names in English, for people to check."""
    calendar = _holidays(nation)
    every = (since + timedelta(days=number) for number in range(days))
    return {day: str(calendar[day]) for day in every if day in calendar}


@cache
def _holidays(nation: Nation) -> "HolidayBase":
    from holidays import country_holidays  # 80 ms, and few processes ask

    return country_holidays("GB", subdiv=nation.value)


def _read_hours(words: str) -> tuple[time, time]:
    begins, _, ends = words.partition("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)
