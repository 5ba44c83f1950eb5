"""Monthly figures about alerts, for a service as a whole and for groups of its people (SAF-12).

They answer whether alerts come too often to be heeded (HAZ-04), whether somebody takes them up in
time, and whether that is so for everybody alike. There are none about one clinician, and none can
be made: nothing here takes a clinician, and `suppression` withholds what only few had a part in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import care, risk
from app.care import Service
from app.reports.alert_facts import (
    AlertFacts,
    By,
    Kind,
    alerts_raised,
    count_found_missing,
    forms_begun,
    groups_of,
)
from app.reports.alert_figures import AlertFigures, Part, figures_of, share
from app.reports.months import Month
from app.reports.suppression import Count, Figure, show

MONTHS_SHOWN = 13


@dataclass(frozen=True)
class AlertReport:
    """A month of a service."""

    month: Month
    everybody: AlertFigures
    # Of the alerts, and None where these are not shown.
    passed_on: Figure | None
    still_open: Figure | None
    # A fault of the portal, and no person's number: that there was none is said. None says so.
    found_missing: Figure | None
    groups: Mapping[By, Mapping[str, AlertFigures]]


def full_months(session: Session, service: Service, *, at: datetime) -> list[Month]:
    """The last months that are over, newest first.

    A month is over once its last alert has had its time: until then too few would be in time.
    """
    month = Month.of(at).before
    if risk.clock_of(session, service.id).acknowledge_by(month.ends_at) > at:
        month = month.before
    months = [month]
    while len(months) < MONTHS_SHOWN:
        months.append(months[-1].before)
    return months


def alert_report(session: Session, service: Service, month: Month) -> AlertReport:
    """All figures about the alerts of a month."""
    facts = alerts_raised(session, service, month)
    forms = forms_begun(session, service, month)
    times = care.working_time_of(session, service.id)
    groups = {by: groups_of(session, service, by) for by in By}
    tables = {by: figures_of(_parts(forms, facts, by, groups[by]), times) for by in By}
    everybody = tables[By.LANGUAGE][0]
    missing = count_found_missing(session, service, month)
    return AlertReport(
        month=month,
        everybody=everybody,
        passed_on=_of_alerts(everybody, facts, sum(one.was_passed_on for one in facts)),
        still_open=_of_alerts(everybody, facts, sum(one.is_open for one in facts)),
        found_missing=show(Count(missing)) if missing else None,
        groups={by: dict(zip(groups[by], tables[by][1:], strict=True)) for by in By},
    )


def _of_alerts(everybody: AlertFigures, facts: Sequence[AlertFacts], number: int) -> Figure | None:
    return None if everybody.alerts.number is None else show(share(facts, number))


def _parts(
    forms: Mapping[Kind, int], facts: Sequence[AlertFacts], by: By, groups: Sequence[str]
) -> list[Part]:
    """What belongs to each group."""
    numbers = Counter[str]()
    for kind, number in forms.items():
        numbers[kind.group(by)] += number
    theirs: dict[str, list[AlertFacts]] = {group: [] for group in groups}
    for one in facts:
        theirs[one.kind.group(by)].append(one)
    return [Part(numbers[group], theirs[group]) for group in groups]
