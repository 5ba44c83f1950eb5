"""Working hours while they are written: what was typed, what is wrong with it, what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from flask_babel import gettext

from app import clock
from app.actions import Hours
from app.care import Nation, NeverOpen
from app.web.administrator.typed import whole_number

WEEKDAYS = range(7)
MOST_HOURS, MOST_DAYS, LONGEST_LIST = 200, 200, 4000
DAY_FORMATS, TIME_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"), ("%H:%M", "%H.%M", "%H")


@dataclass(frozen=True)
class CalendarDraft:
    """The form as it was typed. A weekday without hours is closed."""

    nation: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    closed_on: str
    acknowledge: str
    escalate: str

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> Self:
        """What was sent."""
        return cls(
            nation=form.get("nation", ""),
            begins=tuple(form.get(f"from{n}", "").strip()[:10] for n in WEEKDAYS),
            ends=tuple(form.get(f"to{n}", "").strip()[:10] for n in WEEKDAYS),
            closed_on="\n".join(form.get("closed_on", "").split())[:LONGEST_LIST],
            acknowledge=form.get("acknowledge", "").strip()[:10],
            escalate=form.get("escalate", "").strip()[:10],
        )

    @classmethod
    def of(cls, hours: Hours) -> Self:
        """What counts now, to begin with."""
        times = [hours.hours.get(str(n), "-").split("-") for n in WEEKDAYS]
        return cls(
            nation=hours.nation.value,
            begins=tuple(begins for begins, _ends in times),
            ends=tuple(ends for _begins, ends in times),
            closed_on="\n".join(f"{day:%d/%m/%Y}" for day in sorted(hours.closed_on)),
            acknowledge=str(hours.acknowledge_hours),
            escalate=str(hours.escalate_hours),
        )

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by the field that it is wrong in."""
        found: dict[str, list[str]] = {}
        if self.nation not in set(Nation):
            found["nation"] = [gettext("Choose a nation")]
        for n in WEEKDAYS:
            if fault := self._fault_in_hours(n):
                found[f"from{n}"] = [fault]
        if not found and not self._hours():
            found["from0"] = [gettext("Enter hours for at least one weekday")]
        if None in self._closed() or len(self._closed()) > MOST_DAYS:
            found["closed_on"] = [gettext("Write each day on a line of its own, like 24/12/2026")]
        found |= self._faults_in_promise()
        return found or self._fault_in_year()

    @property
    def hours(self) -> Hours:
        """What it comes to, when there are no faults."""
        return Hours(
            nation=Nation(self.nation),
            hours=self._hours(),
            closed_on=tuple(day for day in self._closed() if day),
            acknowledge_hours=whole_number(self.acknowledge) or 0,
            escalate_hours=whole_number(self.escalate) or 0,
        )

    def _hours(self) -> dict[str, str]:
        return {
            str(n): f"{begins:%H:%M}-{ends:%H:%M}"
            for n in WEEKDAYS
            if (begins := _time(self.begins[n])) and (ends := _time(self.ends[n]))
        }

    def _fault_in_hours(self, n: int) -> str:
        if not self.begins[n] and not self.ends[n]:
            return ""
        begins, ends = _time(self.begins[n]), _time(self.ends[n])
        if begins is None or ends is None:
            return gettext("Write both times like this: 09:00")
        return "" if begins < ends else gettext("The end must be later than the beginning")

    def _closed(self) -> list[date | None]:
        return [_day(text) for text in self.closed_on.split()]

    def _faults_in_promise(self) -> dict[str, list[str]]:
        first, last = whole_number(self.acknowledge), whole_number(self.escalate)
        said = gettext("Write a number of hours from 1 to 200")
        found = {
            name: [said]
            for name, number in (("acknowledge", first), ("escalate", last))
            if number is None or not 0 < number <= MOST_HOURS
        }
        if not found and first is not None and last is not None and last < first:
            found["escalate"] = [gettext("It goes to the lead no sooner than it must be taken up")]
        return found

    def _fault_in_year(self) -> dict[str, list[str]]:
        try:
            self.hours.clock.escalate_by(clock.now())
        except NeverOpen:
            return {"closed_on": [gettext("The service would be closed for a year")]}
        return {}


def _time(text: str) -> time | None:
    return next((found.time() for form in TIME_FORMATS if (found := _read(text, form))), None)


def _day(text: str) -> date | None:
    return next((found.date() for form in DAY_FORMATS if (found := _read(text, form))), None)


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
