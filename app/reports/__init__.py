"""What a service can know of itself: figures in which nobody can be found, client or clinician."""

from app.reports.alert_facts import By
from app.reports.alert_figures import AlertFigures
from app.reports.alerts import AlertReport, alert_report, full_months
from app.reports.experience import ExperienceReport, Series, experience_report, report_of
from app.reports.experience_counts import Answered, Given
from app.reports.leaving import (
    Departures,
    LeavingReport,
    Named,
    Reasons,
    leaving_report,
    report_leaving,
)
from app.reports.months import Month
from app.reports.quarters import FEWEST_FORMS, Period, Quarter, periods_of
from app.reports.suppression import (
    FEWEST,
    FEWEST_CONTRIBUTORS,
    FEWEST_FOR_AVERAGE,
    Breakdown,
    Count,
    Figure,
    Published,
    Shown,
    average,
    break_down,
    percent,
    publish,
    show,
)

__all__ = [
    "FEWEST",
    "FEWEST_CONTRIBUTORS",
    "FEWEST_FORMS",
    "FEWEST_FOR_AVERAGE",
    "AlertFigures",
    "AlertReport",
    "Answered",
    "Breakdown",
    "By",
    "Count",
    "Departures",
    "ExperienceReport",
    "Figure",
    "Given",
    "LeavingReport",
    "Month",
    "Named",
    "Period",
    "Published",
    "Quarter",
    "Reasons",
    "Series",
    "Shown",
    "alert_report",
    "average",
    "break_down",
    "experience_report",
    "full_months",
    "leaving_report",
    "percent",
    "periods_of",
    "publish",
    "report_leaving",
    "report_of",
    "show",
]
