"""The figures of everybody and of each group, so that none that is withheld can be worked out.

Pure: what happened goes in, what may be shown comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.care import WorkingTime
from app.reports.alert_facts import AlertFacts
from app.reports.suppression import Breakdown, Count, Figure, break_down


@dataclass(frozen=True)
class AlertFigures:
    """The figures of a service or a group. What is None cannot be said: it is never a zero."""

    forms: Figure
    alerts: Figure
    # Of the alerts, and None where these are not shown.
    in_time: Figure | None
    # Within so much working time half of the alerts had been taken up.
    half_within: timedelta | None

    @property
    def per_100_forms(self) -> float | None:
        """Alerts for each hundred forms."""
        if self.alerts.number is None or not self.forms.number:
            return None
        return 100 * self.alerts.number / self.forms.number


@dataclass(frozen=True)
class Part:
    """What the figures of one group are made of."""

    forms: int
    alerts: Sequence[AlertFacts]


def figures_of(parts: Sequence[Part], times: WorkingTime) -> tuple[AlertFigures, ...]:
    """Those of everybody, then those of each part."""
    forms = break_down([Count(part.forms) for part in parts])
    alerts = break_down([Count(len(part.alerts)) for part in parts])
    everybody = [one for part in parts for one in part.alerts]
    shown = (alerts.total, *alerts.parts)
    halves = [
        None if figure.number is None else _half_within(facts, times)
        for figure, facts in zip(shown, (everybody, *(part.alerts for part in parts)), strict=True)
    ]
    rows = zip((forms.total, *forms.parts), shown, _in_time(parts, alerts), halves, strict=True)
    return tuple(AlertFigures(*row) for row in rows)


def share(facts: Sequence[AlertFacts], number: int) -> Count:
    """So many of these alerts, as something that their owners had a part in."""
    owners = frozenset(one.owner for one in facts if one.owner)
    return Count(number, len(facts), owners)


def _in_time(parts: Sequence[Part], alerts: Breakdown) -> list[Figure | None]:
    """How many were taken up in time: of all, and of each part whose alerts are shown.

    The other parts, taken together, are one more part: anybody can take the rest from the whole.
    """
    if alerts.total.number is None:
        return [None] * (len(parts) + 1)
    is_shown = [figure.number is not None for figure in alerts.parts]
    paired = list(zip(parts, is_shown, strict=True))
    shown = [part.alerts for part, one in paired if one]
    rest = [fact for part, one in paired if not one for fact in part.alerts]
    counted = break_down([_share_in_time(facts) for facts in (*shown, rest) if facts])
    figures = iter(counted.parts)
    return [counted.total, *(next(figures) if one else None for one in is_shown)]


def _share_in_time(facts: Sequence[AlertFacts]) -> Count:
    return share(facts, sum(one.was_in_time for one in facts))


def _half_within(facts: Sequence[AlertFacts], times: WorkingTime) -> timedelta | None:
    """The median working time until somebody took one up. Those that nobody did waited longest."""
    if not Count(len(facts), contributors=share(facts, 0).contributors).may_be_shown:
        return None
    taken_up = ((one.raised_at, one.taken_up_at) for one in facts if one.taken_up_at)
    waits = sorted(times.between(raised_at, at) for raised_at, at in taken_up)
    middle = len(facts) // 2
    if middle >= len(waits):
        return None
    return waits[middle] if len(facts) % 2 else (waits[middle - 1] + waits[middle]) / 2
