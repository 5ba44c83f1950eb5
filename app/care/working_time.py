"""When a service is at work: its hours, weekends, bank holidays, and time counted in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app import clock

# A service that has not opened for so long does not open.
_LONGEST_CLOSED = 366


class NeverOpen(Exception):
    """The service has no working hours at all, so nothing can be due in them."""


@dataclass(frozen=True)
class WorkingTime:
    """The hours of each weekday (0 is Monday), on a clock in the service, and the days off.

    Time is counted as it passes, so a shift across a change of the clocks is as long as it is.
    """

    hours: Mapping[int, tuple[time, time]]
    is_closed: Callable[[date], bool]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is at work at this moment."""
        begins, _ends = next(self._shifts(at))
        return begins <= at

    def opens_after(self, at: datetime) -> datetime:
        """This moment when somebody is at work, or the next one at which somebody is."""
        begins, _ends = next(self._shifts(at))
        return max(begins, at)

    def is_working_day(self, day: date) -> bool:
        """Whether somebody is at work at some time of that day."""
        return self._shift(day) is not None

    def after(self, at: datetime, working: timedelta) -> datetime:
        """The moment by which so much working time has passed since `at`."""
        left = working
        for begins, ends in self._shifts(at):
            since = max(begins, at)
            if ends - since >= left:
                return since + left
            left -= ends - since
        raise NeverOpen

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How much working time passes from one moment to another; none when it is the earlier."""
        passed = timedelta()
        if until <= since:
            return passed
        for begins, ends in self._shifts(since):
            if begins >= until:
                break
            passed += min(ends, until) - max(begins, since)
        return passed

    def _shifts(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The shifts that are not over at this moment, the present one first. Raises NeverOpen."""
        day, closed_for = clock.local(at).date(), 0
        while closed_for < _LONGEST_CLOSED:
            shift = self._shift(day)
            if shift and shift[1] > at:
                closed_for = 0
                yield shift
            else:
                closed_for += 1
            day += timedelta(days=1)
        raise NeverOpen

    def _shift(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.hours.get(day.weekday())
        if hours is None or self.is_closed(day):
            return None
        begins, ends = (datetime.combine(day, hour, clock.LOCAL).astimezone(UTC) for hour in hours)
        return begins, ends
