"""When staff are not at work: written down by themselves or for them, and it holds at once."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock, security
from app.actions.watching import bring_up_alerts
from app.care import Absence, AbsenceReason, Clinician
from app.security import Actor

# Written down later than that, or for longer, it is a slip: nobody's alerts change any more.
EARLIEST, LONGEST = timedelta(days=31), timedelta(days=366)


class NotAnAbsence(Exception):
    """It ends before it begins, or it is not of this year."""


class AwayAlready(Exception):
    """Some of these days are written down already."""


class NoWorkingDays(Exception):
    """Who works here works on some day of the week."""


def record_absence(
    session: Session, clinician: Clinician, reason: AbsenceReason, starts_on: date,
    ends_on: date | None, *, by: Actor, at: datetime,
) -> Absence:  # fmt: skip
    """Somebody is not at work on these days; without an end until they are back.

    Open alerts move at once to who acts instead (SAF-09). Raises NotAnAbsence, AwayAlready.
    """
    today = clock.local(at).date()
    last = ends_on or starts_on
    is_this_year = today - EARLIEST <= starts_on <= today + LONGEST
    if not is_this_year or not starts_on <= last <= starts_on + LONGEST:
        raise NotAnAbsence
    if _overlapping(session, clinician, starts_on, ends_on):
        raise AwayAlready
    absence = Absence(
        clinician_id=clinician.id, reason=reason, starts_on=starts_on, ends_on=ends_on
    )
    session.add(absence)
    _hold(session, clinician, "absence.recorded", _days(absence), by=by, at=at)
    return absence


def end_absence(session: Session, absence: Absence, *, by: Actor, at: datetime) -> None:
    """They are back at work today. What has not begun yet never was."""
    yesterday = clock.local(at).date() - timedelta(days=1)
    clinician, days = absence.clinician, _days(absence)
    if absence.starts_on > yesterday:
        session.delete(absence)
    else:
        absence.ends_on = yesterday
    _hold(session, clinician, "absence.ended", days, by=by, at=at)


def set_working_days(
    session: Session, clinician: Clinician, weekdays: Collection[int], *, by: Actor, at: datetime
) -> None:
    """These are the weekdays of their contract, 0 is Monday. Raises NoWorkingDays."""
    days = "".join(str(day) for day in sorted(set(weekdays) & set(range(7))))
    if not days:
        raise NoWorkingDays
    clinician.works_on = days
    _hold(session, clinician, "working_days.changed", days, by=by, at=at)


def _hold(
    session: Session, clinician: Clinician, event: str, detail: str, *, by: Actor, at: datetime
) -> None:
    session.flush()
    bring_up_alerts(session, at=at)
    security.audit(session, event, subject=clinician, by=by, at=at, detail=detail)
    session.commit()


def _overlapping(
    session: Session, clinician: Clinician, starts_on: date, ends_on: date | None
) -> bool:
    found = select(Absence.id).where(
        Absence.clinician_id == clinician.id,
        or_(Absence.ends_on.is_(None), Absence.ends_on >= starts_on),
    )
    if ends_on:
        found = found.where(Absence.starts_on <= ends_on)
    return session.scalar(found.limit(1)) is not None


def _days(absence: Absence) -> str:
    """When, and not why: the trail is read by others than those who look after the rota."""
    return f"{absence.starts_on}/{absence.ends_on or ''}"
