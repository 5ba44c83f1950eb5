"""Appointments in a file, CSV or FHIR: each read into what it says, or refused in plain words."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.care.appointment_rows import AppointmentFile, AppointmentRow, as_moment
from app.care.appointments import Outcome
from app.care.cells import BadCell, as_choice, as_text, or_else, read_cells
from app.care.clients import AppointmentStatus, CancelledBy
from app.care.fhir_appointments import looks_like_json, read_fhir
from app.care.import_file import MOST_ROWS, UnreadableFile, read_rows
from app.care.importing import Fault
from app.care.nhs_numbers import read_nhs_number

REQUIRED = ("starts_at",)
OPTIONAL = ("nhs_number", "client", "pathway", "status", "cancelled_by", "identifier")
_FIELDS = {"client": "nhs_number", "course": "pathway", "outcome": "status"}


def read_appointments(data: bytes) -> AppointmentFile:
    """The appointments in a CSV file or in FHIR R4 JSON, whichever it is. Raises UnreadableFile."""
    found = read_fhir(data) if looks_like_json(data) else _read_csv(data)
    if len(found.rows) > MOST_ROWS:
        raise UnreadableFile(f"The file has more than {MOST_ROWS:,} appointments. Split it.")
    return found


def _as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadCell("is not the id at the end of the address of a client's page") from error


_READERS: dict[str, Callable[[str], Any]] = {
    "nhs_number": or_else("", read_nhs_number),
    "client": or_else(None, _as_id),
    "pathway": or_else("", as_text),
    "starts_at": as_moment,
    "status": or_else(AppointmentStatus.BOOKED, as_choice(AppointmentStatus)),
    "cancelled_by": or_else(None, as_choice(CancelledBy)),
    "identifier": or_else("", as_text),
}


def _read_csv(data: bytes) -> AppointmentFile:
    rows, uneven = read_rows(data, required=REQUIRED, optional=OPTIONAL)
    found = AppointmentFile("Line", _FIELDS)
    found.faults = [Fault(n, "row", "has more or fewer cells than the first line") for n in uneven]
    for row in rows:
        values, faults = read_cells(row.cells, _READERS)
        faults = faults or _contradictions(values)
        found.faults += [Fault(row.line, column, reason) for column, reason in faults]
        if not faults:
            found.rows.append(_row(row.line, values))
    return found


def _contradictions(values: dict[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if not values["nhs_number"] and not values["client"]:
        faults.append(("nhs_number", "is needed, unless client is given"))
    if values["cancelled_by"] and values["status"] is not AppointmentStatus.CANCELLED:
        faults.append(("cancelled_by", f"is given, but status is {values['status']}"))
    return faults


def _row(line: int, values: dict[str, Any]) -> AppointmentRow:
    by = values["cancelled_by"]
    outcome = Outcome(f"{values['status'].value} by {by.value}" if by else values["status"].value)
    return AppointmentRow(
        line=line,
        starts_at=values["starts_at"],
        outcome=outcome,
        nhs_number=values["nhs_number"],
        client_id=values["client"],
        courses=(values["pathway"],) if values["pathway"] else (),
        identifier=values["identifier"] or None,
    )
