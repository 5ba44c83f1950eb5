"""What staff read about absences: who is away, and where their alerts go."""

from datetime import date

from flask_babel import format_date, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.care import Absence, AbsenceReason
from app.caseload import StandIns
from app.risk import Rung
from app.web.clinician.words import day

REASONS = {
    AbsenceReason.LEAVE: _l("Leave"),
    AbsenceReason.SICKNESS: _l("Sickness"),
    AbsenceReason.TRAINING: _l("Training"),
    AbsenceReason.OTHER: _l("Another reason"),
}
UNCOVERED = {
    Rung.DUTY: _l("Their alerts go to the duty team."),
    Rung.LEAD: _l("There is no duty team: their alerts go to the service lead."),
    None: _l("There is no duty team and no service lead: nobody would act on their alerts."),
}


def absence_days(absence: Absence) -> str:
    """4 Mar 2026 – 6 Mar 2026"""
    if absence.ends_on is None:
        return gettext("from %(day)s, no end yet", day=day(absence.starts_on))
    if absence.ends_on == absence.starts_on:
        return day(absence.starts_on)
    return gettext(
        "%(from)s to %(to)s", to=day(absence.ends_on), **{"from": day(absence.starts_on)}
    )


def goes_to(found: StandIns) -> list[str]:
    """Where alerts go that somebody covers."""
    return [
        ngettext(
            "Alerts of %(num)s client go to %(name)s.", "Alerts of %(num)s clients go to %(name)s.",
            number, name=name,
        )
        for name, number in found.covers
    ]  # fmt: skip


def nobody_covers(found: StandIns) -> str:
    """The warning, where there is one."""
    if not found.uncovered:
        return ""
    said = ngettext(
        "Nobody covers for %(num)s client.", "Nobody covers for %(num)s clients.", found.uncovered
    )
    return f"{said} {UNCOVERED[found.next_rung]}"


def weekday(number: int) -> str:
    """Monday, from 0."""
    return format_date(date(2024, 1, 1 + number), "EEEE")


FILTERS = {
    "absence_days": absence_days,
    "absence_reason": REASONS.__getitem__,
    "goes_to": goes_to,
    "nobody_covers": nobody_covers,
}
