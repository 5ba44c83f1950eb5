"""What a service can know of itself: figures in which nobody can be found, client or clinician."""

from app.reports.alert_facts import By
from app.reports.alert_figures import AlertFigures
from app.reports.alerts import AlertReport, alert_report, full_months
from app.reports.months import Month
from app.reports.suppression import (
    FEWEST,
    FEWEST_CONTRIBUTORS,
    Breakdown,
    Count,
    Figure,
    Shown,
    break_down,
    show,
)

__all__ = [
    "FEWEST",
    "FEWEST_CONTRIBUTORS",
    "AlertFigures",
    "AlertReport",
    "Breakdown",
    "By",
    "Count",
    "Figure",
    "Month",
    "Shown",
    "alert_report",
    "break_down",
    "full_months",
    "show",
]
