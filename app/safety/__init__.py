"""Problems that could harm somebody: what people tell us, and the hazards that we know of."""

from app.safety.hazards import Hazard, hazards
from app.safety.reports import (
    BODY,
    SEND_SAFETY_NOTICE,
    SUBJECT,
    SafetyReport,
    count_unread,
    find_report,
    new_report,
    reports,
)

__all__ = [
    "BODY",
    "SEND_SAFETY_NOTICE",
    "SUBJECT",
    "Hazard",
    "SafetyReport",
    "count_unread",
    "find_report",
    "hazards",
    "new_report",
    "reports",
]
