"""Working hours and promises in words, and three examples of what they mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.actions import Hours
from app.care import Nation
from app.risk import Rung
from app.web.administrator.signs import comma, semicolon

NATIONS = {
    Nation.ENGLAND: _l("England"),
    Nation.WALES: _l("Wales"),
    Nation.SCOTLAND: _l("Scotland"),
    Nation.NORTHERN_IRELAND: _l("Northern Ireland"),
}
EMPTY = {
    Rung.DUTY: _l("No duty team: alerts that nobody takes up in time go to the service lead."),
    Rung.LEAD: _l("No service lead: alerts that wait too long stay with the duty team."),
}
NOBODY = _l("No duty team and no service lead: an alert may stay with nobody at work.")
FRIDAY, CHRISTMAS_EVE = 4, (12, 24)
JUST_CLOSED, AFTERNOON = time(17, 1), time(15)


@dataclass(frozen=True)
class Example:
    """An answer given at some moment: when it must be taken up, and when it goes to the lead."""

    words: str
    given_at: datetime
    acknowledge_by: datetime
    escalate_by: datetime


def examples(hours: Hours, *, at: datetime) -> list[Example]:
    """Now, on a Friday just after five, and on Christmas Eve (SAF-04)."""
    today, counting = clock.local(at).date(), hours.clock
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    eve = date(today.year, *CHRISTMAS_EVE)
    moments = [
        (gettext("Now"), at),
        (gettext("On a Friday at 17:01"), _moment(friday, JUST_CLOSED)),
        (gettext("On Christmas Eve at 15:00"), _moment(eve, AFTERNOON)),
    ]
    return [
        Example(words, given, counting.acknowledge_by(given), counting.escalate_by(given))
        for words, given in moments
    ]


def warnings(empty: list[Rung]) -> list[str]:
    """What is missing, so that alerts would pass over it."""
    return [str(NOBODY)] if len(empty) == len(EMPTY) else [str(EMPTY[rung]) for rung in empty]


def in_short(hours: Hours) -> str:
    """England; Monday 09:00–17:00; taken up within 4 h, to the lead after 8 h"""
    week = comma().join(
        f"{weekday(int(n))} {times.replace('-', '–')}" for n, times in sorted(hours.hours.items())
    )
    promise = gettext(
        "taken up within %(first)s h, to the lead after %(last)s h",
        first=hours.acknowledge_hours,
        last=hours.escalate_hours,
    )
    return semicolon().join([str(NATIONS[hours.nation]), week, promise])


def weekday(number: int) -> str:
    """Monday, from 0."""
    return format_date(date(2024, 1, 1 + number), "EEEE")


def moment(at: datetime) -> str:
    """Fri 6 Mar 2026, 17:01"""
    local = clock.local(at)
    return f"{format_date(local.date(), 'EEE d MMM yyyy')}{comma()}{local:%H:%M}"


def day(on: date) -> str:
    """Fri 25 Dec 2026"""
    return format_date(on, "EEE d MMM yyyy")


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, clock.LOCAL)


FILTERS = {
    "calendar_day": day,
    "calendar_moment": moment,
    "hours_in_short": in_short,
    "rung_warnings": warnings,
    "weekday_name": weekday,
}
