"""One appointment as a file has it, whatever kind of file that is."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from uuid import UUID

from app.care.appointments import NoSuchTime, Outcome, local_moment
from app.care.cells import BadCell, as_date
from app.care.importing import Fault

_TIME = re.compile(
    r"(?P<day>[0-9/-]{8,10})[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))?",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class AppointmentRow:
    """One appointment as a file has it. `line` is where: a line, or a resource's number.

    `courses` are names of pathways; they must be the client's if `is_strict`, and only help to
    choose if not. One that `is_withdrawn` should never have been in the other system.
    """

    line: int
    starts_at: datetime
    outcome: Outcome
    nhs_number: str = ""
    client_id: UUID | None = None
    courses: tuple[str, ...] = ()
    is_strict: bool = True
    identifier: str | None = None
    is_withdrawn: bool = False


@dataclass
class AppointmentFile:
    """What is in a file. `unit` is what its appointments are counted in, for people."""

    unit: str
    # What the file calls a thing, by what we call it: faults are said in the file's own words.
    fields: dict[str, str]
    rows: list[AppointmentRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed_over: int = 0


def as_moment(text: str) -> datetime:
    """A moment written 2026-03-12 14:30 or 12/03/2026 14:30 as clocks show it there, or with its
    zone: 2026-03-12T14:30:00Z."""
    found = _TIME.fullmatch(text)
    if not found:
        raise BadCell("is empty" if not text else "write the time as 2026-03-12 14:30")
    day = as_date(found["day"])
    try:
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        if not found["zone"]:
            return local_moment(day, at)
        return datetime.combine(day, at, tzinfo=_zone(found)).astimezone(UTC)
    except NoSuchTime as error:
        raise BadCell(str(error)) from error
    except (ValueError, OverflowError) as error:
        raise BadCell("there is no such time") from error


def _zone(found: re.Match[str]) -> timezone:
    if found["zone"] == "Z":
        return UTC
    away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    return timezone(-away if found["sign"] == "-" else away)
