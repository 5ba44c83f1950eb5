"""How people left, in words."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l

from app.care import Ending
from app.reports import Departures, LeavingReport, Named, Period

ENDINGS = {
    Ending.STOPPED_COMING: _l("Stopped coming"),
    Ending.COMPLETED: _l("Completed"),
    Ending.AGREED: _l("Early, by agreement"),
    Ending.REFERRED_ON: _l("Referred on"),
    Ending.MOVED_AWAY: _l("Moved away"),
    Ending.OTHER: _l("Another way"),
    Ending.DIED: _l("Died"),
}


def period_words(period: Period) -> str:
    """January to March 2026; over the year's end both years."""
    first, last = period.first.first, period.last.last
    begins = "LLLL" if first.year == last.year else "LLLL yyyy"
    return gettext(
        "%(first)s to %(last)s",
        first=format_date(first, begins),
        last=format_date(last, "LLLL yyyy"),
    )


def about(number: int | None) -> str:
    """About so many; "not shown" where it would say too much."""
    return gettext("not shown") if number is None else str(number)


def share_about(some: int | None, of: int | None) -> str:
    """About 20 of 45."""
    if of is None:
        return gettext("not shown")
    return gettext("%(number)s of %(of)s", number=about(some), of=of)


def departure_headings() -> list[str]:
    """What stands above the table."""
    return [gettext("Time"), gettext("All"), *map(str, ENDINGS.values())]


def departure_rows(report: LeavingReport) -> list[tuple[str, Sequence[str]]]:
    """The rows of a table: each period, with how many left in each way."""
    return [(period_words(period), _cells(one)) for period, one in report.departures.items()]


def asked_rows(report: LeavingReport) -> list[tuple[str, Sequence[str]]]:
    """Each period, with how many were asked and called."""
    return [(period_words(period), _asked(one)) for period, one in report.departures.items()]


def named_rows(named: Sequence[Named]) -> list[tuple[str, str]]:
    """Each reason or barrier, with about how many named it."""
    return [
        (one.words, about(one.number) if one.percent is None else f"{one.number} ({one.percent}%)")
        for one in named
    ]


def asked_day(on: date) -> str:
    """4 March 2026"""
    return str(format_date(on, "d MMMM yyyy"))


def _cells(one: Departures) -> Sequence[str]:
    return (about(one.total), *(about(one.endings[how]) for how in ENDINGS))


def _asked(one: Departures) -> Sequence[str]:
    return share_about(one.answered, one.asked), share_about(one.held, one.agreed)


FILTERS = {
    "about": about,
    "asked_day": asked_day,
    "asked_rows": asked_rows,
    "departure_rows": departure_rows,
    "named_rows": named_rows,
    "period_words": period_words,
}
